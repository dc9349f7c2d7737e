//! What a parent reads, and what becomes of their record, where Kafka does not take it at once.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Fault, Interaction, Message, Method};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use tokio::time::Instant;

use crate::support::bot::{Body, EventId, Kind};
use crate::support::{Neighborhood, Shown};

/// Kafka's answer that makes a client hang up and try again.
const HANG_UP: RDKafkaRespErr = RDKafkaRespErr::RD_KAFKA_RESP_ERR__TRANSPORT;

/// The first answer and the one that it is edited to, in the stand-in's patterns.
const CALLBACK: &str = "/interactions/*/*/callback";
const ORIGINAL: &str = "/webhooks/*/*/messages/@original";

async fn reads_not_sent(asked: &Interaction) -> Arc<Message> {
    let not_sent = asked.original_matches(Message::says_not_sent);
    not_sent.await.expect("the parent reads \"NOT sent\"")
}

/// Whether a record says that what was asked for does not count.
fn takes_back(body: &Body, asked: &Interaction) -> bool {
    let id = asked.id().to_string();
    body.alert_id.as_str() == id && body.kind == Kind::Withdrawn { event_id: EventId::new(id) }
}

async fn is_withdrawn(here: &Neighborhood, asked: &Interaction) {
    here.log_has(|body| takes_back(body, asked)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_broker_the_parent_reads_not_sent_and_it_is_withdrawn() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    // That Discord's word on the first answer is lost makes it no less ours.
    here.discord.fault(Fault::reset_after().on(Method::Post, CALLBACK).times(1));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = here.needhelp("Jake").await;
    let first = asked.response().await.expect("answered");
    assert!(first.content.contains(":T>"), "it says when it is decided, to the second: {first:?}");
    insta::assert_snapshot!(here.read_text(&first.content), @"⏳ Sending… If you still read this at <time>, your alert was NOT sent: phone someone.");
    let answer = reads_not_sent(&asked).await;
    insta::assert_snapshot!(here.read(&answer), @"
    ❌ NOT sent. Phone someone now. No neighbor has seen this and none will. You can also send a new one.
    Where: Oak Street Bus Stop
    Child: Jake
    Sarah says: Meeting ran over, will be 10 mins late
    (private)
    ");
    embedded.heal(RDKafkaApiKey::Produce);
    is_withdrawn(&here, &asked).await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_not_sent_is_withdrawn_even_if_discord_does_not_answer() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord.fault(Fault::status(503).on(Method::Get, ORIGINAL));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = here.needhelp("Jake").await;
    reads_not_sent(&asked).await;
    embedded.heal(RDKafkaApiKey::Produce);
    is_withdrawn(&here, &asked).await;
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_withdraws_what_was_not_sent_before_it_ends() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord.fault(Fault::status(503).on(Method::Get, ORIGINAL));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let asked = here.needhelp("Jake").await;
    let looked = here.discord.wait_for_requests(|requests| {
        let is_look = |method, path: &str| method == Method::Get && path.contains("@original");
        requests.iter().any(|request| is_look(request.method, &request.path)).then_some(())
    });
    looked.await.expect("the record was given up");
    embedded.heal(RDKafkaApiKey::Produce);
    gateway.end().await;
    let log = here.log().await;
    assert!(log.iter().any(|body| takes_back(body, &asked)), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_answer_that_hangs_delays_no_not_sent() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    here.discord.fault(Fault::latency_after(Duration::from_secs(60)).on(Method::Post, CALLBACK).times(1));
    embedded.fail(RDKafkaApiKey::Produce, &[HANG_UP; 200]);
    let since = Instant::now();
    let asked = here.needhelp("Jake").await;
    reads_not_sent(&asked).await;
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    embedded.heal(RDKafkaApiKey::Produce);
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_appended_before_the_topics_exist() {
    let here = Neighborhood::without_services().await;
    let (tell, topics) = tokio::sync::watch::channel(false);
    let gateway = here.gateway_when(topics).await;

    let asked = here.needhelp("Jake").await;
    reads_not_sent(&asked).await;
    assert_eq!(here.log().await, [], "the topics are not there");
    // Now they are, and what another gateway may have appended is taken back.
    tell.send_replace(true);
    is_withdrawn(&here, &asked).await;
    assert!(here.records(&here.kafka().alerts_topic).await.is_empty(), "given up before the topics were there");
    gateway.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_the_broker_refuses_is_not_sent_and_withdrawn() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    embedded.fail(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED]);
    let asked = here.needhelp("Jake").await;
    let first = asked.response().await.expect("answered");
    assert!(first.content.contains("NOT sent. Phone someone now."), "{first:?}");
    is_withdrawn(&here, &asked).await;
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_acknowledgement_that_is_in_time_makes_it_sent() {
    let here = Neighborhood::without_services().await;
    let Some(embedded) = here.breakable() else { return };
    let gateway = here.gateway().await;
    // The first record also has the topic looked up, which would be slow too.
    here.needhelp("Jake").await.response().await.expect("answered");
    embedded.slow(Duration::from_millis(1_500)).expect("slow");
    let since = Instant::now();
    let asked = here.needhelp("Jake").await;
    assert!(asked.original().await.expect("answered").says_wait());
    asked.original_matches(Message::says_sent).await.expect("sent after all");
    // Earlier, this answer would have replaced the board's, which says more.
    assert!(since.elapsed() > Duration::from_secs(7), "{:?}", since.elapsed());
    embedded.slow(Duration::ZERO).expect("quick again");
    gateway.end().await;
    assert!(here.log().await.is_empty(), "nothing was withdrawn");
    here.discord.assert_clean();
}
