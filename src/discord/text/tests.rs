//! What five readers need of every sentence: a parent in a hurry, a neighbor in the street, a person who learns English,
//! a person who listens to a screen reader, and an admin.

use strum::IntoEnumIterator as _;

use crate::alert::{
    Alert, AlertId, AlertState, ChannelId, Claim, Ending, Event, EventId, Kind, Millis, Refusal, UserId,
};
use crate::discord::action::Action;
use crate::discord::text::reply::HelpersPhones;
use crate::discord::text::{card, command, notice, place, reply};

const TS: Millis = Millis(1_773_155_700_000);

const ENDINGS: [Ending; 6] =
    [Ending::Done, Ending::Cancelled, Ending::Expired, Ending::Missed, Ending::Withdrawn, Ending::NotShown];

fn sarahs() -> Alert {
    Alert {
        parent_name: "Sarah".to_owned(),
        child_name: "Jake".to_owned(),
        location: "Oak Street Bus Stop".to_owned(),
        message: "Meeting ran over".to_owned(),
        parent_id: Some(UserId(6)),
        guild_id: None,
        channel_id: None,
        raised_at: None,
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        locale: None,
        late: false,
    }
}

fn mikes() -> Claim {
    Claim { event: EventId::new("1"), neighbor_id: UserId(9), neighbor_name: "Mike".to_owned(), ts: TS, offset: 1 }
}

fn open() -> AlertState {
    let id = AlertId::new("1").unwrap();
    let mut state = AlertState::new(id.clone());
    let kind = Kind::Raised(sarahs());
    state.fold(&Event { id: id.event(), offset: 0, ts: TS, source_ts: None, give_up_at: None, kind });
    state
}

/// What a parent may read in answer to `/needhelp`.
fn answers_to_the_command() -> Vec<String> {
    vec![
        reply::SENT.to_owned(),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Rang, true),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Silent, true),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Rang, false),
        reply::posted(None, HelpersPhones::NoRole, true),
        reply::posted(None, HelpersPhones::Unknown, true),
        reply::sending(TS),
        reply::NOT_SENT.to_owned(),
        reply::not_sent_because(&command::unreadable_when("soon")),
        reply::not_sent_because(&command::past_when(TS)),
        reply::not_sent_because(command::FAR_WHEN),
        reply::not_sent_because(&command::empty("location", "Oak Street Bus Stop")),
        reply::not_sent_because(&command::too_long("message", 1000)),
        reply::not_sent_because(command::NO_CHANNEL),
        reply::not_sent_because(reply::COMMAND_ONLY_IN_A_SERVER),
        reply::not_sent_because(place::SERVES_ANOTHER_SERVER),
        reply::not_sent_because(place::STARTING),
        reply::not_sent_because(place::NO_VOICE),
        reply::not_sent_because(place::NO_FORUM),
        reply::not_sent_because(&place::may_not_post(&["Send Messages", "Embed Links"])),
        reply::NOT_SHOWN.to_owned(),
        reply::DELETED.to_owned(),
        reply::missed(Some(&sarahs())),
    ]
}

fn answers_to_a_press() -> Vec<String> {
    let refusals = [
        Refusal::OwnAlert,
        Refusal::Taken(mikes()),
        Refusal::Yours(mikes()),
        Refusal::NotClaimed,
        Refusal::NotYours(mikes()),
        Refusal::NotTheParent,
        Refusal::Withdrawn,
        Refusal::NeverRaised,
    ];
    let refusals = refusals.into_iter().chain(ENDINGS.map(Refusal::Over));
    let mut all: Vec<_> = refusals.map(|refusal| reply::refused(&refusal, Some(&sarahs()))).collect();
    all.extend([reply::press_sending(TS), reply::claim_not_sent(Some(UserId(6))), reply::you_have_it(Some(&sarahs()))]);
    all.extend(
        [
            reply::CHECKING,
            reply::CLAIM_OF_NO_ALERT,
            reply::SAVED,
            reply::EARLY,
            reply::FOREIGN_BUTTON,
            reply::DAMAGED_BUTTON,
            reply::LATER_BUTTON,
            reply::ONLY_IN_A_SERVER,
            reply::UNKNOWN,
            reply::WENT_WRONG,
        ]
        .map(str::to_owned),
    );
    all.push(reply::not_a_helper("@helpers"));
    all
}

