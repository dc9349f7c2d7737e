//! What five readers need of every sentence: a parent in a hurry, a neighbor in the street, a person who learns English,
//! a person who listens to a screen reader, and an admin.

use strum::IntoEnumIterator as _;

use crate::alert::{
    Alert, AlertId, AlertState, ChannelId, Claim, Ending, Event, EventId, Kind, Millis, Refusal, UserId,
};
use crate::discord::action::Action;
use crate::discord::text::refusal::Refusal as InputRefusal;
use crate::discord::text::reply::HelpersPhones;
use crate::discord::text::{Language, card, notice, place, refusal, reply};

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
        raised_at: Some("2026-03-10T14:49:00Z".parse().unwrap()),
        needed_by: Some("2026-03-10T15:15:00Z".parse().unwrap()),
        locale: None,
        late: false,
        timezone: Some("UTC".to_owned()),
        area: None,
        drill: false,
        blocked: Vec::new(),
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
    let mut all = vec![
        reply::sent(&sarahs()),
        reply::sent(&Alert { needed_by: None, ..sarahs() }),
        reply::sent(&for_now()),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Rang, true),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Silent, true),
        reply::posted(Some(ChannelId(5)), HelpersPhones::Rang, false),
        reply::posted(None, HelpersPhones::NoRole, true),
        reply::posted(None, HelpersPhones::Unknown, true),
        reply::sending(&sarahs(), TS),
        reply::NOT_SENT.to_owned(),
        place::SERVES_ANOTHER_SERVER.to_owned(),
        reply::NOT_SHOWN.to_owned(),
        reply::REJECTED.to_owned(),
        reply::DELETED.to_owned(),
        reply::missed(Some(&sarahs())),
        reply::missed(Some(&for_now())),
    ];
    let places = [place::STARTING, place::NO_VOICE, place::NO_FORUM].map(str::to_owned);
    let places = places.into_iter().chain([place::may_not_post(&["Send Messages", "Embed Links"])]);
    let refusals = input_refusals().into_iter().chain(places.map(InputRefusal::Because));
    all.extend(refusals.map(|why| refusal::not_sent(&why, Language::English, "")));
    all
}

fn for_now() -> Alert {
    Alert { needed_by: sarahs().raised_at, ..sarahs() }
}

fn input_refusals() -> Vec<InputRefusal> {
    vec![
        InputRefusal::Empty("location", "Oak Street Bus Stop"),
        InputRefusal::TooLong("message", 1_000),
        InputRefusal::UnreadableWhen("soon".to_owned()),
        InputRefusal::PastWhen("2:15 PM".to_owned()),
        InputRefusal::FarWhen,
        InputRefusal::MorningOrAfternoon("1:00".to_owned()),
        InputRefusal::OtherZone("3:15 PST".to_owned(), "EST".to_owned()),
        InputRefusal::NoZone,
        InputRefusal::NoChannel,
        InputRefusal::OnlyInAServer,
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
            place::PRESSED_LATE,
            place::PRESS_IN_ANOTHER_SERVER,
            place::PRESS_WHILE_STARTING,
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
        notice::rejected(),
        notice::NOBODY_RUNG.to_owned(),
        notice::you_have_it(&state),
        notice::taken_from_you(&state),
        notice::YOURS_DID_NOT_COUNT.to_owned(),
        notice::open_again(&state),
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
    let pushed = |alert: &Alert| -> String { card::call(alert).chars().take(80).collect() };
    let (when, rest) = ("Who can meet Jake", "at Oak Street Bus Stop? Sarah needs help.");
    assert_eq!(pushed(&sarahs()), format!("{when} by 3:15 PM {rest}"));
    assert_eq!(pushed(&for_now()), format!("{when} NOW {rest}"));
    assert_eq!(pushed(&Alert { needed_by: None, ..sarahs() }), format!("{when} NOW {rest}"));
    let tomorrow = Some("2026-03-11T07:40:00Z".parse().unwrap());
    assert_eq!(pushed(&Alert { needed_by: tomorrow, ..sarahs() }), format!("{when} by Wed 7:40 AM {rest}"));
    // Alerts of earlier versions name no zone.
    let old = Alert { timezone: None, ..sarahs() };
    assert_eq!(pushed(&old), format!("{when} by <t:1773155700:t> {rest}"));
}

#[test]
fn the_answer_says_the_time_that_was_understood_in_words_and_as_a_timestamp() {
    let by = "Time: 3:15 PM (<t:1773155700:t>, <t:1773155700:R>).";
    assert!(reply::sent(&sarahs()).contains(by) && reply::sending(&sarahs(), TS).contains(by));
    assert!(reply::sent(&for_now()).contains("Time: NOW."));
    let tomorrow = Alert { needed_by: Some("2026-03-11T07:40:00Z".parse().unwrap()), ..sarahs() };
    assert!(reply::sent(&tomorrow).contains("Time: Wed 7:40 AM (<t:1773214800:t>"), "{}", reply::sent(&tomorrow));
}

#[test]
fn a_spanish_speaker_reads_at_once_that_it_was_not_sent() {
    for why in input_refusals() {
        let (english, spanish) =
            (refusal::not_sent(&why, Language::English, "again"), refusal::not_sent(&why, Language::Spanish, "again"));
        assert!(spanish.starts_with("❌ NO enviado. ") && spanish.ends_with("copia esto:\nagain"), "{spanish}");
        assert!(spanish.lines().next() != english.lines().next() && spanish.chars().count() < 400, "{spanish}");
    }
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
