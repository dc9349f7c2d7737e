//! What somebody does on Discord: the record that it makes, and what they are told.

use std::sync::Arc;

use fake_discord::{Fault, Interaction, Message, Method};

use crate::support::bot::{Kind, PARTITIONS, home_partition};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown};

/// Waits until the parent reads that it was sent: at once, or a moment later where the broker has just begun to work.
async fn sent(asked: &Interaction) -> Arc<Message> {
    let answer = asked.original_matches(Message::says_sent).await;
    answer.expect("the parent reads \"sent\"")
}

/// A card on which nothing but the gateway works: intake and board are ended again.
async fn with_a_card(here: &Neighborhood) -> Arc<Message> {
    let (intake, board) = (here.intake(), here.board());
    here.needhelp("Jake").await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    here.card_is_recorded().await;
    intake.end().await;
    board.end().await;
    card
}

#[tokio::test(flavor = "multi_thread")]
async fn a_needhelp_becomes_one_record_and_the_parent_reads_sent() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let asked = here.needhelp_by("Jake", "in 20 min").await;
    let answer = sent(&asked).await;
    insta::assert_snapshot!(here.read(&answer), @"
    ✅ Sent. Time: <time> (<time>). Keep your phone on: it will notify you when a neighbor takes it.
    Be there by: <time> (<time>)
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    (private)
    ");

    let records = here.records(&here.kafka().alerts_topic).await;
    assert_eq!(records.len(), 1, "{records:?}");
    let id = asked.id().to_string();
    assert_eq!(records[0].key.as_deref(), Some(id.as_bytes()));
    let value: serde_json::Value = serde_json::from_slice(records[0].value.as_deref().unwrap()).unwrap();
    assert_eq!(value["alert_id"], id.as_str());
    assert_eq!((&value["parent_name"], &value["child_name"]), (&"Sarah".into(), &"Jake".into()));
    assert_eq!(value["parent_id"], here.user("Sarah").to_string());
    assert!(value["needed_by"].is_string() && value.get("token").is_none());
    let envelope = &records[0].envelope;
    assert_eq!(envelope.event_id.as_deref(), Some(id.as_str()));
    assert!(envelope.give_up_at.is_some() && envelope.reply_to.is_some());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_goes_to_the_alerts_partition_and_the_board_answers_it() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let card = with_a_card(&here).await;
    let click = here.claim("Mike", &card).await;
    let answer = click.response().await.expect("answered");
    assert!(answer.ephemeral, "{answer:?}");
    insta::assert_snapshot!(here.read_text(&answer.content), @"⏳ One moment: checking if you are the first…");
    let claimed = here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
    let Kind::Claimed { neighbor_id, neighbor_name, message_id, .. } = claimed.kind else { unreachable!() };
    assert_eq!((neighbor_id, neighbor_name.as_str()), (here.user("Mike"), "Mike"));
    assert_eq!(message_id.map(|id| id.0), Some(card.id.get()));
    let records = here.records(&here.kafka().confirmations_topic).await;
    let home = home_partition(claimed.alert_id.as_str(), PARTITIONS);
    assert!(records.iter().all(|record| record.partition == home), "{records:?}");

    let board = here.board();
    let answer = click.original_matches(Message::said_you_have_it).await.expect("the board's answer");
    insta::assert_snapshot!(here.read(&answer), @"
    ✅ You have it. Please be at Oak Street Bus Stop. Sarah is being told now.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    Parent: Sarah (@Sarah)
    [I can't make it]
    [Open the card](https://discord.com/channels/<id>/<id>/<id>)
    [Write to Sarah](https://discord.com/users/<id>)
    (private)
    ");
    board.end().await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_press_leaves_no_record() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let card = with_a_card(&here).await;
    let sarah = here.claim("Sarah", &card).await;
    insta::assert_snapshot!(sarah.response().await.expect("answered").content, @"This is your own alert, so a neighbor has to take it.");
    let jane = here.discord.add_person(here.discord.guild_id(), "David's friend", &[]);
    let outsider = jane.click(card.id, "I've got it").await.expect("clicked").within(PATIENCE);
    let answer = outsider.response().await.expect("answered").content;
    insta::assert_snapshot!(here.read_text(&answer), @"Only people with the role @helpers can take alerts. An admin can give it to you.");
    let mut said = Vec::new();
    for custom_id in ["ticket:1", "nh:claim", "nh:dance:1:a:-"] {
        let forged =
            here.discord.person("Mike").click_forged(card.id, custom_id).await.expect("clicked").within(PATIENCE);
        let answer = forged.response().await.expect("answered");
        assert!(answer.ephemeral, "{answer:?}");
        said.push(answer.content);
    }
    insta::assert_snapshot!(said.join("\n"), @"
    This button belongs to another bot. Nothing was changed.
    This button doesn't work anymore. Nothing was changed. If you can help, write to the parent.
    The bot is being updated. Nothing was changed. Please try again in a minute.
    ");
    gateway.end().await;
    assert!(here.log().await.iter().all(|body| !matches!(body.kind, Kind::Claimed { .. })));
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_read_is_refused_with_an_example() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let asked = here.needhelp_by("Jake", "soon @everyone").await;
    let answer = asked.response().await.expect("answered");
    insta::assert_snapshot!(answer.content, @r#"
    ❌ NOT sent. I can't read "soon \@everyone" as a time. Try `now`, `3:15 pm` or `in 20 min`.
    To try again, copy this:
    ```
    /needhelp child:Jake location:Oak Street Bus Stop when:soon @everyone message:Meeting ran over, will be 10 mins late
    ```
    "#);
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn invisible_text_is_refused_with_an_example() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    for unseen in ["child", "location"] {
        let mut typed = here.discord.person("Sarah").slash("needhelp");
        for (option, value) in [("child", "Jake"), ("location", "Oak Street Bus Stop"), ("message", "Meeting ran over")]
        {
            typed = typed.string(option, if option == unseen { "\u{200b}\u{2060}\u{fe0f}" } else { value });
        }
        let answer = typed.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
        let said = format!("❌ NOT sent. `{unseen}` is empty. For example: `{unseen}: ");
        assert!(answer.ephemeral && answer.content.starts_with(&said), "{answer:?}");
    }
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_with_an_invisible_name_gets_a_card() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.discord.person("Sarah").is_called("\u{3164}");
    sent(&here.needhelp("Jake").await).await;
    let card = here.card(fake_discord::Message::is_pinned).await;
    let said = card.content().to_owned();
    assert!(said.to_lowercase().contains("sarah") && !said.contains('\u{3164}'), "{said}");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_delivered_twice_counts_once() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    here.discord.gateway().deliver_interactions(2);
    let asked = here.needhelp("Jake").await;
    asked.response().await.expect("answered");
    gateway.end().await;
    assert_eq!(here.records(&here.kafka().alerts_topic).await.len(), 1);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_gateways_one_answers() {
    let here = Neighborhood::without_services().await;
    let gateways = [here.gateway().await, here.gateway().await];
    let asked = here.needhelp_by("Jake", "in 20 min").await;
    sent(&asked).await;
    for gateway in gateways {
        gateway.end().await;
    }
    let records = here.records(&here.kafka().alerts_topic).await;
    assert!(records.iter().all(|record| record.value == records[0].value), "one alert: {records:?}");
    let ids: Vec<_> = records.into_iter().map(|record| record.envelope.event_id).collect();
    assert!(ids.iter().all(|id| *id == Some(asked.id().to_string())), "the same event, however often: {ids:?}");
    assert!(asked.followups().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_answer_whose_acknowledgement_is_lost_is_still_ours() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    here.discord.fault(Fault::reset_after().on(Method::Post, "/interactions/*/*/callback").times(1));
    let asked = here.needhelp("Jake").await;
    sent(&asked).await;
    gateway.end().await;
    assert!(here.log().await.is_empty(), "nothing was withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_that_cannot_be_read_is_answered() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let sent = here.discord.gateway().send_raw(&serde_json::json!({
        "op": 0, "t": "INTERACTION_CREATE", "s": 900,
        "d": {"id": "1305193870427029544", "token": "unknown-token", "type": "of another kind"},
    }));
    assert_eq!(sent, 1);
    let answered = here.discord.wait_for_requests(|requests| {
        requests.iter().any(|request| request.path.contains("1305193870427029544")).then_some(())
    });
    answered.await.expect("it was tried");
    // The session goes on.
    here.needhelp("Jake").await.response().await.expect("answered");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_resumed_and_missed_commands_are_answered() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    for _ in 0..3 {
        let resumes = here.discord.gateway().resumes();
        here.discord.gateway().drop_connections();
        let asked = here.needhelp("Jake").await;
        asked.response().await.expect("answered");
        assert!(here.discord.gateway().resumes() > resumes);
    }
    assert_eq!(here.discord.gateway().identifies(), 1);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_arrive_while_the_gateway_ends_are_answered() {
    let here = Neighborhood::without_services().await;
    for _ in 0..5 {
        let gateway = here.gateway().await;
        let mut asked = Vec::new();
        for _ in 0..5 {
            asked.push(here.needhelp("Jake").await);
        }
        gateway.end().await;
        for asked in asked {
            asked.response().await.expect("answered");
        }
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_close_code_ends_the_gateway_with_advice() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    here.discord.gateway().refuse(Some(4004));
    here.discord.gateway().close(4004);
    let why = gateway.failed().await;
    assert!(why.contains("DISCORD_TOKEN"), "{why}");
}