fn mentions() -> Vec<String> {
    let (state, claim) = (open(), mikes());
    let mut all = vec![
        notice::has_it(&state, &claim),
        notice::gave_back(&claim),
        notice::did_not_count(&claim),
        notice::not_shown(true),
        notice::not_shown(false),
        notice::missed(&state),
        notice::late(&state),
        notice::you_have_it(&state),
        notice::taken_from_you(&state),
        notice::YOURS_DID_NOT_COUNT.to_owned(),
        notice::open_again(&state, &claim),
        notice::still_open(&state, &claim),
        notice::look_at_the_card(&state),
    ];
    for ending in ENDINGS {
        all.extend([notice::over(&state, &claim, ending), notice::stand_down(&state, ending)]);
    }
    all
}

fn cards() -> Vec<String> {
    let (alert, claim) = (sarahs(), mikes());
    let mut all = vec![
        card::call(&alert),
        card::too_late(&alert),
        card::open_status(),
        card::taken_status(&claim),
        card::too_late_status(&alert),
        card::ended_status(None),
        card::title::open(&alert),
        card::title::TOO_LATE.to_owned(),
    ];
    for with_child in [true, false] {
        all.extend([card::taken(&alert, &claim, with_child), card::title::taken(&alert, &claim, with_child)]);
    }
    for ending in ENDINGS {
        all.push(card::ended_status(Some(ending)));
        for claim in [None, Some(&claim)] {
            all.extend([
                card::over(&alert, ending, claim),
                card::over_status(&alert, ending, TS, claim),
                card::title::over(&alert, ending, claim),
            ]);
        }
    }
    all
}

fn everything() -> Vec<String> {
    [answers_to_the_command(), answers_to_a_press(), mentions(), cards()].concat()
}

#[test]
fn a_parent_reads_at_once_whether_it_was_sent() {
    for answer in answers_to_the_command() {
        let first: Vec<_> = answer.split_whitespace().skip(1).take(3).collect();
        let first = first.join(" ");
        let said = match answer.split_whitespace().next() {
            Some("✅") => &["Sent", "Posted"][..],
            Some("⏳") => &["Sending"],
            Some("❌") => &["NOT sent", "NOT shown", "Too late", "Someone deleted"],
            _ => &[],
        };
        assert!(said.iter().any(|said| first.starts_with(said)), "{answer}");
        assert!(!answer.contains("docs/") && !answer.contains("README"), "{answer}");
    }
}

#[test]
fn a_phones_first_line_says_who_when_and_where() {
    let pushed: String = card::call(&sarahs()).replace("<t:1773155700:t>", "3:15 PM").chars().take(80).collect();
    assert_eq!(pushed, "Who can meet Jake by 3:15 PM at Oak Street Bus Stop? Sarah needs help.");
}

#[test]
fn sentences_are_short_and_without_idioms() {
    for text in everything() {
        // A colon, a semicolon or a comma before "and" begins a new thought.
        for sentence in text.split(['.', '!', '?', ':', ';', '…']).flat_map(|part| part.split(", ")) {
            let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            assert!(words <= 15, "{words} words: {sentence}");
        }
        let lower = text.to_lowercase();
        for idiom in
            ["stand down", "on the board", "passed on", "up to you", "you're up", "mend", "anew", "has it since"]
        {
            assert!(!lower.contains(idiom), "{text}");
        }
    }
}

#[test]
fn a_card_has_no_emoji_and_no_long_label() {
    for text in cards() {
        assert!(text.chars().all(|c| c.is_ascii() || c.is_alphabetic()), "{text}");
    }
    for action in Action::iter() {
        assert!(action.label().chars().count() <= 20, "{action:?}");
    }
}

#[test]
fn no_sentence_shows_a_raw_link() {
    for text in everything() {
        assert!(!text.contains("http"), "{text}");
    }
}
