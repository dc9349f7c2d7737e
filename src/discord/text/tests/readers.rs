//! What five readers need of every sentence: a parent in a hurry, a neighbor in the street, a person who learns the
//! language, a person who listens to a screen reader, and an admin.

use super::{example, examples, say};
use crate::alert::{Alert, Millis, UserId};
use crate::discord::text::refusal::Refusal;
use crate::discord::text::{Language, card, refusal, reply};

const TS: Millis = Millis(1_773_155_700_000);

fn sarahs() -> Alert {
    Alert {
        parent_name: "Sarah".to_owned(),
        child_name: "Jake".to_owned(),
        location: "Oak Street Bus Stop".to_owned(),
        message: "Meeting ran over".to_owned(),
        parent_id: Some(UserId(6)),
        raised_at: Some("2026-03-10T14:49:00Z".parse().unwrap()),
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        timezone: Some("UTC".to_owned()),
        ..Alert::default()
    }
}

fn for_now() -> Alert {
    Alert { needed_by: sarahs().raised_at, ..sarahs() }
}

fn tomorrow() -> Alert {
    Alert { needed_by: Some("2026-03-11T07:40:00Z".parse().unwrap()), ..sarahs() }
}

fn everything() -> impl Iterator<Item = (Language, &'static str, String)> {
    let of = |language| say::keys().map(move |(key, _)| (language, *key, example(language, key)));
    Language::ALL.into_iter().flat_map(of)
}

#[test]
fn a_parent_reads_at_once_whether_it_was_sent() {
    for (language, yes, sending, no) in [
        (
            Language::English,
            ["Sent", "Posted"],
            ["Sending", "NOT sent yet"],
            ["NOT sent", "NOT shown", "Too late", "Someone deleted"],
        ),
        (
            Language::Spanish,
            ["Enviado", "Publicado"],
            ["Enviando", "NO enviado aún"],
            ["NO enviado", "NO publicado", "Demasiado tarde", "Alguien borró"],
        ),
        (
            Language::German,
            ["Gesendet", "Steht"],
            ["Wird gesendet", "Noch NICHT gesendet"],
            ["NICHT gesendet", "NICHT angezeigt", "Zu spät", "Jemand hat"],
        ),
        (
            Language::French,
            ["Envoyée", "Publiée"],
            ["Envoi en cours", "PAS encore envoyée"],
            ["NON envoyée", "NON publiée", "Trop tard", "Quelqu’un a"],
        ),
    ] {
        let signed = ["reply_not_shown", "reply_rejected", "reply_deleted", "reply_missed", "reply_missed_no_time"];
        let whole = |key: &str, text: String| if signed.contains(&key) { format!("❌ {text}") } else { text };
        let answers =
            ["reply_", "posted_", "not_sent_", "place_another_server"].map(|prefix| examples(language, prefix));
        // Parts of an answer, and what stands below one.
        let is_part = |key: &str| matches!(key, "posted_in" | "posted_in_the_channel" | "reply_another_open");
        let answers = answers.into_iter().flatten().filter(|(key, _)| !is_part(key));
        for (key, answer) in answers.map(|(key, text)| (key, whole(key, text))) {
            let (sign, rest) = answer.split_once(' ').unwrap_or_default();
            let first = rest.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
            let said = match sign {
                "✅" => &yes[..],
                "⏳" => &sending[..],
                "❌" => &no[..],
                _ => &[],
            };
            assert!(said.iter().any(|said| first.starts_with(said)), "{language:?}: {key} = {answer}");
        }
    }
}

#[test]
fn no_answer_asks_to_read_documentation() {
    for (language, key, text) in everything() {
        assert!(!text.contains("docs/") && !text.contains("README"), "{language:?}: {key} = {text}");
    }
}

#[test]
fn a_phones_first_line_says_who_when_and_where() {
    let pushed = |alert: &Alert| -> String { card::call(Language::English, alert).chars().take(80).collect() };
    let (when, rest) = ("Who can meet Jake", "at Oak Street Bus Stop? Sarah needs help.");
    assert_eq!(pushed(&sarahs()), format!("{when} by 3:15 PM {rest}"));
    assert_eq!(pushed(&for_now()), format!("{when} NOW {rest}"));
    assert_eq!(pushed(&Alert { needed_by: None, ..sarahs() }), format!("{when} NOW {rest}"));
    assert_eq!(pushed(&tomorrow()), format!("{when} by Wed 7:40 AM {rest}"));
    // Alerts of earlier versions name no zone.
    let old = Alert { timezone: None, ..sarahs() };
    assert_eq!(pushed(&old), format!("{when} by <t:1773155700:t> {rest}"));
}

