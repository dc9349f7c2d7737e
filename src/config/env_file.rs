//! Finds and reads `.env`. A line that can't be read is reported with its file and number.
//!
//! Must not show a value, because it may be the token or a password.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The `.env` of this directory, or of the nearest one above it that has one.
pub(super) fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(".env")).find(|path| path.is_file())
}

/// Reads a file's variables. Adds to the environment those that it does not have, for the libraries that look there.
///
/// # Errors
/// One line for the admin: the file, the line and how to fix it.
pub(super) fn load(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read(path).map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    let text = String::from_utf8(text).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        format!("{}, line {line}: this is not UTF-8 text; save the file as UTF-8", path.display())
    })?;
    let variables = read(&text).map_err(|(line, problem)| format!("{}, line {line}: {problem}", path.display()))?;
    // Every line can be read, so this only sets variables.
    dotenvy::from_path(path).map_err(|_| format!("{} can't be read", path.display()))?;
    Ok(variables)
}

/// The variables of a file's text. The first of two with one name counts, as in the environment.
///
/// # Errors
/// The number of the line, and what is wrong with it.
fn read(text: &str) -> Result<BTreeMap<String, String>, (usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut above = BTreeSet::new();
    let mut comments = BTreeMap::new();
    let mut at = 0;
    while at < lines.len() {
        let (length, entry) = entry(&lines[at..]).map_err(|problem| (at + 1, problem))?;
        if let Some(name) = entry {
            let written = lines[at..at + length].join("\n");
            if let Some(unknown) = unknown_reference(&written, &above) {
                return Err((
                    at + 1,
                    format!(
                        "in {name}, ${unknown} stands for a variable that is not set. If the $ is part of the value, \
                         put the value in single quotes: {name}='…'"
                    ),
                ));
            }
            if let Some(comment) = not_a_comment(&written) {
                comments.entry(name.clone()).or_insert(comment);
            }
            above.insert(name);
        }
        at += length;
    }
    let mut variables = BTreeMap::new();
    // All at once, because a value may refer to one above.
    for (name, value) in dotenvy::from_read_iter(text.as_bytes()).flatten() {
        let value = if value.is_empty() { comments.remove(&name).unwrap_or_default() } else { value };
        variables.entry(name).or_insert(value);
    }
    Ok(variables)
}

/// How many lines the first entry takes, as a value in quotes may have several, and its name. `None` for a comment or an
/// empty line.
fn entry(lines: &[&str]) -> Result<(usize, Option<String>), String> {
    for length in 1..=lines.len() {
        match dotenvy::from_read_iter(lines[..length].join("\n").as_bytes()).next() {
            None => return Ok((length, None)),
            Some(Ok((name, _))) => return Ok((length, Some(name))),
            // Its quotes may end on a later line.
            Some(Err(_)) => {}
        }
    }
    let first = lines.first().map_or("", |line| line.trim());
    let name = first.strip_prefix("export ").unwrap_or(first).split_once('=').map(|(name, _)| name.trim());
    Err(match name.filter(|name| is_name(name)) {
        Some("DISCORD_TOKEN") => {
            "DISCORD_TOKEN can't be read. It is the token alone, without \"Bot\", blanks or quotes".to_owned()
        }
        Some(name) => {
            format!(
                "the value of {name} can't be read: put it in quotes, {name}=\"…\" (single quotes if it has a $ or a \\)"
            )
        }
        None => "this is not NAME=value".to_owned(),
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// `NAME=#text` without a blank is meant as a value, as in `DISCORD_CHANNEL_ID=#bus-stop`, though the library takes it for a
/// comment.
fn not_a_comment(entry: &str) -> Option<String> {
    let (_, written) = entry.split_once('=')?;
    written.starts_with('#').then(|| written.trim_end().to_owned())
}

/// The first `$name` outside of single quotes that is neither in the environment nor above in the file: it would
/// disappear without a word.
fn unknown_reference(entry: &str, above: &BTreeSet<String>) -> Option<String> {
    let (_, value) = entry.split_once('=')?;
    let (mut single, mut double, mut escaped) = (false, false, false);
    let mut blank_before = false;
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\'' if !double => single = !single,
            _ if single => {}
            '"' => double = !double,
            '\\' => escaped = true,
            '#' if blank_before && !double => return None,
            '$' => {
                let after = &value[at + 1..];
                let after = after.strip_prefix('{').unwrap_or(after);
                let name: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
                if std::env::var_os(&name).is_none() && !above.contains(&name) {
                    return Some(name);
                }
            }
            _ => {}
        }
        blank_before = c.is_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> (usize, String) {
        read(text).expect_err(text)
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_its_number_and_its_variable() {
        let (line, problem) = wrong("# needhelp\n\nKAFKA_PARTITIONS=3\nTIMEZONE=America/New York\nLOG_FORMAT=text\n");
        assert_eq!(line, 4);
        assert!(problem.contains("TIMEZONE") && problem.contains("put it in quotes"), "{problem}");
        assert_eq!(wrong("LOG_FORMAT=text\nthe token\n").0, 2);
        // Quotes that are never closed begin here.
        assert_eq!(wrong("LOG_FORMAT=text\nTIMEZONE=\"Europe/Madrid\nKAFKA_PARTITIONS=3\n").0, 2);
    }

    #[test]
    fn a_value_with_its_secret_is_never_shown() {
        for text in ["DISCORD_TOKEN=Bot hunter2\n", "KAFKA_PROPERTIES=sasl.password=hunter2 \"\n", "hunter2\n"] {
            let (line, problem) = wrong(text);
            assert!(line == 1 && !problem.contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn a_dollar_that_would_disappear_is_refused_and_single_quotes_keep_it() {
        let (line, problem) = wrong("LOG_FORMAT=text\nKAFKA_PROPERTIES=sasl.password=pa$nosuchword\n");
        assert!(line == 2 && problem.contains("KAFKA_PROPERTIES='…'"), "{problem}");
        let kept = read("KAFKA_PROPERTIES='sasl.password=pa$nosuchword'\n").unwrap();
        assert_eq!(kept["KAFKA_PROPERTIES"], "sasl.password=pa$nosuchword");
        let known = read("WORD=late\nKAFKA_GROUP_ID=$WORD\nKAFKA_ALERTS_TOPIC=a # costs 5 $\n").unwrap();
        assert_eq!((&*known["WORD"], &*known["KAFKA_GROUP_ID"]), ("late", "late"));
    }

    #[test]
    fn a_channels_name_is_a_value_and_no_comment() {
        let read = read("DISCORD_CHANNEL_ID=#bus-stop\nDISCORD_GUILD_ID= # my server\nTIMEZONE=\n").unwrap();
        assert_eq!(read["DISCORD_CHANNEL_ID"], "#bus-stop");
        assert_eq!((&*read["DISCORD_GUILD_ID"], &*read["TIMEZONE"]), ("", ""));
    }

    #[test]
    fn a_value_in_quotes_may_have_several_lines() {
        let read = read("\u{feff}A=\"one\ntwo\"\n  # note\nB='x y'\nB=later\n").unwrap();
        assert_eq!((&*read["A"], &*read["B"]), ("one\ntwo", "x y"));
    }
}
