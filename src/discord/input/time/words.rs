//! Turns typed text into canonical words: one word for each meaning, whatever the language.
//!
//! English, Spanish, French, German and Portuguese. Must not decide which time is meant.

use super::vocabulary::{ABBREVIATIONS, PHRASES, WORDS, ZONES};

/// The longest text that is read. Every time fits into it.
const MAX_CHARS: usize = 60;

/// A typed time in canonical words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The words, without a zone at the end.
    pub(super) words: Vec<String>,
    /// The abbreviations of a zone that stands at the end; any of them is meant.
    pub(super) zone: Option<Vec<&'static str>>,
}

/// Reads a text into canonical words. A word that is not known stays as it is.
pub(super) fn read(typed: &str) -> Words {
    let folded = folded(typed);
    // "1:30 +1030": the sign stands for itself in all other places.
    let offset = folded.trim_end().rsplit_once(' ').filter(|(_, last)| last.starts_with(['+', '-']));
    let (folded, offset) = match offset.and_then(|(before, last)| Some((before, zone(last)?))) {
        Some((before, offset)) => (before, Some(offset)),
        None => (folded.as_str(), None),
    };
    let raw = split(folded);
    let mut raw: Vec<&str> = raw.iter().map(String::as_str).collect();
    let named = raw.last().and_then(|last| zone(last)).filter(|_| raw.len() > 1);
    if named.is_some() {
        raw.pop();
    }
    let zone = offset.or(named);
    let mut words = Vec::new();
    let mut rest = raw.as_slice();
    while let Some(first) = rest.first() {
        let (length, meaning) = phrase(rest).unwrap_or((1, word(first)));
        words.extend(meaning.split(' ').map(str::to_owned));
        rest = &rest[length..];
    }
    Words { words, zone }
}

fn zone(word: &str) -> Option<Vec<&'static str>> {
    if let Some((_, same)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(same.to_vec());
    }
    ABBREVIATIONS.iter().find(|name| **name == word).map(|name| vec![*name])
}

fn phrase(words: &[&str]) -> Option<(usize, &'static str)> {
    PHRASES
        .iter()
        .map(|(phrase, meaning)| (phrase.split(' ').count(), phrase, *meaning))
        .filter(|(length, phrase, _)| words.len() >= *length && phrase.split(' ').eq(words[..*length].iter().copied()))
        .max_by_key(|(length, ..)| *length)
        .map(|(length, _, meaning)| (length, meaning))
}

fn word(word: &str) -> &str {
    WORDS.iter().find(|(known, _)| known.contains(&word)).map_or(word, |(_, meaning)| *meaning)
}

/// In lower case, without accents, in ASCII's digits and signs.
fn folded(typed: &str) -> String {
    let mut folded = String::new();
    for c in typed.chars().take(MAX_CHARS).flat_map(char::to_lowercase) {
        match c {
            // Full-width forms, which Asian keyboards type.
            '\u{ff01}'..='\u{ff5e}' => {
                folded.extend(char::from_u32(u32::from(c) - 0xfee0).map(|c| c.to_ascii_lowercase()));
            }
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' => folded.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => folded.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => folded.push('u'),
            'ñ' => folded.push('n'),
            'ç' => folded.push('c'),
            'ß' => folded.push_str("ss"),
            // An accent that follows its letter, and marks that nobody sees.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            // Signs around a time that have no meaning here.
            '\'' | '’' | '`' | '´' | '"' | '“' | '”' | '«' | '»' | '(' | ')' | '!' | '¡' | '?' | '¿' | ';' | '~' =>
            {
                folded.push(' ');
            }
            c => folded.push(c),
        }
    }
    folded
}

/// Into numbers, words and signs. A point or a comma counts only between digits.
fn split(text: &str) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(&c) = all.get(at) {
        let digit_before = at > 0 && all[at - 1].is_ascii_digit();
        let digit_after = all.get(at + 1).is_some_and(char::is_ascii_digit);
        let run = |of: fn(char) -> bool| all[at..].iter().take_while(|c| of(**c)).count();
        let length = match c {
            c if c.is_ascii_digit() => run(|c| c.is_ascii_digit()),
            c if c.is_alphabetic() => run(|c| c.is_alphabetic() || c == '-'),
            _ => 1,
        };
        let part: String = all[at..at + length].iter().collect();
        match c {
            c if c.is_whitespace() => {}
            '.' | ',' if !(digit_before && digit_after) => {}
            ',' => parts.push(".".to_owned()),
            // "3:15p"
            'a' | 'p' if length == 1 && digit_before && all.get(at + 1).is_none_or(|c| *c != '.') => {
                parts.push(format!("{c}m"));
            }
            // "p. m."
            'm' if length == 1
                && let Some(last) = parts.last_mut().filter(|last| matches!(last.as_str(), "a" | "p")) =>
            {
                last.push('m');
            }
            _ => parts.push(part.trim_end_matches('-').to_owned()),
        }
        at += length;
    }
    parts
}
