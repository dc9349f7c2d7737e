//! Kafka away: killed, frozen, not there yet, and its topics recreated.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions};
use rdkafka::client::DefaultClientContext;
use tokio::time::{Instant, sleep_until};

use super::load::{ANSWER, Told, alert_of, child, told};
use crate::support::bot::KafkaConfig;
use crate::support::neighborhood::PROCESSES_PATIENCE as PATIENCE;
use crate::support::node::{Node, QUIET};
use crate::support::recreate::recreate_topics;
use crate::support::{Neighborhood, Shown, real_kafka, unique};

const SERVICES: &[&str] = &["gateway", "intake", "board"];

/// Within this all works again once the broker serves.
const RECOVERY: Duration = Duration::from_secs(5);

/// Alerts and a claim while Kafka is away: all are refused, and none of them is shown later.
async fn outage(begin: impl FnOnce(&Node), least: Duration, end: impl FnOnce(&Node)) {
    let node = Node::place();
    let quiet = QUIET.lock().await;
    node.start();
    let mut here = Neighborhood::of_processes(&node.servers(), SERVICES).await;
    let before = here.works_within(PATIENCE).await;
    drop(quiet);
    let card = here.card_of(&before).await;

    begin(&node);
    let began = Instant::now();
    let typing = here.needhelp_all((0..4).map(|_| child()));
    let claim = here.claim("Mike", &card).await;
    assert_eq!(told(&claim, ANSWER).await, Told::NotSent, "Mike's claim");
    let meanwhile: BTreeMap<_, _> = typing.join_all().await.into_iter().collect();
    assert!(meanwhile.values().all(|told| *told == Told::NotSent), "{meanwhile:?}");
    // How long it is away is the thing tested.
    sleep_until(began + least).await;
    let quiet = QUIET.lock().await;
    end(&node);
    here.works_within(RECOVERY).await;
    drop(quiet);

    here.all_is_read().await;
    here.assert_as_told(&meanwhile);
    // Mike's claim did not count, so the card is Lisa's.
    let claim = here.claim("Lisa", &card).await;
    assert_eq!(told(&claim, PATIENCE).await, Told::Sent, "Lisa's claim");
    let lisa = |text: &str| text.contains("Lisa") || text.contains(&here.discord.person("Lisa").id().to_string());
    let taken = here.closed(&card).await.text();
    assert!(lisa(&taken), "{taken}");
    here.assert_alive();
    here.discord.assert_clean();
}

fn admin(servers: &str) -> AdminClient<DefaultClientContext> {
    ClientConfig::new().set("bootstrap.servers", servers).create().expect("an admin client")
}

/// The alerts' topic and the log get twice as many partitions; the services' `KAFKA_PARTITIONS` stays what it was.
async fn add_partitions(admin: &AdminClient<DefaultClientContext>, kafka: &KafkaConfig) {
    let count = usize::try_from(kafka.partitions * 2).expect("not negative");
    let names = [kafka.alerts_topic.as_str(), kafka.confirmations_topic.as_str()];
    let more = names.map(|name| NewPartitions::new(name, count));
    let options = AdminOptions::new().request_timeout(Some(PATIENCE));
    let added = admin.create_partitions(&more, &options).await.expect("added");
    assert!(added.iter().all(Result::is_ok), "{added:?}");
}

