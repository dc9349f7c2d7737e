//! What holds for the files of all languages: nothing is missing, nothing is left over, and Discord takes it.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use strum::IntoEnumIterator as _;

use super::{example, files, say};
use crate::discord::action::Action;
use crate::discord::text::{Language, label};

/// The messages of a file as they are written, by their keys.
fn written(language: Language) -> BTreeMap<&'static str, String> {
    let mut all: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = None;
    for line in files::file(language).lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if line.starts_with([' ', '}']) {
            all.get_mut(last.expect("a message")).expect("known").push_str(line);
            continue;
        }
        let (key, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{language:?}: {line}"));
        assert!(all.insert(key, text.to_owned()).is_none(), "{language:?} has {key} twice");
        last = Some(key);
    }
    all
}

/// The names after each `$`.
fn parts(text: &str) -> BTreeSet<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split('$').skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default()).collect()
}

#[test]
fn every_file_is_read_without_an_error() {
    for language in Language::ALL {
        if let Err((_, errors)) = FluentResource::try_new(files::file(language).to_owned()) {
            panic!("{language:?}: {errors:?}");
        }
    }
}

#[test]
fn every_language_has_every_message_with_the_same_parts_and_no_other() {
    for language in Language::ALL {
        let mut written = written(language);
        for (key, expected) in say::keys() {
            let text = written.remove(key).unwrap_or_else(|| panic!("{language:?} lacks {key}"));
            let expected: BTreeSet<_> = expected.iter().copied().collect();
            assert_eq!(parts(&text), expected, "{language:?}: {key}");
        }
        let buttons: BTreeSet<_> = self::written(Language::English).into_keys().filter(|key| is_label(key)).collect();
        assert_eq!(written.into_keys().collect::<BTreeSet<_>>(), buttons, "{language:?}");
    }
}

fn is_label(key: &str) -> bool {
    key.starts_with("button_")
}

#[test]
fn every_button_has_a_label_of_20_characters_at_most() {
    for language in Language::ALL {
        let labels = written(language).into_iter().filter(|(key, _)| is_label(key));
        for (key, text) in labels {
            assert!(text.chars().count() <= 20, "{language:?}: {key} = {text}");
        }
        for action in Action::iter() {
            assert_ne!(label(language, action.name()), format!("button_{}", action.name()), "{language:?}");
        }
    }
}

#[test]
fn discord_takes_all_names_and_descriptions_of_commands() {
    for language in Language::ALL {
        let mut names = 0;
        for (key, _) in say::keys().filter(|(key, _)| key.starts_with("command_") || key.starts_with("option_")) {
            let text = example(language, key);
            let length = text.chars().count();
            if key.ends_with("_is") || key.ends_with("_does") || key.ends_with("_example") {
                assert!((1..=100).contains(&length), "{language:?}: {key} = {text}");
            } else {
                let fits = |c: char| c == '-' || c == '_' || c.is_alphanumeric() && c.to_lowercase().eq([c]);
                assert!((1..=32).contains(&length) && text.chars().all(fits), "{language:?}: {key} = {text}");
                names += 1;
            }
        }
        assert!(names >= 5, "{names}");
    }
}

#[test]
fn a_plural_is_chosen_by_the_number() {
    use crate::discord::text::part::number;
    for language in Language::ALL {
        let max = |max| say::input_too_long(language, crate::discord::text::part::said("x"), number(max));
        assert!(max(1_000).contains("1000"), "{}", max(1_000));
    }
}

#[test]
fn french_has_a_space_that_does_not_break_before_its_signs() {
    for (key, text) in written(Language::French) {
        for sign in ["?", "!", ":", ";", "»"] {
            assert!(!text.contains(&format!(" {sign}")), "{key} = {text}");
        }
        assert!(!text.contains("« ") && !text.contains('\''), "{key} = {text}");
    }
}

/// What neighbors are told to press has to be what they see.
#[test]
fn the_page_for_neighbors_names_the_buttons_as_each_language_has_them() {
    for language in Language::ALL {
        let page = match language {
            Language::English => "neighbors.md".to_owned(),
            other => format!("neighbors.{}.md", other.id()),
        };
        let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
        let text = std::fs::read_to_string(&page).expect("a page for each language");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let buttons = ["claim", "with_child", "done", "released", "standby", "hand_over"];
        let labels = buttons.map(|name| label(language, name));
        for label in labels.into_iter().chain([say::phones_button(language)]) {
            assert!(text.contains(&format!("**{label}**")), "{}: {label}", page.display());
        }
        assert!(text.contains(&format!("*{}*", say::setup_test_phones(language))), "{}", page.display());
    }
}
