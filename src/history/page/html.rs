//! The page's HTML.

use crate::discord::Language;
use crate::discord::text::part::number;
use crate::discord::text::{messages as say, statistics as texts};
use crate::history::chart::{Chart, Theme};
use crate::history::statistics::Statistics;

/// The page's only style, whose digest is in its policy. Each chart is there twice, for light and dark.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:54rem;margin:0 auto;padding:1rem;background:#fff;color:#1f2328}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
a{color:#1f57b8;margin-right:1rem}
table{border-collapse:collapse}th,td{padding:.25rem 1rem .25rem 0;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.charts{display:flex;flex-wrap:wrap;gap:1rem}svg{max-width:100%;height:auto}
.dark{display:none}
@media(prefers-color-scheme:dark){body{background:#1e1f22;color:#e6e8ec}a{color:#78aaff}.dark{display:block}.light{display:none}}
";

/// The whole page. `since` is what was asked for; `token` is that of the address.
pub(super) fn page(
    statistics: &Statistics,
    language: Language,
    since: &str,
    token: Option<&str>,
) -> anyhow::Result<String> {
    let title = escape(&say::stats_title(language));
    let mut body = format!("<h1>{title}</h1>\n<p>{}</p>\n", links(language, since, token));
    if statistics.all.alerts == 0 {
        body.push_str(&format!("<p>{}</p>\n", escape(&say::stats_none(language))));
    } else {
        body.push_str(&numbers(statistics, language));
        body.push_str(&charts(statistics, language)?);
        body.push_str(&hours(statistics, language));
        body.push_str(&helpers(statistics, language));
    }
    let id = language.id();
    Ok(format!(
        "<!doctype html>\n<html lang=\"{id}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<main>\n{body}</main>\n</html>\n"
    ))
}

fn links(language: Language, shown: &str, token: Option<&str>) -> String {
    let days = [7, 30, 365].map(|days| (format!("{days}d"), say::stats_last_days(language, number(days))));
    let all = ("all".to_owned(), say::stats_all(language));
    let link = |(since, name): (String, String)| {
        let name = escape(&name);
        if since == shown {
            return format!("<strong>{name}</strong> ");
        }
        let token = token.map(|token| format!("&amp;token={}", escape(token))).unwrap_or_default();
        format!("<a href=\"/stats?since={since}{token}\">{name}</a> ")
    };
    days.into_iter().chain([all]).map(link).collect()
}

fn numbers(statistics: &Statistics, language: Language) -> String {
    let rows = texts::numbers(language, statistics);
    let row = |(name, value): (String, String)| {
        format!("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>\n", escape(&name), escape(&value))
    };
    format!("<table>\n{}</table>\n", rows.into_iter().map(row).collect::<String>())
}

fn charts(statistics: &Statistics, language: Language) -> anyhow::Result<String> {
    let captions = texts::captions(language);
    let mut html = "<div class=\"charts\">\n".to_owned();
    for (class, theme) in [("light", Theme::LIGHT), ("dark", Theme::DARK)] {
        for (chart, name) in [(Chart::Weeks, &captions.weeks_title), (Chart::Map, &captions.map_title)] {
            let svg = chart.svg(statistics, &captions, theme)?;
            let name = escape(name);
            html.push_str(&format!("<div class=\"{class}\" role=\"img\" aria-label=\"{name}\">{svg}</div>\n"));
        }
    }
    html.push_str("</div>\n");
    Ok(html)
}

/// The map again, for who does not see it.
fn hours(statistics: &Statistics, language: Language) -> String {
    let head = [
        say::stats_hour(language),
        say::stats_alerts(language),
        say::stats_answered(language),
        say::stats_unanswered(language),
    ];
    let by_hour = statistics.by_hour().into_iter().enumerate().filter(|(_, tally)| tally.alerts > 0);
    let rows = by_hour.map(|(hour, tally)| {
        let numbers = [tally.alerts, tally.answered, tally.unanswered].map(|number| number.to_string());
        [vec![format!("{hour:02}:00")], numbers.to_vec()].concat()
    });
    table(&say::stats_map(language), &head, rows)
}

fn helpers(statistics: &Statistics, language: Language) -> String {
    if statistics.helpers.is_empty() {
        return String::new();
    }
    let head = [say::stats_helper(language), say::stats_taken(language), say::stats_done(language)];
    let rows = statistics.helpers.iter().map(|helper| {
        let name = helper.name.clone().unwrap_or_else(|| say::stats_not_named(language, number(helper.people)));
        vec![name, helper.claims.to_string(), helper.done.to_string()]
    });
    table(&say::stats_helpers(language), &head, rows)
}

/// A table whose first column is a text, and the others numbers.
fn table(title: &str, head: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let cells = |cells: &[String], tag: &str| -> String {
        let cell = |(place, text): (usize, &String)| {
            let class = if place > 0 { " class=\"n\"" } else { "" };
            format!("<{tag}{class}>{}</{tag}>", escape(text))
        };
        cells.iter().enumerate().map(cell).collect()
    };
    let head = cells(head, "th");
    let rows: String = rows.map(|row| format!("<tr>{}</tr>\n", cells(&row, "td"))).collect();
    format!("<h2>{}</h2>\n<table>\n<tr>{head}</tr>\n{rows}</table>\n", escape(title))
}

/// Text as HTML, also within quotes.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            character => html.push(character),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::statistics::Helper;

    #[test]
    fn a_name_cannot_become_a_tag() {
        let mut statistics = Statistics::default();
        statistics.all.alerts = 1;
        let name = Some("<script>alert('x')</script>".to_owned());
        statistics.helpers.push(Helper { name, people: 1, claims: 1, done: 1 });
        let page = page(&statistics, Language::English, "30d", None).expect("a page");
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)") && !page.contains("<script"), "{page}");
        // The policy allows none.
        assert!(!page.contains(" style="), "{page}");
    }
}
