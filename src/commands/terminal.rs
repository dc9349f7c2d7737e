//! What people typed, on a terminal: harmless and on one line.
//!
//! A record may come from any program, and a terminal obeys control sequences: they could hide an alert or fake one.

/// Line breaks and tabs become spaces; other control characters, and marks that turn the direction of writing, become `�`.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            character if character.is_control() || turns(character) => '\u{fffd}',
            character => character,
        })
        .collect()
}

/// The beginning of a text, `…` where it goes on.
#[must_use]
pub(crate) fn beginning(text: &str, characters: usize) -> String {
    let mut characters = text.char_indices().skip(characters);
    match characters.next() {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Marks of direction (Unicode's `Bidi_Control`).
fn turns(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_sequence_reaches_the_terminal() {
        assert_eq!(plain("\u{1b}[2Jall\u{7}is\u{9b}well"), "�[2Jall�is�well");
        assert_eq!(plain("Oak\nStreet\r\n"), "Oak Street  ");
        assert_eq!(plain("a\u{202e}b\u{2066}c"), "a�b�c");
    }

    #[test]
    fn words_of_any_language_stay() {
        for text in ["Søren & Zoë", "母の日", "👩‍👧 Jake", "Meeting ran over, will be 10 mins late"] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn a_long_text_is_cut_visibly() {
        assert_eq!(beginning("Oak Street", 3), "Oak…");
        assert_eq!(beginning("Oak", 3), "Oak");
    }
}
