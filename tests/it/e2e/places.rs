//! Where `/needhelp` may be typed if no channel is set for the cards.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Neighborhood;
use crate::support::raw::made;

/// Types `/needhelp` in a channel that Discord describes like this.
async fn typed_in(here: &Neighborhood, ago: u64, channel: Value, held: Value) -> String {
    let mut typed = here.raw_needhelp(&made(Duration::from_millis(ago)));
    (typed["channel"], typed["app_permissions"]) = (channel, held);
    here.answer_to(&typed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_from_a_thread_goes_to_the_threads_channel() {
    let here = Neighborhood::without_services_and_with(&[("DISCORD_CHANNEL_ID", "")]).await;
    let gateway = here.gateway().await;
    let bus_stop = here.discord.channel_id("bus-stop").to_string();
    // In a private thread the bot may do nothing.
    for (kind, held) in [(10, "19456"), (11, "19456"), (12, "0")] {
        let mut typed = here.raw_needhelp(&made(Duration::from_millis(kind)));
        typed["channel_id"] = json!("1305193870427029541");
        typed["channel"] = json!({"id": "1305193870427029541", "type": kind, "parent_id": bus_stop});
        typed["app_permissions"] = json!(held);
        let answer = here.answer_to(&typed).await;
        assert!(answer.starts_with("✅ Sent"), "{kind}: {answer}");
    }
    let records = here.records(&here.kafka().alerts_topic).await;
    assert_eq!(records.len(), 3);
    for record in records {
        let value: Value = serde_json::from_slice(record.value.as_deref().unwrap()).unwrap();
        assert_eq!(value["channel_id"], bus_stop.as_str());
    }
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_card_can_be_posted_the_parent_reads_not_sent() {
    let here = Neighborhood::without_services_and_with(&[("DISCORD_CHANNEL_ID", "")]).await;
    let gateway = here.gateway().await;
    for (kind, ago) in [(2, 90), (13, 80)] {
        let answer = typed_in(&here, ago, json!({"type": kind}), json!("19456")).await;
        assert_eq!(
            answer,
            "❌ NOT sent. Type `/needhelp` in a text channel: neighbors don't read the chat of a voice channel. Or phone \
             someone."
        );
    }
    let answer = typed_in(&here, 70, json!({"type": 0, "parent_id": "1305193870427029541"}), json!("1024")).await;
    insta::assert_snapshot!(answer, @"❌ NOT sent. The bot may not post in this channel: it lacks Send Messages and Embed Links. Type `/needhelp` in another channel, or phone someone. An admin can fix this.");
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    // What Discord does not say refuses nothing.
    for (ago, channel, held) in [(60, json!(null), json!(null)), (50, json!({"type": "new"}), json!(7))] {
        let answer = typed_in(&here, ago, channel, held).await;
        assert!(answer.starts_with("✅ Sent"), "{answer}");
    }
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_channel_for_the_cards_it_does_not_matter_where_it_is_typed() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    for (ago, kind) in [(90, 2), (80, 11), (70, 0)] {
        let answer = typed_in(&here, ago, json!({"type": kind}), json!("0")).await;
        assert!(answer.starts_with("✅ Sent"), "{kind}: {answer}");
    }
    gateway.end().await;
}
