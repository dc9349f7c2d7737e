//! Golden tests of everything that leaves the process: record ids, kinds, headers, custom ids, nonces, metric names and
//! consumer groups. Records, cards and dashboards of earlier versions depend on them.
//!
//! A failure here means that the wire format changed. Rename the Rust side freely, but never the expected texts below.

use rdkafka::message::Headers as _;
use strum::IntoEnumIterator as _;

use crate::alert::nonce::Key;
use crate::alert::{
    Alert, AlertId, Body, ChannelId, EventId, FailedEffect, GuildId, Kind, MessageId, Recipient, RedactedBy, UserId,
    Words, hash::hash,
};
use crate::alert_log::codec;
use crate::config::Config;
use crate::discord::action::Action;
use crate::discord::input::custom_id::CustomId;
use crate::kafka::client;
use crate::kafka::producer::dead_letter;
use crate::kafka::record::Record;
use crate::kafka::record::{Envelope, ReplyTo};
use crate::metric_names;
use crate::settings;

fn alert() -> AlertId {
    AlertId::new("1305193870427029544").unwrap()
}

fn cause() -> EventId {
    EventId::new("1305193870427029599")
}

fn config() -> Config {
    Config::read(&|_| None).unwrap()
}

/// One of each kind, with all fields present, beside its JSON and its id.
pub(crate) fn kinds() -> Vec<(Kind, &'static str, &'static str)> {
    let (channel_id, message_id) = (ChannelId(22), MessageId(33));
    let (parent_id, moderator_id) = (UserId(44), Some(UserId(66)));
    let neighbor_id = UserId(55);
    let raised = Alert {
        parent_name: "Sarah".into(),
        child_name: "Jake".into(),
        location: "Oak Street Bus Stop".into(),
        message: "Meeting ran over".into(),
        parent_id: Some(parent_id),
        guild_id: Some(GuildId(11)),
        channel_id: Some(channel_id),
        raised_at: Some("2026-01-01T15:00:00Z".parse().unwrap()),
        needed_by: Some("2026-01-01T15:15:00Z".parse().unwrap()),
        locale: Some("es-ES".into()),
        late: false,
        timezone: Some("America/New_York".into()),
        area: None,
        drill: false,
        ring: false,
        blocked: Vec::new(),
        private: false,
    };
    vec![
        (
            Kind::Raised(raised),
            r#""kind":"raised","parent_name":"Sarah","child_name":"Jake","location":"Oak Street Bus Stop","message":"Meeting ran over","parent_id":"44","guild_id":"11","channel_id":"22","raised_at":"2026-01-01T15:00:00Z","needed_by":"2026-01-01T15:15:00Z","locale":"es-ES","timezone":"America/New_York""#,
            "1305193870427029544/raised",
        ),
        (
            Kind::Rejected {
                parent_id: Some(parent_id),
                guild_id: Some(GuildId(11)),
                channel_id: Some(channel_id),
                reason: "it is too old".into(),
            },
            r#""kind":"rejected","parent_id":"44","guild_id":"11","channel_id":"22","reason":"it is too old""#,
            "1305193870427029544/rejected",
        ),
        (
            Kind::Claimed {
                neighbor_id,
                neighbor_name: "Mike".into(),
                message: "I'll watch Jake".into(),
                message_id: Some(message_id),
                channel_id: Some(channel_id),
                locale: None,
            },
            r#""kind":"claimed","neighbor_id":"55","neighbor_name":"Mike","message":"I'll watch Jake","message_id":"33","channel_id":"22""#,
            "1305193870427029544/claimed",
        ),
        (
            Kind::Released { neighbor_id, moderator_id, parent_id: None, since: None },
            r#""kind":"released","neighbor_id":"55","moderator_id":"66""#,
            "1305193870427029544/released",
        ),
        (
            Kind::WithChild { neighbor_id, since: None },
            r#""kind":"with_child","neighbor_id":"55""#,
            "1305193870427029544/with_child",
        ),
        (
            Kind::Done { neighbor_id, moderator_id, parent_id: None, since: None },
            r#""kind":"done","neighbor_id":"55","moderator_id":"66""#,
            "1305193870427029544/done",
        ),
        (
            Kind::Cancelled { parent_id, moderator_id, since: None },
            r#""kind":"cancelled","parent_id":"44","moderator_id":"66""#,
            "1305193870427029544/cancelled",
        ),
        (Kind::Escalated { step: 2, since: None }, r#""kind":"escalated","step":2"#, "1305193870427029544/escalated/2"),
        (
            Kind::Escalated { step: 2, since: Some(7) },
            r#""kind":"escalated","step":2,"since":7"#,
            "1305193870427029544/escalated/7/2",
        ),
        (
            Kind::Released { neighbor_id, moderator_id: None, parent_id: Some(parent_id), since: Some(7) },
            r#""kind":"released","neighbor_id":"55","parent_id":"44","since":7"#,
            "1305193870427029544/released",
        ),
        (
            Kind::Changed {
                parent_id,
                moderator_id,
                since: Some(7),
                words: Words {
                    child_name: Some("Jakob".into()),
                    location: Some("Elm Road".into()),
                    area: Some("Elm".into()),
                    message: Some("Later".into()),
                    needed_by: Some("2026-01-01T15:30:00Z".parse().unwrap()),
                },
            },
            r#""kind":"changed","parent_id":"44","moderator_id":"66","since":7,"child_name":"Jakob","location":"Elm Road","area":"Elm","message":"Later","needed_by":"2026-01-01T15:30:00Z""#,
            "1305193870427029544/changed",
        ),
        (
            Kind::Confirmed { neighbor_id, since: Some(7) },
            r#""kind":"confirmed","neighbor_id":"55","since":7"#,
            "1305193870427029544/confirmed",
        ),
        (
            Kind::Standby { neighbor_id, neighbor_name: "Lisa".into(), since: Some(7) },
            r#""kind":"standby","neighbor_id":"55","neighbor_name":"Lisa","since":7"#,
            "1305193870427029544/standby",
        ),
        (
            Kind::Thanked { parent_id, parent_name: "Sarah".into(), since: Some(7) },
            r#""kind":"thanked","parent_id":"44","parent_name":"Sarah","since":7"#,
            "1305193870427029544/thanked",
        ),
        (
            Kind::Offered { neighbor_id, to_id: UserId(77), to_name: "Lisa".into(), since: Some(7) },
            r#""kind":"offered","neighbor_id":"55","to_id":"77","to_name":"Lisa","since":7"#,
            "1305193870427029544/offered",
        ),
        (
            Kind::TakenOver {
                neighbor_id,
                neighbor_name: "Lisa".into(),
                message: "I've got it".into(),
                locale: Some("es-ES".into()),
                since: Some(7),
            },
            r#""kind":"taken_over","neighbor_id":"55","neighbor_name":"Lisa","message":"I've got it","locale":"es-ES","since":7"#,
            "1305193870427029544/taken_over",
        ),
        (Kind::Reminded { since: 7 }, r#""kind":"reminded","since":7"#, "1305193870427029544/reminded/7"),
        (Kind::Redacted { by: RedactedBy::Clock }, r#""kind":"redacted","by":"clock""#, "1305193870427029544/redacted"),
        (
            Kind::Expired { missed: false, since: Some(7) },
            r#""kind":"expired","missed":false,"since":7"#,
            "1305193870427029544/expired/7/false",
        ),
        (
            Kind::Posted { cause: cause(), channel_id, message_id, as_of: 7, role_notified: None, look: 1 },
            r#""kind":"posted","cause":"1305193870427029599","channel_id":"22","message_id":"33","as_of":7,"look":1"#,
            "1305193870427029544/posted/33",
        ),
        (
            Kind::Informed {
                cause: cause(),
                whom: Recipient::Former,
                message_id: Some(message_id),
                channel_id: Some(channel_id),
            },
            r#""kind":"informed","cause":"1305193870427029599","whom":"former","message_id":"33","channel_id":"22""#,
            "1305193870427029544/informed/1305193870427029599/Former/33",
        ),
        (
            Kind::Shown { as_of: 7, pinned: None, removed: vec![], look: 1 },
            r#""kind":"shown","as_of":7,"look":1"#,
            "1305193870427029544/shown/7/None//1",
        ),
        (
            Kind::Expired { missed: true, since: None },
            r#""kind":"expired","missed":true"#,
            "1305193870427029544/expired/true",
        ),
        (
            Kind::Withdrawn { event_id: cause() },
            r#""kind":"withdrawn","event_id":"1305193870427029599""#,
            "1305193870427029544/withdrawn/1305193870427029599",
        ),
        (
            Kind::Posted { cause: cause(), channel_id, message_id, as_of: 7, role_notified: None, look: 0 },
            r#""kind":"posted","cause":"1305193870427029599","channel_id":"22","message_id":"33","as_of":7"#,
            "1305193870427029544/posted/33",
        ),
        (
            Kind::Posted { cause: cause(), channel_id, message_id, as_of: 7, role_notified: Some(false), look: 0 },
            r#""kind":"posted","cause":"1305193870427029599","channel_id":"22","message_id":"33","as_of":7,"role_notified":false"#,
            "1305193870427029544/posted/33",
        ),
        (
            Kind::Informed { cause: cause(), whom: Recipient::Parent, message_id: Some(message_id), channel_id: None },
            r#""kind":"informed","cause":"1305193870427029599","whom":"parent","message_id":"33""#,
            "1305193870427029544/informed/1305193870427029599/Parent/33",
        ),
        (
            Kind::Informed { cause: cause(), whom: Recipient::Neighbor, message_id: None, channel_id: None },
            r#""kind":"informed","cause":"1305193870427029599","whom":"neighbor""#,
            "1305193870427029544/informed/1305193870427029599/Neighbor/-",
        ),
        (
            Kind::Informed { cause: cause(), whom: Recipient::Helpers, message_id: Some(message_id), channel_id: None },
            r#""kind":"informed","cause":"1305193870427029599","whom":"helpers","message_id":"33""#,
            "1305193870427029544/informed/1305193870427029599/Helpers/33",
        ),
        (
            Kind::Shown { as_of: 7, pinned: None, removed: vec![], look: 0 },
            r#""kind":"shown","as_of":7"#,
            "1305193870427029544/shown/7/None/",
        ),
        (
            Kind::Shown { as_of: 7, pinned: Some(true), removed: vec![message_id, MessageId(34)], look: 0 },
            r#""kind":"shown","as_of":7,"pinned":true,"removed":["33","34"]"#,
            "1305193870427029544/shown/7/Some(true)/33+34",
        ),
        (
            Kind::Shown { as_of: 7, pinned: Some(false), removed: vec![], look: 0 },
            r#""kind":"shown","as_of":7,"pinned":false"#,
            "1305193870427029544/shown/7/Some(false)/",
        ),
    ]
}

#[test]
fn an_alert_that_arrived_late_says_so() {
    let read = |late: &str| {
        let json =
            format!(r#"{{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":""{late}}}"#);
        serde_json::from_str::<Alert>(&json).unwrap()
    };
    assert!(serde_json::to_string(&read(r#","late":true"#)).unwrap().ends_with(r#","late":true}"#));
    assert!(!read("").late && !serde_json::to_string(&read("")).unwrap().contains("late"));
}

#[test]
fn every_record_keeps_its_json_and_its_id() {
    for (kind, json, id) in kinds() {
        let body = Body { alert_id: alert(), at: "2026-01-01T15:00:01Z".parse().unwrap(), kind };
        let expected = format!(r#"{{"alert_id":"1305193870427029544","at":"2026-01-01T15:00:01Z",{json}}}"#);
        assert_eq!(serde_json::to_string(&body).unwrap(), expected);
        assert_eq!(body.kind.own_id(&alert()).as_str(), id);
        assert!(json.starts_with(&format!(r#""kind":"{}""#, body.kind.name())), "{json}");
    }
}

#[test]
fn every_failure_keeps_its_json_and_its_id() {
    let effects = [
        (FailedEffect::Card, "card", "Card"),
        (FailedEffect::Edit, "edit", "Edit"),
        (FailedEffect::Pin, "pin", "Pin"),
        (FailedEffect::Notice(Recipient::Parent), "parent", "Parent"),
        (FailedEffect::Notice(Recipient::Neighbor), "neighbor", "Neighbor"),
        (FailedEffect::Notice(Recipient::Helpers), "helpers", "Helpers"),
        (FailedEffect::Notice(Recipient::Former), "former", "Former"),
        (FailedEffect::Notice(Recipient::Standby), "standby", "Standby"),
        (FailedEffect::Notice(Recipient::Offered), "offered", "Offered"),
        (FailedEffect::Notice(Recipient::Wider), "wider", "Wider"),
        (FailedEffect::Notice(Recipient::Phone), "phone", "Phone"),
    ];
    for (what, name, in_id) in effects {
        let failed = Kind::Failed { cause: cause(), what, reason: "no".into(), as_of: 7, deleted: true };
        let json = format!(
            r#"{{"kind":"failed","cause":"1305193870427029599","what":"{name}","reason":"no","as_of":7,"deleted":true}}"#
        );
        assert_eq!(serde_json::to_string(&failed).unwrap(), json);
        let id = format!("1305193870427029544/failed/1305193870427029599/{in_id}/7");
        assert_eq!(failed.own_id(&alert()).as_str(), id);
    }
}

#[test]
fn an_id_that_is_too_long_becomes_the_same_hash() {
    let long = Kind::Withdrawn { event_id: EventId::new("x".repeat(250)) };
    assert_eq!(long.own_id(&alert()).as_str(), "7345cbfa8bca7812c3d5");
    assert_eq!(hash([&b"needhelp"[..]]), "bb37d3e08e7d7b5bef18");
}

#[test]
fn every_header_keeps_its_name_and_form() {
    let at = jiff::Timestamp::from_millisecond(1_700_000_000_123).unwrap();
    let envelope = Envelope::new("1234", "claimed", "gateway", at)
        .give_up_at(at)
        .source_ts(Some(at))
        .reply_to(ReplyTo::parse("11/22/token"))
        .locale(Some("es-ES".to_owned()))
        .with("traceparent", "00-aa-bb-01");
    assert_eq!(
        texts(&envelope),
        [
            "ce_specversion: 1.0",
            "ce_id: 1234",
            "ce_type: needhelp.claimed",
            "ce_source: needhelp/gateway",
            "ce_time: 2023-11-14T22:13:20.123Z",
            "content-type: application/json",
            "give_up_at: 1700000000123",
            "source_ts: 1700000000123",
            "reply_to: 11/22/token",
            "locale: es-ES",
            "traceparent: 00-aa-bb-01",
        ]
    );
}

#[test]
fn a_record_of_the_log_has_the_alert_as_key_and_its_home_as_partition() {
    let config = config().kafka;
    let kind = Kind::Withdrawn { event_id: alert().event() };
    let outgoing = codec::outgoing(&config, codec::home(&config, &alert()), &alert(), kind, &cause(), "gateway");
    assert_eq!(outgoing.topic, "bus-stop-confirmations");
    assert_eq!(outgoing.partition, Some(2));
    assert_eq!(outgoing.key.as_deref(), Some(&b"1305193870427029544"[..]));
}

#[test]
fn a_block_keeps_its_key_its_value_and_its_headers() {
    let (guild, parent, neighbor) = (GuildId(11), UserId(44), UserId(55));
    let block = settings::record::block(&config().kafka, guild, parent, neighbor, "1234");
    assert_eq!(block.key.as_deref(), Some(&b"block/11/44/55"[..]));
    assert_eq!((block.value.as_deref(), block.partition), (Some(&b"{}"[..]), Some(0)));
    let headers = texts(&block.envelope);
    assert_eq!(
        headers[..4],
        ["ce_specversion: 1.0", "ce_id: 1234", "ce_type: needhelp.blocked", "ce_source: needhelp/gateway"]
    );
    assert!(block.envelope.give_up_at.is_none());
    let unblock = settings::record::unblock(&config().kafka, guild, parent, neighbor, "1235");
    assert_eq!((unblock.key, unblock.value, unblock.partition), (block.key, None, Some(0)));
    assert_eq!(texts(&unblock.envelope)[2], "ce_type: needhelp.unblocked");
}

#[test]
fn a_dead_letter_keeps_its_headers() {
    let envelope = Envelope::read(std::iter::once(("original_topic", Some(&b"forged"[..])))).0;
    let record = Record {
        topic: "bus-stop-alerts".into(),
        partition: 2,
        offset: 9,
        timestamp_ms: 1_700_000_000_000,
        key: Some(vec![b'k'; 1_100_000]),
        value: Some(vec![b'v'; 1_100_000]),
        envelope,
        unreadable_headers: vec!["ce_id".into()],
    };
    let letter = dead_letter::outgoing("bus-stop-dead-letters", &record, "not JSON");
    let names: Vec<_> =
        texts(&letter.envelope).into_iter().map(|text| text.split(':').next().unwrap().to_owned()).collect();
    assert_eq!(
        names,
        [
            "original_topic",
            "original_partition",
            "original_offset",
            "error",
            "original_headers_left_out",
            "original_key_bytes",
            "original_value_bytes",
        ]
    );
    assert_eq!(
        texts(&letter.envelope)[..4],
        ["original_topic: bus-stop-alerts", "original_partition: 2", "original_offset: 9", "error: not JSON"]
    );
}

#[test]
fn a_record_without_an_id_keeps_its_fingerprint() {
    let record = Record {
        topic: "bus-stop-alerts".into(),
        partition: 2,
        offset: 9,
        timestamp_ms: 1_700_000_000_000,
        key: None,
        value: Some(b"{}".to_vec()),
        envelope: Envelope::default(),
        unreadable_headers: Vec::new(),
    };
    assert_eq!(codec::fingerprint(&record), "35c01685c16c421a446e");
}

#[test]
fn every_custom_id_keeps_its_form() {
    let claim = |parent_id| CustomId::of_claim(2, alert(), parent_id).to_string();
    assert_eq!(claim(Some(UserId(44))), "nh:claim:2:1305193870427029544:44");
    assert_eq!(claim(None), "nh:claim:2:1305193870427029544:-");
    let other =
        |since| CustomId { action: Action::WithChild, home: 2, alert_id: alert(), parent_id: None, since }.to_string();
    assert_eq!(other(Some(12)), "nh:with_child:2:1305193870427029544:12");
    assert_eq!(other(None), "nh:with_child:2:1305193870427029544:-");
    let names: Vec<_> = Action::iter().map(Action::name).collect();
    assert_eq!(
        names.join(" "),
        "claim with_child done released standby hand_over take_over details change cancelled confirmed ask_again \
         thanks done_yes cancelled_yes released_yes claim_anyway same_child another_child fix_and_send keep"
    );
}

#[test]
fn every_nonce_keeps_its_value() {
    let notices = Recipient::ALL.map(|recipient| Key::of_notice(recipient, &cause()).to_string());
    let nonces: Vec<_> = std::iter::once(Key::of_card(&cause()).to_string()).chain(notices).collect();
    assert_eq!(
        nonces,
        [
            "3d3993106a6a422ddf5a",
            "7bcf95c4ee14fea04e88",
            "e10c263aebae1f596710",
            "d1927e71db462c8ac5f2",
            "2582d644d71484e440fa",
            "ea61087fea0fbbcc0a27",
            "bca80c70672f5c53b01c",
            "4771cae4779b155eba26",
            "1d690f9562415687bf7c"
        ]
    );
}

#[test]
fn every_metric_keeps_its_name() {
    let names: Vec<_> = metric_names::ALL.iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        names,
        [
            "needhelp_records_total",
            "needhelp_interactions_total",
            "needhelp_drills_total",
            "needhelp_undecodable_dispatches_total",
            "needhelp_gateway_sessions_total",
            "needhelp_discord_requests_total",
            "needhelp_dead_letters_total",
            "needhelp_dead_letters_refused_total",
            "needhelp_raised_to_posted_seconds",
            "needhelp_raised_to_claimed_seconds",
            "needhelp_escalations_total",
            "needhelp_silent_cards_total",
            "needhelp_click_to_card_seconds",
            "needhelp_lag_records",
            "needhelp_open_alerts",
            "needhelp_oldest_unfinished_record_seconds",
            "needhelp_ready",
            "needhelp_reconnects_total",
        ]
    );
}

#[test]
fn every_topic_and_consumer_group_keeps_its_name() {
    let kafka = config().kafka;
    assert_eq!(client::group_id(&kafka, "board"), "neighbors-board");
    assert_eq!(client::group_id(&kafka, "intake"), "neighbors-intake");
    assert_eq!(kafka.alerts_topic, "bus-stop-alerts");
    assert_eq!(kafka.confirmations_topic, "bus-stop-confirmations");
    assert_eq!(kafka.dead_letter_topic, "bus-stop-dead-letters");
    assert_eq!(kafka.settings_topic, "bus-stop-settings");
}

/// The headers as they are sent, in order, as `name: value`.
fn texts(envelope: &Envelope) -> Vec<String> {
    let headers = envelope.to_headers();
    headers.iter().map(|h| format!("{}: {}", h.key, String::from_utf8_lossy(h.value.unwrap()))).collect()
}
