//! From an alert to its card, and from a claim to what everyone sees.

use fake_discord::{Fault, Method};
use serenity::all::CreateMessage;

use crate::support::bot::{
    Alert, AlertId, Call, ChannelId, DeadLetter, Kind, MessageId, MessageTimeout, Outgoing, Priority, Producer,
};
use crate::support::{Neighborhood, Shown};

const TUTORIAL: &[u8] = br#"{"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street Bus Stop",
    "message": "Meeting ran over, will be 10 mins late"}"#;

/// Zero-width marks, a variation selector and a filler.
const UNSEEN: &str = "\u{200b}\u{fe0f}\u{200d}\u{fe0f}\u{3164}";

#[tokio::test(flavor = "multi_thread")]
async fn the_tutorials_producer_gets_a_pinned_card() {
    let here = Neighborhood::open().await;
    here.send(TUTORIAL).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    insta::assert_snapshot!(here.read(&card), @"
    Who can meet Jake NOW at Oak Street Bus Stop? Sarah needs help. @helpers
    # No one yet: Jake needs someone
    If you can be there, press **I've got it**. The first press counts.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    [I've got it] [Change] [No longer needed]
    (notified: @helpers)
    ");
    here.card_is_recorded().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_claim_in_the_log_wins_and_the_parent_is_told_once() {
    let here = Neighborhood::open().await;
    let alert = AlertId::new("1305193870427029544").unwrap();
    here.append(&alert, Kind::Raised(here.alert()), alert.as_str()).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    for (id, name) in [("1305193870427029545", "Mike"), ("1305193870427029546", "Lisa")] {
        let kind = Kind::Claimed {
            neighbor_id: here.user(name),
            neighbor_name: name.into(),
            message: "I'll watch Jake".into(),
            message_id: Some(MessageId(card.id.get())),
            channel_id: Some(ChannelId(card.channel_id.get())),
            locale: None,
        };
        here.append(&alert, kind, id).await;
    }
    let claimed = here.card(|card| card.text().contains("Mike")).await;
    assert!(!claimed.is_claimable(), "nobody else can press it any more");
    insta::assert_snapshot!(here.read(&claimed), @"
    Mike will meet Jake at Oak Street Bus Stop. No one else needs to go.
    # Mike will meet Jake
    Mike took this at <time>.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    So far: <time> asked
    <time> Mike took it
    [Child is with me] [I can't make it] [I can be backup] [Change] [No longer needed]
    (notified: @helpers)
    ");
    here.parent_is_informed().await;
    let sarah = here.discord.person("Sarah");
    let rung = sarah.rung_by();
    assert_eq!(rung.len(), 1, "{rung:#?}");
    insta::assert_snapshot!(here.read(&rung[0]), @"
    Mike will meet Jake at Oak Street Bus Stop. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Mike](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    // The alert is another program's and names no server.
    let card = format!("https://discord.com/channels/{}/{}/{}", here.discord.guild_id(), card.channel_id, card.id);
    let mike = format!("https://discord.com/users/{}", here.user("Mike"));
    let links: Vec<_> = rung[0].links().into_iter().map(|link| link.url).collect();
    assert_eq!(links, [card, mike]);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_cards_in_the_log_the_later_is_removed() {
    let here = Neighborhood::open().await;
    let alert = AlertId::new("1305193870427029544").unwrap();
    here.append(&alert, Kind::Raised(here.alert()), alert.as_str()).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    here.card_is_recorded().await;
    // Posted and recorded late, by a board that was stopped in the middle of writing it.
    let (channel, again) = (ChannelId(card.channel_id.get()), CreateMessage::new().content("Jake"));
    let late = here.rest().create_message(Call::new(Priority::Edit), channel, &again).await.expect("posted").id;
    let posted = Kind::Posted {
        cause: alert.event(),
        channel_id: channel,
        message_id: late,
        as_of: 0,
        role_notified: None,
        look: 1,
    };
    here.append(&alert, posted, "posted-late").await;
    here.log_has(|body| matches!(&body.kind, Kind::Shown { removed, .. } if removed.iter().any(|id| id.0 == late.0)))
        .await;
    let left = here.channel().messages();
    assert!(!left.iter().any(|message| message.id.get() == late.0), "{left:#?}");
    assert!(left.iter().any(|message| message.id == card.id && message.is_pinned()), "{left:#?}");
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_record_becomes_a_dead_letter() {
    let here = Neighborhood::open().await;
    here.send(b"help!").await;
    here.send(TUTORIAL).await;
    here.card(fake_discord::Message::is_pinned).await;
    let dead = here.records(&here.kafka().dead_letter_topic).await;
    assert_eq!(dead.len(), 1);
    let letter = DeadLetter::read(&dead[0]);
    assert_eq!((letter.topic, dead[0].value.as_deref()), (here.kafka().alerts_topic.clone(), Some(&b"help!"[..])));
    assert!(letter.error.contains("not an alert"), "{}", letter.error);
}

/// Appends a huge record of another program, which may have wider limits. Compressed, it is a small batch.
async fn append_huge(here: &Neighborhood, key: usize, value: usize) {
    let mut config = here.kafka().clone();
    config.properties.0.push(("message.max.bytes".into(), "8000000".into()));
    let producer = Producer::start(&config, "huge", MessageTimeout::PERSON).expect("a producer");
    let outgoing = Outgoing {
        topic: config.alerts_topic,
        key: (key > 0).then(|| vec![b'k'; key]),
        value: Some(vec![b'v'; value]),
        ..Outgoing::default()
    };
    producer.send(outgoing).await.expect("appended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_any_size_becomes_a_dead_letter() {
    let here = Neighborhood::open().await;
    append_huge(&here, 1_048_400, 5).await;
    append_huge(&here, 0, 3_000_000).await;
    append_huge(&here, 3_000_000, 3_000_000).await;
    here.send(TUTORIAL).await;
    here.card(fake_discord::Message::is_pinned).await;
    let dead = here.dead_letters(3).await;
    assert_eq!(dead.len(), 3);
    let mut cut: Vec<_> = dead.iter().map(|record| DeadLetter::read(record).cut.expect("it says so")).collect();
    cut.sort();
    assert_eq!(cut, ["1048400", "3000000", "3000000"]);
    for letter in dead {
        let kept = letter.key.map_or(0, |key| key.len()) + letter.value.map_or(0, |value| value.len());
        assert!(kept > 1_000_000, "as much as Kafka takes is kept: {kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_notices_of_pins_are_deleted_for_one_card_and_for_many() {
    let here = Neighborhood::open().await;
    // One response is lost after the effect, another request fails: the notices are removed nevertheless.
    here.discord.fault(Fault::reset_after().on(Method::Get, "/channels/*/messages").times(1));
    here.discord.fault(Fault::status(502).on(Method::Post, "/channels/*/messages/bulk-delete").times(1));
    for child in 0..8 {
        let value = serde_json::json!({"parent_name": "Sarah", "child_name": format!("Jake {child}"),
            "location": "Oak Street", "message": "Running late"});
        here.send(value.to_string().as_bytes()).await;
    }
    let channel = here.channel();
    let tidy = channel.wait_for(|messages| {
        let pinned = messages.iter().filter(|message| message.is_pinned()).count();
        (pinned == 8 && !messages.iter().any(|message| message.is_pin_notice())).then_some(())
    });
    tidy.await.expect("eight pinned cards and no notice");
    let notices = channel.history().iter().filter(|message| message.is_pin_notice()).count();
    assert_eq!(notices, 8, "each pin had its notice");
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_an_invisible_location_becomes_a_dead_letter() {
    let here = Neighborhood::open().await;
    here.send(&serde_json::to_vec(&Alert { location: UNSEEN.into(), ..here.alert() }).unwrap()).await;
    let letter = here.dead_letter().await;
    assert!(letter.error.contains("location has nothing that can be seen"), "{}", letter.error);
    assert!(here.cards().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn invisible_text_in_a_log_is_shown_as_a_dash() {
    let here = Neighborhood::open().await;
    let alert = AlertId::new("1305193870427029544").unwrap();
    let [child_name, location, message] = [UNSEEN; 3].map(str::to_owned);
    let unseen = Alert { parent_name: UNSEEN.into(), child_name, location, message, ..here.alert() };
    here.append(&alert, Kind::Raised(unseen), alert.as_str()).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    insta::assert_snapshot!(here.read(&card), @"
    Who can meet – NOW at –? – needs help. @helpers
    # No one yet: – needs someone
    If you can be there, press **I've got it**. The first press counts.
    Where: –
    Child: –
    [I've got it] [Change] [No longer needed]
    (notified: @helpers)
    ");
    let claimed = Kind::Claimed {
        neighbor_id: here.user("Mike"),
        neighbor_name: UNSEEN.into(),
        message: String::new(),
        message_id: None,
        channel_id: None,
        locale: None,
    };
    here.append(&alert, claimed, "1305193870427029545").await;
    here.parent_is_informed().await;
    insta::assert_snapshot!(here.read(&here.mentions_of("Sarah")[0]), @"
    – will meet – at –. @Sarah
    -- Ref <id>
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to –](https://discord.com/users/<id>)
    (notified: @Sarah)
    ");
    here.discord.assert_clean();
}
