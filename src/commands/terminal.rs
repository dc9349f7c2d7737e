//! Makes text from records safe to print on a terminal, and keeps it on one line.
//!
//! Any program can write a record, and a terminal obeys control sequences: they could hide an alert or fake one.

/// Replaces line breaks and tabs by spaces, and other control characters and marks of direction by `�`.
#[must_use]
pub(crate) fn sanitize(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            character if character.is_control() || is_direction_mark(character) => '\u{fffd}',
            character => character,
        })
        .collect()
}

/// The first `max_chars` characters; `…` shows that text was cut off.
#[must_use]
pub(crate) fn shorten(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The characters that change the direction of writing (Unicode's `Bidi_Control`).
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_sequence_reaches_the_terminal() {
        assert_eq!(sanitize("\u{1b}[2Jall\u{7}is\u{9b}well"), "�[2Jall�is�well");
        assert_eq!(sanitize("Oak\nStreet\r\n"), "Oak Street  ");
        assert_eq!(sanitize("a\u{202e}b\u{2066}c"), "a�b�c");
    }

    #[test]
    fn text_in_any_language_is_unchanged() {
        for text in ["Søren & Zoë", "母の日", "👩‍👧 Jake", "Meeting ran over, will be 10 mins late"] {
            assert_eq!(sanitize(text), text);
        }
    }

    #[test]
    fn a_cut_is_visible() {
        assert_eq!(shorten("Oak Street", 3), "Oak…");
        assert_eq!(shorten("Oak", 3), "Oak");
    }
}
