//! The message of a test of the phones, and what the moderators read of it.

use serenity::all::{ButtonStyle, Nonce};
use serenity::builder::{CreateAllowedMentions, CreateButton, CreateMessage, EditMessage};

use crate::alert::{InteractionId, Millis, RoleId, UserId};
use crate::discord::input::phones::custom_id;
use crate::discord::render::components;
use crate::discord::text::part::{Part, number, said};
use crate::discord::text::{Language, messages as say, part};

/// How many people are named, so that a message keeps to Discord's 2,000 characters.
const MOST_ANSWERED: usize = 20;
/// The same.
const MOST_MISSING: usize = 15;

/// Who answered how fast, and who did not, as far as that can be known.
#[derive(Debug, Clone, Default)]
pub(crate) struct PhonesResult {
    /// With the milliseconds after the message, the fastest first.
    pub(crate) answered: Vec<(UserId, i64)>,
    /// Helpers who have answered an earlier test only.
    pub(crate) missing: Vec<UserId>,
    /// How many of those who have answered have the role.
    pub(crate) helpers: u64,
    /// The role and how many have it, where Discord said so.
    pub(crate) members: Option<(RoleId, u64)>,
}

/// The message that rings, with its button.
pub(crate) fn call(language: Language, role: RoleId, test: InteractionId) -> CreateMessage {
    let label = say::phones_button(language);
    let text = say::phones_call(language, said(label.clone()), part::role(role));
    let button = CreateButton::new(custom_id(test)).label(label).style(ButtonStyle::Success);
    CreateMessage::new()
        .content(text)
        .components(vec![components::row([button])])
        .allowed_mentions(CreateAllowedMentions::new().roles([serenity::all::RoleId::new(role.0)]))
        .nonce(Nonce::String(format!("ph/{test}")))
        .enforce_nonce(true)
}

/// The same message afterwards: without the button.
pub(crate) fn over(language: Language) -> EditMessage {
    EditMessage::new()
        .content(say::phones_over(language))
        .components(Vec::new())
        .allowed_mentions(CreateAllowedMentions::new())
}

/// What the moderators read.
pub(crate) fn result(language: Language, result: &PhonesResult) -> String {
    let mut lines = vec![say::phones_result(language)];
    let answered = result.answered.iter().map(|(person, wait)| after(language, *person, *wait));
    match listed(language, answered, MOST_ANSWERED) {
        Some(people) => lines.push(say::phones_answered(language, people)),
        None => lines.push(say::phones_nobody(language)),
    }
    if let Some((role, members)) = result.members {
        lines.push(say::phones_count(language, number(result.helpers), number(members), part::role(role)));
    }
    let missing = result.missing.iter().map(|person| format!("<@{person}>"));
    if let Some(people) = listed(language, missing, MOST_MISSING) {
        lines.push(say::phones_missing(language, people));
    }
    let all_answered = result.members.is_some_and(|(_, members)| result.helpers >= members);
    if !all_answered {
        lines.push(say::phones_help(language));
    }
    lines.join("\n")
}

fn after(language: Language, person: UserId, milliseconds: i64) -> String {
    let seconds = Millis(milliseconds.max(0)).seconds().unsigned_abs();
    match seconds {
        0..120 => say::phones_after(language, part::mention(person), number(seconds)),
        _ => say::phones_after_minutes(language, part::mention(person), number(seconds / 60)),
    }
}

fn listed(language: Language, people: impl ExactSizeIterator<Item = String>, most: usize) -> Option<Part> {
    let more = people.len().saturating_sub(most);
    let mut named: Vec<_> = people.take(most).collect();
    if more > 0 {
        named.push(say::phones_more(language, number(more as u64)));
    }
    (!named.is_empty()).then(|| said(named.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moderators_read_who_answered_how_fast_who_did_not_and_what_helps() {
        let known = PhonesResult {
            answered: vec![(UserId(55), 12_400), (UserId(66), 125_000)],
            missing: vec![UserId(44)],
            helpers: 2,
            members: Some((RoleId(9), 3)),
        };
        let said = result(Language::English, &known);
        insta::assert_snapshot!(said.rsplit_once('\n').expect("lines").0, @r"
        **The phones were tested**
        Answered: <@55> (after 12 s), <@66> (after 2 min)
        2 of 3 members of <@&9> have answered.
        Answered an earlier test, but not this one: <@44>
        ");
        assert!(said.ends_with("allow it in the phone's own settings."), "{said}");
        let all = PhonesResult { helpers: 3, missing: Vec::new(), ..known };
        assert!(!result(Language::English, &all).contains("muted"), "there is nothing to fix");
    }

    #[test]
    fn a_result_fits_into_one_message_however_many_answer() {
        let people = |count: u64| (0..count).map(|n| UserId(u64::MAX - n));
        let many = PhonesResult {
            answered: people(400).map(|person| (person, 900_000)).collect(),
            missing: people(400).collect(),
            helpers: 400,
            members: Some((RoleId(u64::MAX), 900)),
        };
        for language in Language::ALL {
            let said = result(language, &many);
            assert!(said.chars().count() <= 2_000, "{}: {said}", said.chars().count());
            assert!(said.contains("380"), "{said}");
            assert!(result(language, &PhonesResult::default()).contains(&say::phones_nobody(language)));
        }
    }
}
