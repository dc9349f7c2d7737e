//! Makes typed text plain: no mention, no markdown, no hidden marks, and never too long.
//!
//! Must not remove visible text: Discord's markup is escaped. Lengths are counted in UTF-16 units, which are never
//! fewer than the characters that Discord counts.

use unicode_segmentation::UnicodeSegmentation;

/// The text in place of an invisible one, because Discord refuses an empty field.
pub(crate) const NOTHING: &str = "–";

/// The maximum number of code points in one visible character. More of them are marks that cover the lines around.
/// The longest emoji in use has 10.
const MARKS_MAX: usize = 12;

/// One line for a title or a field: escaped, at most `max` UTF-16 units (an ellipsis shows the cut). Never empty.
#[must_use]
pub(crate) fn line(text: &str, max: usize) -> String {
    or_nothing(cut(&one_line(&clean(text)), max))
}

/// Several lines: escaped, at most `max` UTF-16 units. Never empty.
#[must_use]
pub(crate) fn block(text: &str, max: usize) -> String {
    or_nothing(cut(&lines(&clean(text)), max))
}

/// One line for a code block: as it is, without hidden marks, at most `max` UTF-16 units. A backtick, which could end the
/// block, becomes an apostrophe.
#[must_use]
pub(crate) fn verbatim(text: &str, max: usize) -> String {
    let text = one_line(&clean(text)).replace('`', "'");
    let mut kept = String::with_capacity(text.len());
    let mut length = 0;
    for grapheme in text.graphemes(true) {
        let end = grapheme.char_indices().nth(MARKS_MAX).map_or(grapheme.len(), |(end, _)| end);
        length += units(&grapheme[..end]);
        if length > max {
            break;
        }
        kept.push_str(&grapheme[..end]);
    }
    kept
}

/// Whether the text has a visible character: not only marks, blanks and joiners.
#[must_use]
pub(crate) fn is_legible(text: &str) -> bool {
    clean(text).chars().any(|c| !c.is_whitespace())
}

/// The length of a text in UTF-16 units.
#[must_use]
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { NOTHING.to_owned() } else { text }
}

/// Removes control characters and invisible marks. Keeps joiners between visible characters, as in emoji and Persian.
fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let shown = match c {
            '\r' if rest.peek() == Some(&'\n') => continue,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            '\u{200c}' | '\u{200d}' if joins(before) && rest.peek().is_some_and(|next| joins(*next)) => c,
            // A variation selector changes the character before it; alone it is invisible.
            '\u{fe00}'..='\u{fe0f}' if before.is_whitespace() => continue,
            c if is_hidden(c) => continue,
            c => c,
        };
        kept.push(shown);
        before = shown;
    }
    kept
}

fn joins(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_hidden(c)
}

fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines without blanks at their ends, at most one empty line in a row.
fn lines(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.trim().lines() {
        let line = line.trim();
        if !(line.is_empty() && kept.last().is_some_and(|last| last.is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// Escapes each visible character by itself, so that a cut between two of them splits no escape.
fn cut(text: &str, max: usize) -> String {
    let mut kept = String::with_capacity(text.len() + 16);
    let mut length = 0;
    // How long `kept` was when the ellipsis still had room.
    let mut with_ellipsis = 0;
    let mut lead = Lead::Start;
    for (at, grapheme) in text.grapheme_indices(true) {
        let mut shown = String::with_capacity(grapheme.len() + 1);
        // Some scripts have characters that join the one after them to theirs, also an "@".
        for (within, c) in grapheme.char_indices().take(MARKS_MAX) {
            if needs_escape(c, lead, &text[at + within..]) {
                shown.push('\\');
            }
            shown.push(c);
            lead = lead.after(c);
        }
        length += units(&shown);
        if length > max {
            kept.truncate(with_ellipsis);
            let kept_end = kept.trim_end().len();
            kept.truncate(kept_end);
            if max > 0 {
                kept.push('…');
            }
            return kept;
        }
        kept.push_str(&shown);
        if length < max {
            with_ellipsis = kept.len();
        }
    }
    kept
}

/// Where in its line a character stands: some mean something at its beginning alone.
#[derive(Clone, Copy, PartialEq)]
enum Lead {
    Start,
    Number,
    Inside,
}

impl Lead {
    fn after(self, c: char) -> Self {
        match c {
            '\n' => Lead::Start,
            ' ' if self == Lead::Start => Lead::Start,
            c if c.is_ascii_digit() && self != Lead::Inside => Lead::Number,
            _ => Lead::Inside,
        }
    }
}

/// Discord takes a backslash before any ASCII punctuation as "this is only a character".
fn needs_escape(c: char, lead: Lead, rest: &str) -> bool {
    match c {
        '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>' | '@' => true,
        '#' | '-' | '+' => lead == Lead::Start,
        '.' | ')' => lead == Lead::Number,
        // An address stays legible, but nobody is led anywhere by one tap.
        ':' => rest.starts_with("://"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_means_something_to_discord_is_only_text() {
        for (typed, shown) in [
            ("@everyone", "\\@everyone"),
            ("<@&42> <#1> </cmd:1> <t:1:R> <:x:1>", "\\<\\@&42\\> \\<#1\\> \\</cmd:1\\> \\<t:1:R\\> \\<:x:1\\>"),
            ("**bold** __under__ ~~gone~~", "\\*\\*bold\\*\\* \\_\\_under\\_\\_ \\~\\~gone\\~\\~"),
            ("||spoiler|| `code`", "\\|\\|spoiler\\|\\| \\`code\\`"),
            ("[bank](https://evil.example)", "\\[bank\\](https\\://evil.example)"),
            ("# Heading", "\\# Heading"),
            ("-# small", "\\-# small"),
            ("1. list", "1\\. list"),
            ("Jean-Luc, 3.15 pm, #2", "Jean-Luc, 3.15 pm, #2"),
            ("3:15", "3:15"),
        ] {
            assert_eq!(line(typed, 200), shown, "{typed}");
        }
        assert_eq!(block("a\n> b\n - c\n12. d", 200), "a\n\\> b\n\\- c\n12\\. d");
    }

    #[test]
    fn marks_that_nobody_sees_are_gone_and_emoji_stay_whole() {
        assert_eq!(line("Ja\u{200b}ke\u{202e}\u{2066}\u{feff}", 50), "Jake");
        assert_eq!(line("a\u{200d}b", 50), "ab");
        assert_eq!(line("👩‍👩‍👧 👍🏽 🇪🇸", 50), "👩‍👩‍👧 👍🏽 🇪🇸");
        assert_eq!(line("\u{200b}\u{3164} ", 50), NOTHING);
        assert_eq!(line("two\r\nlines\tand\u{0}more", 50), "two lines andmore");
    }

    #[test]
    fn what_consists_of_marks_that_nobody_sees_is_nothing() {
        for unseen in
            ["", " \n\t", "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}", "\u{fe0f}\u{200d}\u{fe0f} \u{fe0e}", "\u{3164}"]
        {
            assert!(!is_legible(unseen), "{unseen:?}");
            assert_eq!((line(unseen, 9), block(unseen, 9)), (NOTHING.into(), NOTHING.into()));
        }
        for seen in ["Jake", "❤\u{fe0f}", "–"] {
            assert!(is_legible(seen) && line(seen, 9) == seen, "{seen:?}");
        }
    }

    #[test]
    fn lines_are_kept_where_there_may_be_some() {
        assert_eq!(block("  one  \r\n\r\n\r\n two\n", 50), "one\n\ntwo");
    }

    #[test]
    fn a_cut_is_seen_and_splits_nothing() {
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcde…");
        assert_eq!(line("abcd*", 6), "abcd\\*");
        assert_eq!(line("abcd**", 6), "abcd…");
        assert_eq!(line("ab👩‍👩‍👧c", 9), "ab…");
        assert_eq!(line("word word", 6), "word…");
    }

    #[test]
    fn a_heap_of_marks_is_cut_down() {
        let heap = format!("a{}", "\u{301}".repeat(500));
        assert_eq!(line(&heap, 200).chars().count(), MARKS_MAX);
    }

    #[test]
    fn a_character_that_joins_the_next_one_hides_no_markup() {
        // U+0600 and U+110BD make one visible character with what follows them.
        for (typed, shown) in [
            ("\u{600}@everyone", "\u{600}\\@everyone"),
            ("\u{110bd}*bold*", "\u{110bd}\\*bold\\*"),
            ("https\u{600}://evil.example", "https\u{600}\\://evil.example"),
        ] {
            assert_eq!(line(typed, 200), shown, "{typed}");
        }
    }

    /// Reads like Discord does: a backslash makes the next character text.
    fn live(text: &str) -> String {
        let mut live = String::new();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if c == '\\' {
                live.push('\u{fffd}');
                assert!(rest.next().is_some(), "half an escape: {text:?}");
            } else {
                live.push(c);
            }
        }
        live
    }

    fn typed() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<String>(),
            "[\\\\*_~`|<>@#\\-\\[\\]():/0-9. \n\r\u{200d}\u{202e}]{0,20}",
            Just("@everyone".to_owned()),
            Just("<@123>".to_owned()),
            Just("👩‍👩‍👧".to_owned()),
            Just("\u{600}".to_owned()),
            Just("\u{301}".to_owned()),
        ];
        prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_typed_means_anything_or_is_too_long(text in typed(), max in 1_usize..300) {
            for shown in [line(&text, max), block(&text, max)] {
                prop_assert!(units(&shown) <= max && !shown.is_empty());
                let live = live(&shown);
                for sign in ["@", "<", "*", "_", "`", "|", "~", "[", "](", "://", "\n#", "\n-"] {
                    prop_assert!(!live.contains(sign), "{:?} in {:?}", sign, shown);
                }
                prop_assert!(!live.starts_with(['#', '-', '>']));
            }
            prop_assert_eq!(is_legible(&text), line(&text, 300) != NOTHING || text.contains(NOTHING));
            prop_assert!(!line(&text, max).contains('\n'));
        }
    }
}
