//! Kafka away: killed, frozen, not there yet, and its topics made anew.

use std::collections::BTreeMap;
use std::time::Duration;

use needhelp::kafka::topics;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::node::Node;
use crate::street::{ANSWER, PATIENCE, Street, Told, child, is_card_of, told};
use crate::support::real_kafka;

const SERVICES: &[&str] = &["gateway", "intake", "board"];

/// Within this all works again once the broker serves.
const RECOVERY: Duration = Duration::from_secs(15);

/// What the consumers asked of the frozen broker it answers at its thaw, to connections that are gone; their groups wait
/// for those members until the session (6 s) is over, before the first turn and sometimes before a second.
const AFTER_A_FREEZE: Duration = Duration::from_secs(30);

/// Alerts and a claim while Kafka is away: nobody is promised anything, and nothing of it comes true later.
async fn outage(begin: impl FnOnce(&Node), least: Duration, end: impl FnOnce(&Node), recovery: Duration) {
    let node = Node::place();
    node.start();
    let mut street = Street::open(&node.servers(), SERVICES).await;
    let before = street.works_within(PATIENCE).await;
    let card = street.channel().message(|message| is_card_of(message, &before)).await.expect("its card");

    begin(&node);
    let began = Instant::now();
    let typing = street.raise_all((0..4).map(|_| child()));
    let claim = street.discord.person("Mike").click(card.id, "I've got it").await.expect("pressed");
    assert_eq!(told(&claim, ANSWER).await, Told::NotSent, "Mike's claim");
    let meanwhile: BTreeMap<_, _> = typing.join_all().await.into_iter().collect();
    assert!(meanwhile.values().all(|told| *told == Told::NotSent), "{meanwhile:?}");
    // How long it is away is the thing tested.
    sleep_until(began + least).await;
    end(&node);

    street.works_within(recovery).await;
    street.all_is_read().await;
    street.assert_as_told(&meanwhile);
    // Mike's claim did not count, so the card is Lisa's.
    let claim = street.discord.person("Lisa").click(card.id, "I've got it").await.expect("the card is open");
    assert_eq!(told(&claim, PATIENCE).await, Told::Sent, "Lisa's claim");
    let lisa = |text: &str| text.contains("Lisa") || text.contains(&street.discord.person("Lisa").id().to_string());
    let taken = street.channel().message(|message| message.id == card.id && message.buttons().is_empty()).await;
    let taken = taken.expect("the card is taken").text();
    assert!(lisa(&taken), "{taken}");
    street.assert_alive();
    street.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_broker_is_killed_nothing_is_sent_and_all_goes_on_by_itself_when_it_is_back() {
    let Some(_) = real_kafka("a killed broker") else { return };
    outage(Node::kill, Duration::from_secs(5), Node::start, RECOVERY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_frozen_broker_takes_after_its_thaw_is_never_shown() {
    let Some(_) = real_kafka("a frozen broker") else { return };
    outage(Node::freeze, Duration::from_secs(15), Node::thaw, AFTER_A_FREEZE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_start_before_the_broker_go_on_when_it_comes() {
    let Some(_) = real_kafka("a broker that starts last") else { return };
    let node = Node::place();
    let mut street = Street::open(&node.servers(), SERVICES).await;
    let early: BTreeMap<_, _> = street.raise_all((0..3).map(|_| child())).join_all().await.into_iter().collect();
    assert!(early.values().all(|told| *told == Told::NotSent), "{early:?}");
    node.start();
    street.works_within(RECOVERY).await;
    street.all_is_read().await;
    street.assert_as_told(&early);
    street.assert_alive();
    street.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_made_anew_under_the_running_services_are_taken_on() {
    let Some(servers) = real_kafka("topics made anew under the services") else { return };
    let mut street = Street::open(&servers, SERVICES).await;
    street.works_within(PATIENCE).await;
    let kafka = street.kafka();
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", &servers).create().expect("an admin client");
    let names = [kafka.alerts_topic.as_str(), kafka.confirmations_topic.as_str()];
    let deleted = admin.delete_topics(&names, &AdminOptions::new()).await.expect("deleted");
    assert!(deleted.iter().all(Result::is_ok), "{deleted:?}");
    let never = CancellationToken::new();
    let made = timeout(PATIENCE, topics::prepare(&kafka, &never)).await.expect("made anew in time");
    assert_eq!(made.expect("an admin client"), Some(Vec::new()), "they are as they should be");

    street.works_within(PATIENCE).await;
    let after: BTreeMap<_, _> = street.raise_all((0..6).map(|_| child())).join_all().await.into_iter().collect();
    assert!(after.values().all(|told| *told == Told::Sent), "{after:?}");
    street.carded(&after.keys().cloned().collect(), PATIENCE).await;
    street.all_is_read().await;
    street.assert_as_told(&after);
    street.assert_alive();
    street.discord.assert_clean();
}
