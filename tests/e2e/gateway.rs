//! What somebody does on Discord: the record that it makes, and what they are told.

use std::time::Duration;

use fake_discord::{Fault, Interaction, Method, Setup};
use needhelp::alert::{AlertId, EventId, Kind};
use needhelp::discord::rest::Rest;
use needhelp::gateway::Gateway;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::embedded::PARTITIONS;
use needhelp::kafka::producer::Producer;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::neighborhood::{Neighborhood, PATIENCE};

/// Kafka's answer that makes a client hang up and try again.
const HANG_UP: RDKafkaRespErr = RDKafkaRespErr::RD_KAFKA_RESP_ERR__TRANSPORT;

/// A private answer, in the stand-in's patterns.
const ORIGINAL: &str = "/webhooks/*/*/messages/@original";

async fn needhelp(here: &Neighborhood, when: Option<&str>) -> Interaction {
    let mut typed = here
        .discord
        .person("Sarah")
        .slash("needhelp")
        .string("child", "Jake")
        .string("location", "Oak Street Bus Stop")
        .string("message", "Meeting ran over, will be 10 mins late");
    if let Some(when) = when {
        typed = typed.string("when", when);
    }
    typed.send().await.expect("typed").within(PATIENCE)
}

/// Waits until the parent reads that it was sent: at once, or a moment later where the broker has just begun to work.
async fn sent(asked: &Interaction) -> std::sync::Arc<fake_discord::Message> {
    let answer = asked.original_matches(|answer| answer.content().starts_with("✅ Sent")).await;
    answer.expect("the parent reads \"sent\"")
}

async fn quiet() -> Neighborhood {
    Neighborhood::empty(Setup::default(), &[]).await
}

/// A card on which nothing but the gateway works: intake and board are ended again.
async fn with_a_card(here: &Neighborhood) -> std::sync::Arc<fake_discord::Message> {
    let (intake, board) = (here.intake(), here.board());
    needhelp(here, None).await;
    let card = here.card(|card| card.is_pinned()).await;
    here.log_has(|body| matches!(body.kind, Kind::Shown { pinned: Some(true), .. })).await;
    intake.end().await;
    board.end().await;
    card
}

