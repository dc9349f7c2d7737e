//! Property tests of what is rendered, over the generated logs of [`crate::alert`]: which buttons a card has, and what stays
//! private.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::Value;

use crate::alert::tests::properties::logs::{any_log, new_state};
use crate::alert::{
    About, AlertState, Event, EventId, GuildId, Key, Kind, Notice, Outcome, Phase, Recipient, RoleId, UserId, Words,
};
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::discord::render::card::CardContext;
use crate::discord::render::mention::Place;
use crate::discord::render::{buttons, card, mention};
use crate::discord::text::Language;

const SARAH: UserId = UserId(1);
const MODERATOR: UserId = UserId(7);
/// A neighbor who has not pressed anything.
const EMMA: UserId = UserId(50);
/// The actions of cards.
const OF_CARDS: [Action; 12] = [
    Action::Claim,
    Action::WithChild,
    Action::Done,
    Action::Released,
    Action::Standby,
    Action::HandOver,
    Action::TakeOver,
    Action::Details,
    Action::Confirmed,
    Action::AskAgain,
    Action::Change,
    Action::Cancelled,
];

fn context(private: bool, fallback: bool) -> CardContext {
    CardContext {
        helper_role: Some(RoleId(77)),
        wider_role: Some(RoleId(78)),
        fallback: fallback.then(|| "555 0100".to_owned()),
        private,
        passwords: None,
        home: 2,
        language: Language::English,
        passwords_in: Language::English,
        guild: Some(GuildId(4)),
    }
}

fn folded(events: &[Event]) -> AlertState {
    let mut state = new_state();
    events.iter().for_each(|event| _ = state.fold(event));
    state
}

/// The buttons of a rendered card.
fn shown(state: &AlertState, private: bool) -> Vec<CustomId> {
    let card = card::edit(state, &context(private, false), &Key::of_card(&state.id.event()));
    buttons_of(&serde_json::to_value(card).unwrap())
}

fn buttons_of(card: &Value) -> Vec<CustomId> {
    let rows = card["components"].as_array().cloned().unwrap_or_default();
    let buttons = rows.iter().filter_map(|row| row["components"].as_array()).flatten();
    let ids = buttons.filter_map(|button| button["custom_id"].as_str());
    ids.map(|id| CustomId::parse(id).unwrap()).collect()
}

/// The records that presses of this button become, by everybody who may press it.
fn presses(action: Action, since: Option<i64>, state: &AlertState) -> Vec<Kind> {
    let holder = state.claim().map_or(EMMA, |claim| claim.neighbor_id);
    let offered = state.holding().and_then(|holding| holding.offer.as_ref()).map_or(EMMA, |(to, _)| to.id);
    let name = String::new;
    let ends = [(None, None), (Some(MODERATOR), None), (None, Some(SARAH))];
    match action {
        Action::Claim => vec![Kind::Claimed {
            neighbor_id: EMMA,
            neighbor_name: name(),
            message: name(),
            message_id: None,
            channel_id: None,
            locale: None,
        }],
        Action::WithChild => vec![Kind::WithChild { neighbor_id: holder, since }],
        Action::Done => ends
            .map(|(moderator_id, parent_id)| Kind::Done { neighbor_id: holder, moderator_id, parent_id, since })
            .to_vec(),
        Action::Released => ends[..2]
            .iter()
            .map(|(moderator_id, parent_id)| Kind::Released {
                neighbor_id: holder,
                moderator_id: *moderator_id,
                parent_id: *parent_id,
                since,
            })
            .collect(),
        Action::AskAgain => {
            vec![Kind::Released { neighbor_id: holder, moderator_id: None, parent_id: Some(SARAH), since }]
        }
        Action::Standby => vec![Kind::Standby { neighbor_id: EMMA, neighbor_name: name(), since }],
        Action::HandOver => vec![Kind::Offered { neighbor_id: holder, to_id: EMMA, to_name: name(), since }],
        Action::TakeOver => {
            vec![Kind::TakenOver { neighbor_id: offered, neighbor_name: name(), message: name(), locale: None, since }]
        }
        Action::Confirmed => vec![Kind::Confirmed { neighbor_id: holder, since }],
        Action::Change => {
            let words = Words { message: Some("other words".to_owned()), ..Words::default() };
            vec![Kind::Changed { parent_id: SARAH, moderator_id: None, since, words }]
        }
        Action::Cancelled => vec![Kind::Cancelled { parent_id: SARAH, moderator_id: None, since }],
        // Nothing is recorded.
        _ => Vec::new(),
    }
}

