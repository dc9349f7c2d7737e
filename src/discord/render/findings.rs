//! What is missing in a server, for its admins, and whether the parts of the bot work.
//!
//! Must not decide what is wrong: the checks do.

use serenity::builder::CreateEmbed;

use crate::discord::escape;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::part::{number, said, sentence};
use crate::discord::text::{Language, messages as say};

/// UTF-16 units of an embed's description, without its last line.
const MOST: usize = 3_900;

/// Something that an admin should know, with the clicks that fix it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// It does not work; otherwise it works all the same.
    pub(crate) is_wrong: bool,
    pub(crate) problem: String,
    pub(crate) fix: String,
}

/// The problems of a server, or that there are none.
pub(crate) fn embed(language: Language, problems: &[Problem]) -> CreateEmbed {
    CreateEmbed::new().description(description(language, problems))
}

fn description(language: Language, problems: &[Problem]) -> String {
    if problems.is_empty() {
        return say::findings_none(language);
    }
    let mut text = String::new();
    for (at, found) in problems.iter().enumerate() {
        let what = if found.is_wrong { say::finding_wrong } else { say::finding_warn };
        let mut lines = what(language, sentence(&found.problem));
        if !found.fix.is_empty() {
            lines.push_str(&format!("\n{}", say::finding_fix(language, sentence(&found.fix))));
        }
        if escape::units(&text) + escape::units(&lines) > MOST {
            let left = u64::try_from(problems.len() - at).unwrap_or(u64::MAX);
            text.push_str(&say::findings_more(language, number(left)));
            break;
        }
        text.push_str(&lines);
        text.push('\n');
    }
    text
}

/// The answer to `/needhelp-admin status`. `parts` are those of this process, with what is missing for each.
pub(crate) fn status(
    language: Language,
    parts: &[(&'static str, Result<(), String>)],
    is_behind: bool,
    problems: &[Problem],
) -> Reply {
    let mut lines = vec![say::health_title(language)];
    let works: Vec<_> = parts.iter().filter(|(_, answer)| answer.is_ok()).map(|(part, _)| *part).collect();
    if !works.is_empty() {
        lines.push(say::health_parts_work(language, said(works.join(", "))));
    }
    for (part, answer) in parts {
        if let Err(missing) = answer {
            lines.push(say::health_part_wrong(language, said(*part), sentence(missing)));
        }
    }
    lines.extend(is_behind.then(|| say::health_behind(language)));
    Reply::new(lines.join("\n")).with(embed(language, problems))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(is_wrong: bool) -> Problem {
        let fix = "Server Settings → Roles → helpers → Allow anyone to @mention this role";
        Problem { is_wrong, problem: "No phone rings.".to_owned(), fix: fix.to_owned() }
    }

    #[test]
    fn an_admin_reads_what_is_wrong_and_how_to_fix_it_within_discords_length() {
        let said = description(Language::English, &[problem(true), problem(false)]);
        let fix = "To fix it: Server Settings → Roles → helpers → Allow anyone to \\@mention this role";
        assert_eq!(said, format!("❌ Wrong: No phone rings.\n{fix}\n⚠️ Please note: No phone rings.\n{fix}\n"));
        assert_eq!(description(Language::English, &[]), "✅ Everything that the bot needs is there.");
        let many = description(Language::English, &vec![problem(true); 100]);
        assert!(escape::units(&many) <= 4_096 && many.ends_with(" more."), "{many}");
    }
}
