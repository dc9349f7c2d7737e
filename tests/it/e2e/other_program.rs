//! A second program with the bot's token and a Kafka of its own.

use fake_discord::Method;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::support::bot::{Config, Gateway, GatewayState, MessageTimeout, MockBroker, Producer, Settings};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, eventually};

/// A gateway that is asked how it is doing.
async fn gateway(here: &Neighborhood, config: &Config, stop: &CancellationToken) -> watch::Receiver<GatewayState> {
    let producer = Producer::start(&config.kafka, "gateway", MessageTimeout::PERSON).expect("a producer");
    let gateway = Gateway::start(config, Settings::new(config), here.rest(), producer, watch::channel(true).1)
        .expect("it starts");
    let mut state = gateway.state();
    tokio::spawn(gateway.run(stop.clone()));
    let ready = state.wait_for(|state| state.missing().is_none());
    tokio::time::timeout(PATIENCE, ready).await.expect("in time").expect("it runs");
    state
}

fn says_so(state: &watch::Receiver<GatewayState>) -> bool {
    state.borrow().missing().is_some_and(|missing| missing.contains("another program answers with this token"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_bot_with_another_kafka_is_noticed() {
    let here = Neighborhood::without_services().await;
    let Some(_) = here.breakable() else { return };
    let topics = [&here.kafka().alerts_topic, &here.kafka().confirmations_topic, &here.kafka().dead_letter_topic];
    let other = MockBroker::start(&topics.map(String::as_str)).expect("a second broker");
    let mut theirs = here.config.clone();
    theirs.kafka.bootstrap_servers = other.bootstrap_servers().to_owned();
    let stop = CancellationToken::new();
    let gateways = [gateway(&here, &here.config, &stop).await, gateway(&here, &theirs, &stop).await];

    here.needhelp("Jake").await.response().await.expect("one of them answers");
    let noticed = async || gateways.iter().any(says_so).then_some(());
    eventually(PATIENCE, "the second bot", noticed).await;
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_gateway_with_the_same_kafka_is_no_stranger() {
    let here = Neighborhood::without_services().await;
    let stop = CancellationToken::new();
    let gateways = [gateway(&here, &here.config, &stop).await, gateway(&here, &here.config, &stop).await];
    here.needhelp("Jake").await.response().await.expect("one of them answers");
    let refused = here.discord.wait_for_requests(|requests| {
        let is_refused = |path: &str, code| path.ends_with("/callback") && code == 40060;
        requests
            .iter()
            .any(|request| request.method == Method::Post && is_refused(&request.path, request.code))
            .then_some(())
    });
    refused.await.expect("the other one is too late");
    // Both records are there, which is what the one that was refused looks for (`has_twin`).
    let both = async || (here.records(&here.kafka().alerts_topic).await.len() == 2).then_some(());
    eventually(PATIENCE, "both records", both).await;
    assert!(!gateways.iter().any(says_so));
    stop.cancel();
}