#[test]
fn in_each_language_the_first_80_characters_hold_child_time_and_place() {
    let called = |language, alert: &Alert| card::call(language, alert);
    let lines = Language::ALL.map(|language| [sarahs(), for_now(), tomorrow()].map(|alert| called(language, &alert)));
    insta::assert_snapshot!(lines.concat().join("\n"), @r"
    Who can meet Jake by 3:15 PM at Oak Street Bus Stop? Sarah needs help.
    Who can meet Jake NOW at Oak Street Bus Stop? Sarah needs help.
    Who can meet Jake by Wed 7:40 AM at Oak Street Bus Stop? Sarah needs help.
    ¿Quién recoge a Jake antes de las 15:15 en Oak Street Bus Stop? Sarah pide ayuda.
    ¿Quién puede recoger YA a Jake en Oak Street Bus Stop? Sarah pide ayuda.
    ¿Quién recoge a Jake antes de las 7:40 del miércoles en Oak Street Bus Stop? Sarah pide ayuda.
    Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street Bus Stop. Sarah braucht Hilfe.
    Wer kann Jake JETZT abholen? Ort: Oak Street Bus Stop. Sarah braucht Hilfe.
    Wer kann Jake bis Mittwoch 7:40 Uhr abholen? Ort: Oak Street Bus Stop. Sarah braucht Hilfe.
    Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street Bus Stop. Sarah a besoin d’aide.
    Qui peut aller chercher Jake MAINTENANT ? Lieu : Oak Street Bus Stop. Sarah a besoin d’aide.
    Qui peut aller chercher Jake avant mercredi 7 h 40 ? Lieu : Oak Street Bus Stop. Sarah a besoin d’aide.
    ");
    let child = "Maximiliana-Charlott";
    for language in Language::ALL {
        for (alert, when) in [(sarahs(), "15"), (tomorrow(), "40"), (for_now(), "")] {
            let line = called(language, &Alert { child_name: child.to_owned(), ..alert });
            let first: String = line.chars().take(80).collect();
            assert!(first.contains(child) && first.contains(when) && first.contains("Oak"), "{language:?}: {first}");
        }
    }
}

#[test]
fn every_call_says_who_when_and_where_before_a_phone_cuts_it() {
    let child = "Maximiliana-Charlott";
    let shown = |language, key: &str| -> String {
        let line = example(language, key).replace("Jake", child);
        line.chars().take(80).collect()
    };
    for language in Language::ALL {
        let by_the_time = ["card_question", "notice_still_needed", "notice_wider", "card_private"];
        let at_once = ["card_question_now", "card_past_time", "notice_still_needed_now", "notice_wider_now"];
        for (keys, when) in [
            (&by_the_time[..], "15"),
            (&["notice_still_needed_minutes"][..], "8"),
            (&at_once[..], NOW[language as usize]),
        ] {
            for key in keys {
                let first = shown(language, key);
                let says = first.contains(child) && first.contains(when) && first.contains("Oak");
                assert!(says, "{language:?}: {key} = {first}");
            }
        }
    }
}

/// In the order of [`Language::ALL`].
const NOW: [&str; 4] = ["NOW", "YA", "JETZT", "MAINTENANT"];

#[test]
fn the_answer_says_the_time_that_was_understood_in_words_and_as_a_timestamp() {
    let (sent, sending) = (|alert: &Alert| reply::sent(Language::English, alert), reply::sending);
    let by = "Time: 3:15 PM (<t:1773155700:t>, <t:1773155700:R>).";
    assert!(sent(&sarahs()).contains(by) && sending(Language::English, &sarahs(), TS).contains(by));
    assert!(sent(&for_now()).contains("Time: NOW."));
    assert!(sent(&tomorrow()).contains("Time: Wed 7:40 AM (<t:1773214800:t>"), "{}", sent(&tomorrow()));
    let spanish = reply::sent(Language::Spanish, &tomorrow());
    assert!(spanish.contains("Hora: mié 7:40 (<t:1773214800:t>"), "{spanish}");
}

#[test]
fn a_refused_command_is_given_back_in_the_persons_language() {
    let why = Refusal::UnreadableWhen("soon".to_owned());
    let answers = Language::ALL.map(|language| refusal::not_sent(&why, language, "again"));
    insta::assert_snapshot!(answers.join("\n"), @r#"
    ❌ NOT sent. I can't read "soon" as a time. Try `now`, `3:15 pm` or `in 20 min`.
    To try again, copy this:
    again
    ❌ NO enviado. No entiendo «soon» como hora. Prueba `ahora`, `15:15` o `en 20 min`.
    Para repetirlo, copia esto:
    again
    ❌ NICHT gesendet. Ich verstehe „soon“ nicht als Zeit. Versuch `jetzt`, `15:15` oder `in 20 min`.
    Kopier das, um es noch einmal zu versuchen:
    again
    ❌ NON envoyée. « soon » n’est pas une heure que je comprends. Essaie `maintenant`, `15 h 15` ou `dans 20 min`.
    Pour réessayer, copie ceci :
    again
    "#);
}

#[test]
fn sentences_are_short() {
    for (language, key, text) in everything() {
        // A colon, a semicolon or a comma before "and" begins a new thought.
        for sentence in text.split(['.', '!', '?', ':', ';', '…']).flat_map(|part| part.split(", ")) {
            let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            assert!(words <= 15, "{language:?}: {key} has {words} words: {sentence}");
        }
    }
}

#[test]
fn no_idioms_and_no_addresses() {
    for (language, key, text) in everything() {
        let lower = text.to_lowercase();
        for idiom in
            ["stand down", "on the board", "passed on", "up to you", "you're up", "mend", "anew", "has it since"]
        {
            assert!(language != Language::English || !lower.contains(idiom), "{key} = {text}");
        }
        assert!(!text.contains("http"), "{language:?}: {key} = {text}");
    }
}

#[test]
fn a_card_has_no_emoji() {
    for language in Language::ALL {
        for prefix in ["card_", "title_", "status_", "field_", "notice_", "ended_"] {
            for (key, text) in examples(language, prefix) {
                let is_plain = |c: char| c.is_ascii() || c.is_alphabetic() || "¿¡«»„“’·…→\u{a0}".contains(c);
                assert!(text.chars().all(is_plain), "{language:?}: {key} = {text}");
            }
        }
    }
}