/// Whether the fold accepts a press from anybody who may press.
fn is_accepted(action: Action, since: Option<i64>, state: &AlertState) -> bool {
    presses(action, since, state).into_iter().any(|kind| {
        let (id, offset, ts) = (EventId::new("press"), 10_000, state.last_ts);
        let event = Event { id, offset, ts, source_ts: None, give_up_at: None, kind };
        state.clone().fold(&event) == Outcome::Applied
    })
}

/// What the fold accepts and the card leaves out on purpose.
fn is_left_out(action: Action, state: &AlertState) -> bool {
    match (action, &state.phase) {
        // First the neighbor meets the child. Until then the parent cancels, and the neighbor gives it back.
        (Action::Done | Action::HandOver, Phase::Claimed { .. }) => true,
        // Only once the neighbor has not answered.
        (Action::AskAgain, Phase::Claimed { holding, .. }) => {
            !holding.question.as_ref().is_some_and(|question| question.in_vain)
        }
        // Who had the alert says so by a card of before.
        (Action::WithChild, Phase::Over { .. }) => true,
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_card_has_the_buttons_that_the_fold_accepts_and_no_others(events in any_log(40), private in any::<bool>()) {
        let state = folded(&events);
        if state.raised.is_none() {
            return Ok(());
        }
        let shown = shown(&state, private);
        for button in shown.iter().filter(|button| button.action != Action::Details) {
            prop_assert!(is_accepted(button.action, button.since, &state), "{:?} in {:?}", button, state.phase);
        }
        for action in OF_CARDS {
            let is_shown = shown.iter().any(|button| button.action == action);
            let missing = is_accepted(action, buttons::since(action, &state), &state) && !is_left_out(action, &state);
            prop_assert!(is_shown || !missing, "{:?} in {:?}", action, state.phase);
        }
        let holds = matches!(state.phase, Phase::Claimed { .. } | Phase::WithChild { .. });
        prop_assert_eq!(shown.iter().any(|button| button.action == Action::Details), private && holds);
    }
}

proptest! {
    /// A card is found again by its key (docs/protocol.md#rule-10), and nobody has to read it.
    #[test]
    fn a_card_shows_its_key_only_where_no_button_has_it(events in any_log(40), private in any::<bool>()) {
        let state = folded(&events);
        let (context, key) = (context(private, false), Key::of_card(&state.id.event()));
        let cards = [
            serde_json::to_value(card::create(&state, &context, &key, false)),
            serde_json::to_value(card::create(&state, &context, &key, true)),
            serde_json::to_value(card::edit(&state, &context, &key)),
        ];
        for card in cards.map(Result::unwrap) {
            let named = buttons_of(&card).into_iter().map(|button| Key::of_card(&button.alert_id.event())).next();
            let shown = card["embeds"][0]["footer"]["text"].as_str();
            prop_assert_eq!(named.is_some(), shown.is_none(), "{}", card);
            prop_assert!(named.is_none_or(|named| named == key), "{}", card);
        }
    }
}

/// Names, places, words and a parent's id that no sentence of the catalogue and no other id contains.
const SECRETS: [&str; 5] = ["Jakob", "Oakstreet", "Saraphina", "Hiddenwords", "111222333444555666"];

/// The log with secrets in the place of what the parent typed, and of the parent's id.
fn with_secrets(events: Vec<Event>) -> Vec<Event> {
    let secret = |kind: &Kind| {
        let mut json = serde_json::to_string(kind).unwrap();
        for (field, value) in [("parent_name", 2), ("child_name", 0), ("location", 1), ("message", 3), ("parent_id", 4)]
        {
            let Some(at) = json.find(&format!("\"{field}\":\"")) else { continue };
            let from = at + field.len() + 4;
            let to = from + json[from..].find('"').unwrap();
            json.replace_range(from..to, SECRETS[value]);
        }
        serde_json::from_str(&json).unwrap()
    };
    let of_the_parent = |kind: &Kind| matches!(kind, Kind::Raised(_) | Kind::Rejected { .. } | Kind::Changed { .. });
    let acts = |kind: &Kind| {
        matches!(kind, Kind::Cancelled { .. } | Kind::Released { .. } | Kind::Done { .. } | Kind::Thanked { .. })
    };
    let changed = events.into_iter().map(|mut event| {
        if of_the_parent(&event.kind) || acts(&event.kind) {
            event.kind = secret(&event.kind);
        }
        event
    });
    changed.collect()
}

/// The message without what notifies its recipient.
fn words_of(message: &impl serde::Serialize, recipient: Option<Recipient>) -> String {
    let mut json: Value = serde_json::to_value(message).unwrap();
    if recipient == Some(Recipient::Parent) {
        json["allowed_mentions"] = Value::Null;
        let content = json["content"].as_str().unwrap().replace(&format!("<@{}>", SECRETS[4]), "");
        json["content"] = content.into();
    }
    json.to_string()
}

fn all_that_others_read(state: &AlertState, fallback: bool) -> Vec<String> {
    let (context, key) = (context(true, fallback), Key::of_card(&state.id.event()));
    let mut all = vec![
        words_of(&card::create(state, &context, &key, false), None),
        words_of(&card::create(state, &context, &key, true), None),
        words_of(&card::edit(state, &context, &key), None),
    ];
    // Each subject for each recipient, whether or not the fold has such a notice.
    for notice in &state.notices {
        for recipient in Recipient::ALL {
            let notice = Notice { recipient, ..notice.clone() };
            let message = mention::create(&notice, state, &context, &notice.key(), Place::Channel);
            all.push(words_of(&message, Some(recipient)));
        }
    }
    all
}

fn nothing_private(all: &[String]) -> Result<(), TestCaseError> {
    for words in all {
        for secret in SECRETS {
            prop_assert!(!words.contains(secret), "{} in {}", secret, words);
        }
    }
    Ok(())
}

proptest! {
    /// docs/protocol.md#rule-25
    #[test]
    fn with_private_details_others_read_no_name_place_word_or_parent(events in any_log(40), fallback in any::<bool>()) {
        let state = folded(&with_secrets(events));
        nothing_private(&all_that_others_read(&state, fallback))?;
    }
}

/// The generated logs have every subject, so that none is left out of the test above.
#[test]
fn the_generated_logs_have_every_subject() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..3_000 {
        let events = any_log(60).new_tree(&mut runner).unwrap().current();
        seen.extend(folded(&events).notices.iter().map(|notice| subject(&notice.about)));
    }
    let all: BTreeSet<_> = (0..SUBJECTS).collect();
    assert_eq!(seen, all);
}

const SUBJECTS: usize = 24;

/// A number for each subject. A new one belongs here.
fn subject(about: &About) -> usize {
    match about {
        About::Claimed(_) => 0,
        About::TakenOver { .. } => 1,
        About::Released { .. } => 2,
        About::YourTurn { .. } => 3,
        About::ClaimWithdrawn(_) => 4,
        About::CountsAfterAll { .. } => 5,
        About::WithChild(_) => 6,
        About::SaysWithChild { .. } => 7,
        About::Changed { .. } => 8,
        About::Confirmed(_) => 9,
        About::Offered { .. } => 10,
        About::Step { .. } => 11,
        About::Reminder(_) => 12,
        About::StillOn(_) => 13,
        About::NoNews(_) => 14,
        About::Ended { .. } => 15,
        About::OfferEnded(_) => 16,
        About::PhoneOver => 17,
        About::NotShown { .. } => 18,
        About::Missed => 19,
        About::Late => 20,
        About::Rejected => 21,
        About::NobodyRung => 22,
        About::Thanked { .. } => 23,
    }
}