/// What another program appends to a partition that was not there before is read: an alert, and a claim of it.
async fn new_partitions_are_read(here: &Neighborhood) {
    let kafka = here.kafka();
    let newest = kafka.partitions * 2 - 1;
    let jake = child();
    let id = unique();
    let mut alert = alert_of(&jake);
    alert["alert_id"] = serde_json::json!(id);
    here.append_foreign(&kafka.alerts_topic, newest, &alert).await;
    here.carded(&BTreeSet::from([jake.clone()]), PATIENCE).await;
    let claimed = serde_json::json!({
        "alert_id": id, "kind": "claimed", "at": jiff::Timestamp::now().to_string(),
        "neighbor_id": here.discord.person("Lisa").id().to_string(), "neighbor_name": "Lisa",
    });
    here.append_foreign(&kafka.confirmations_topic, newest, &claimed).await;
    here.card(|card| card.is_card_of(&jake) && !card.is_claimable()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_without_the_broker_and_all_works_when_it_is_back() {
    let Some(_kafka) = real_kafka("a killed broker") else { return };
    outage(Node::kill, Duration::from_secs(5), Node::start).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_works_again_after_a_minute_without_the_broker() {
    let Some(_kafka) = real_kafka("a broker that is away for a minute") else { return };
    outage(Node::kill, Duration::from_secs(60), Node::start).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_a_broker_takes_after_its_freeze_are_never_shown() {
    let Some(_kafka) = real_kafka("a frozen broker") else { return };
    outage(Node::freeze, Duration::from_secs(15), Node::thaw).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_that_start_before_the_broker_work_once_it_is_there() {
    let Some(_kafka) = real_kafka("a broker that starts last") else { return };
    let node = Node::place();
    let mut here = Neighborhood::of_processes(&node.servers(), SERVICES).await;
    let early: BTreeMap<_, _> = here.needhelp_all((0..3).map(|_| child())).join_all().await.into_iter().collect();
    assert!(early.values().all(|told| *told == Told::NotSent), "{early:?}");
    let quiet = QUIET.lock().await;
    node.start();
    here.works_within(RECOVERY).await;
    drop(quiet);
    here.all_is_read().await;
    here.assert_as_told(&early);
    here.assert_alive();
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn running_services_go_on_with_recreated_topics() {
    let Some(servers) = real_kafka("topics recreated under the services") else { return };
    let mut here = Neighborhood::of_processes(&servers, SERVICES).await;
    here.works_within(PATIENCE).await;
    let kafka = here.kafka();
    recreate_topics(kafka, &[&kafka.alerts_topic, &kafka.confirmations_topic]).await;

    here.works_within(PATIENCE).await;
    let after: BTreeMap<_, _> = here.needhelp_all((0..6).map(|_| child())).join_all().await.into_iter().collect();
    assert!(after.values().all(|told| *told == Told::Sent), "{after:?}");
    here.carded(&after.keys().cloned().collect(), PATIENCE).await;
    here.all_is_read().await;
    here.assert_as_told(&after);
    here.assert_alive();
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_added_to_running_services_are_read_and_old_alerts_go_on() {
    let Some(servers) = real_kafka("partitions added under the services") else { return };
    let mut here = Neighborhood::of_processes(&servers, SERVICES).await;
    let before = here.works_within(PATIENCE).await;
    let typing = here.needhelp_all((0..6).map(|_| child()));
    add_partitions(&admin(&servers), here.kafka()).await;
    let mut answers: BTreeMap<_, _> = typing.join_all().await.into_iter().collect();

    // An alert of before goes on in its old partition, and new ones have theirs among the old ones.
    let card = here.card_of(&before).await;
    let claim = here.claim("Mike", &card).await;
    assert_eq!(told(&claim, PATIENCE).await, Told::Sent, "Mike's claim");
    here.closed(&card).await;
    new_partitions_are_read(&here).await;
    answers.extend(here.needhelp_all((0..6).map(|_| child())).join_all().await);
    assert!(answers.values().all(|told| *told == Told::Sent), "Kafka was there all the time: {answers:?}");
    here.carded(&answers.keys().cloned().collect(), PATIENCE).await;
    here.all_is_read().await;
    here.assert_as_told(&answers);
    here.assert_alive();
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_added_during_an_outage_are_read() {
    let Some(_kafka) = real_kafka("partitions added after an outage") else { return };
    let node = Node::place();
    let quiet = QUIET.lock().await;
    node.start();
    let mut here = Neighborhood::of_processes(&node.servers(), SERVICES).await;
    here.works_within(PATIENCE).await;
    drop(quiet);
    // Each remembers to have lost its group, and the group comes back with all of them in it, and goes on as it was.
    node.kill();
    for process in &here.processes[1..] {
        process.logs("lost=true", PATIENCE).await;
    }
    for process in &here.processes[1..] {
        process.freeze();
    }
    let quiet = QUIET.lock().await;
    node.start();
    add_partitions(&admin(&node.servers()), here.kafka()).await;
    for process in &here.processes[1..] {
        process.thaw();
    }
    drop(quiet);
    new_partitions_are_read(&here).await;
    here.all_is_read().await;
    here.assert_alive();
    here.discord.assert_clean();
}