#[tokio::test(flavor = "multi_thread")]
async fn a_needhelp_becomes_one_record_and_the_parent_reads_sent() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    let asked = needhelp(&here, Some("in 20 min")).await;
    let answer = sent(&asked).await;
    assert!(answer.is_ephemeral() && answer.text().contains("Jake"), "it shows what was sent: {answer:?}");

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
async fn a_click_goes_to_the_alerts_home_and_the_board_answers_it() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    let card = with_a_card(&here).await;
    let click = here.discord.person("Mike").click(card.id, "I've got it").await.expect("clicked").within(PATIENCE);
    let answer = click.response().await.expect("answered");
    assert!(answer.ephemeral && answer.content.contains("Passed on"), "{answer:?}");
    let claimed = here.log_has(|body| matches!(body.kind, Kind::Claimed { .. })).await;
    let Kind::Claimed { neighbor_id, neighbor_name, message_id, .. } = claimed.kind else { unreachable!() };
    assert_eq!((neighbor_id, neighbor_name.as_str()), (here.user("Mike"), "Mike"));
    assert_eq!(message_id.map(|id| id.0), Some(card.id.get()));
    let records = here.records(&here.kafka().confirmations_topic).await;
    let home = needhelp::kafka::home::home_partition(claimed.alert_id.as_str(), PARTITIONS);
    assert!(records.iter().all(|record| record.partition == home), "{records:?}");

    let board = here.board();
    click.original_matches(|answer| answer.text().contains("You have it")).await.expect("the board's words");
    board.end().await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_click_leaves_no_record() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    let card = with_a_card(&here).await;
    let sarah = here.discord.person("Sarah").click(card.id, "I've got it").await.expect("clicked").within(PATIENCE);
    assert!(sarah.response().await.expect("answered").content.contains("your own alert"));
    let jane = here.discord.add_person(here.discord.guild_id(), "David's friend", &[]);
    let outsider = jane.click(card.id, "I've got it").await.expect("clicked").within(PATIENCE);
    assert!(outsider.response().await.expect("answered").content.contains("Only helpers"));
    for (custom_id, said) in
        [("ticket:1", "not one of this bot's"), ("nh:claim", "damaged"), ("nh:dance:1:a:-", "later version")]
    {
        let forged =
            here.discord.person("Mike").click_forged(card.id, custom_id).await.expect("clicked").within(PATIENCE);
        let answer = forged.response().await.expect("answered");
        assert!(answer.ephemeral && answer.content.contains(said), "{answer:?}");
    }
    gateway.end().await;
    assert!(here.log().await.iter().all(|body| !matches!(body.kind, Kind::Claimed { .. })));
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_not_sent_and_said_with_an_example() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    let asked = needhelp(&here, Some("soon @everyone")).await;
    let answer = asked.response().await.expect("answered");
    assert!(answer.content.contains("NOT sent") && answer.content.contains("`in 20 min`"), "{answer:?}");
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty());
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_could_see_on_the_card_is_not_sent_and_said_with_an_example() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    for unseen in ["child", "location", "message"] {
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
async fn a_parent_whose_name_nobody_can_see_gets_a_card_all_the_same() {
    let here = Neighborhood::open().await;
    let gateway = here.gateway().await;
    here.discord.person("Sarah").is_called("\u{3164}");
    sent(&needhelp(&here, None).await).await;
    let card = here.card(|card| card.is_pinned()).await;
    let said = card.content().to_owned();
    assert!(said.to_lowercase().contains("sarah") && !said.contains('\u{3164}'), "{said}");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_delivered_twice_counts_once() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    here.discord.gateway().deliver_interactions(2);
    let asked = needhelp(&here, None).await;
    asked.response().await.expect("answered");
    gateway.end().await;
    assert_eq!(here.records(&here.kafka().alerts_topic).await.len(), 1);
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_gateways_one_speaks() {
    let here = quiet().await;
    let gateways = [here.gateway().await, here.gateway().await];
    let asked = needhelp(&here, Some("in 20 min")).await;
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
    let here = quiet().await;
    let gateway = here.gateway().await;
    here.discord.fault(Fault::reset_after().on(Method::Post, "/interactions/*/*/callback").times(1));
    let asked = needhelp(&here, None).await;
    sent(&asked).await;
    gateway.end().await;
    assert!(here.log().await.is_empty(), "nothing was withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_broker_away_the_parent_reads_not_sent_and_it_is_withdrawn_when_it_is_back() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    // That Discord's word on the first answer is lost makes it no less ours.
    here.discord.fault(Fault::reset_after().on(Method::Post, "/interactions/*/*/callback").times(1));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = needhelp(&here, None).await;
    let first = asked.response().await.expect("answered");
    assert!(first.content.contains("Not sent yet") && first.content.contains(":T>"), "{first:?}");
    asked.original_matches(|answer| answer.text().contains("NOT sent: phone someone. ")).await.expect("said");
    embedded.heal(RDKafkaApiKey::Produce);
    let alert = AlertId::new(asked.id().to_string()).unwrap();
    let withdrawn = here.log_has(|body| body.alert_id == alert).await;
    assert_eq!(withdrawn.kind, Kind::Withdrawn { event_id: EventId::new(asked.id().to_string()) });
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_withdrawn_also_where_discord_does_not_say_what_stands_there() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord.fault(Fault::status(503).on(Method::Get, ORIGINAL));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = needhelp(&here, None).await;
    asked.original_matches(|answer| answer.text().contains("NOT sent: phone someone. ")).await.expect("said");
    embedded.heal(RDKafkaApiKey::Produce);
    let alert = AlertId::new(asked.id().to_string()).unwrap();
    here.log_has(|body| body.alert_id == alert && body.kind.name() == "withdrawn").await;
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_asked_to_end_takes_back_first_what_was_not_sent() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord.fault(Fault::status(503).on(Method::Get, ORIGINAL));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = needhelp(&here, None).await;
    let looked = here.discord.wait_for_requests(|requests| {
        let is_look = |method, path: &str| method == Method::Get && path.contains("@original");
        requests.iter().any(|request| is_look(request.method, &request.path)).then_some(())
    });
    looked.await.expect("the record was given up");
    embedded.heal(RDKafkaApiKey::Produce);
    gateway.end().await;
    let alert = AlertId::new(asked.id().to_string()).unwrap();
    let log = here.log().await;
    assert!(log.iter().any(|body| body.alert_id == alert && body.kind.name() == "withdrawn"), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_answer_that_hangs_delays_no_not_sent() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord
        .fault(Fault::latency_after(Duration::from_secs(60)).on(Method::Post, "/interactions/*/*/callback").times(1));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let since = Instant::now();
    let asked = needhelp(&here, None).await;
    asked.original_matches(|answer| answer.text().contains("NOT sent: phone someone. ")).await.expect("said");
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    embedded.heal(RDKafkaApiKey::Produce);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_appended_before_the_topics_are_there_not_even_that_it_does_not_count() {
    let here = quiet().await;
    let (tell, topics) = tokio::sync::watch::channel(false);
    let discord = &here.config.discord;
    let token = discord.token().expect("there is a token").reveal();
    let rest = Rest::new(&discord.api_url, token, discord.requests_per_second).expect("a client");
    let producer = Producer::start(&here.config.kafka, "gateway", MessageTimeout::PERSON).expect("a producer");
    let gateway = Gateway::start(&here.config, rest, producer, topics).expect("the gateway starts");
    let (mut state, stop) = (gateway.state(), CancellationToken::new());
    let running = tokio::spawn(gateway.run(stop.clone()));
    let ready = state.wait_for(|state| state.missing().is_none());
    tokio::time::timeout(PATIENCE, ready).await.expect("the gateway is not ready").expect("the gateway ended");

    let asked = needhelp(&here, None).await;
    asked.original_matches(|answer| answer.text().contains("NOT sent: phone someone. ")).await.expect("said");
    assert_eq!(here.log().await, [], "the topics are not there");
    // Now they are, and what another gateway may have appended is taken back.
    tell.send_replace(true);
    let alert = AlertId::new(asked.id().to_string()).unwrap();
    here.log_has(|body| body.alert_id == alert && body.kind.name() == "withdrawn").await;
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty(), "given up before the topics were there");
    stop.cancel();
    tokio::time::timeout(PATIENCE, running).await.expect("it ends").expect("no panic").expect("in good order");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_broker_refuses_is_not_sent_at_once_and_withdrawn() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    embedded.fail(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED]);
    let asked = needhelp(&here, None).await;
    let first = asked.response().await.expect("answered");
    assert!(first.content.contains("NOT sent: phone someone."), "{first:?}");
    let alert = AlertId::new(asked.id().to_string()).unwrap();
    here.log_has(|body| body.alert_id == alert && body.kind.name() == "withdrawn").await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_acknowledgement_that_is_in_time_makes_it_sent() {
    let here = quiet().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    // The first record also has the topic looked up, which would be slow too.
    needhelp(&here, None).await.response().await.expect("answered");
    embedded.slow(Duration::from_millis(1_500)).expect("slow");
    let since = Instant::now();
    let asked = needhelp(&here, None).await;
    assert!(asked.response().await.expect("answered").content.contains("Not sent yet"));
    asked.original_matches(|answer| answer.content().starts_with("✅ Sent")).await.expect("sent after all");
    // Before that the board's words, which say more, would have been written over.
    assert!(since.elapsed() > Duration::from_secs(7), "{:?}", since.elapsed());
    embedded.slow(Duration::ZERO).expect("quick again");
    gateway.end().await;
    assert!(here.log().await.is_empty(), "nothing was withdrawn");
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispatch_that_cannot_be_read_is_answered_all_the_same() {
    let here = quiet().await;
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
    needhelp(&here, None).await.response().await.expect("answered");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_resumed_and_what_came_meanwhile_is_answered() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    for _ in 0..3 {
        let resumes = here.discord.gateway().resumes();
        here.discord.gateway().drop_connections();
        let asked = needhelp(&here, None).await;
        asked.response().await.expect("answered");
        assert!(here.discord.gateway().resumes() > resumes);
    }
    assert_eq!(here.discord.gateway().identifies(), 1);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_its_way_when_the_gateway_ends_is_answered() {
    let here = quiet().await;
    for _ in 0..5 {
        let gateway = here.gateway().await;
        let mut asked = Vec::new();
        for _ in 0..5 {
            asked.push(needhelp(&here, None).await);
        }
        gateway.end().await;
        for asked in asked {
            asked.response().await.expect("answered");
        }
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_close_code_ends_the_gateway_with_what_to_do() {
    let here = quiet().await;
    let gateway = here.gateway().await;
    here.discord.gateway().refuse(Some(4004));
    here.discord.gateway().close(4004);
    let why = gateway.failed().await;
    assert!(why.contains("DISCORD_TOKEN"), "{why}");
}
