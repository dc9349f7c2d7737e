//! Another program leaves a transaction open: later records are not read, and the bot says so.

use std::time::Duration;

use fake_discord::Setup;
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::support::bot::Outgoing;
use crate::support::cli::{Cli, run, text};
use crate::support::{Neighborhood, real_kafka, unique};

const PATIENCE: Duration = Duration::from_secs(30);
const ALERT: &str = r#"{"parent_name":"Sarah","child_name":"Jake","location":"Oak Street","message":"Running late"}"#;

/// Another program in the middle of a transaction, with one record in the first partition of `topic`.
fn open_transaction(servers: &str, topic: &str) -> BaseProducer {
    let stranger: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", servers)
        .set("transactional.id", unique())
        // The broker ends it by itself after this, which is later than the test's end.
        .set("transaction.timeout.ms", "300000")
        .create()
        .expect("a producer");
    stranger.init_transactions(PATIENCE).expect("a transactional id");
    stranger.begin_transaction().expect("begun");
    stranger.send(BaseRecord::<(), str>::to(topic).partition(0).payload("not for us")).expect("queued");
    stranger.flush(PATIENCE).expect("written");
    stranger
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_transaction_of_another_program_is_named_until_it_ends() {
    let Some(kafka) = real_kafka("an open transaction") else { return };
    let mut here = Neighborhood::at(&kafka, Setup::default(), &[]).await;
    here.has_an_address();
    here.start("run");
    here.until_readyz(|status, _| status == 200).await;
    let topic = here.kafka().alerts_topic.clone();
    let stranger = tokio::task::block_in_place(|| open_transaction(&kafka, &topic));
    let alert = Outgoing { topic: topic.clone(), partition: Some(0), value: Some(ALERT.into()), ..Outgoing::default() };
    here.appended(alert).await;
    let named = format!("another program's transaction is open on {topic}, partition 0, since ");
    let said = here.until_readyz(|status, said| status == 503 && said.contains("MISSING intake's topic: ")).await;
    assert!(said.contains(&named) && said.contains("ok      board's topic"), "{said}");
    here.processes[0].logs(&named, PATIENCE).await;
    here.processes[0].logs("kafka-transactions.sh", PATIENCE).await;

    tokio::task::block_in_place(|| stranger.commit_transaction(PATIENCE)).expect("committed");
    here.until_readyz(|status, _| status == 200).await;
    here.pinned("Jake").await;
    here.processes[0].logs("the open transaction has ended", PATIENCE).await;
    assert_eq!(here.processes[0].log().matches(&named).count(), 1, "it is said once");
}

#[test]
fn check_names_an_open_transaction_with_the_command_that_ends_it() {
    let Some(cli) = Cli::real("an open transaction that check finds") else { return };
    let config = cli.config();
    let stranger = open_transaction(&config.bootstrap_servers, &config.alerts_topic);
    let line = |output: &std::process::Output| {
        let line = text(&output.stdout).lines().find(|line| line[6..].starts_with("transactions: "));
        line.unwrap_or_default().to_owned()
    };
    let said = line(&run(cli.needhelp(&["check"])));
    let topic = &config.alerts_topic;
    let named = format!("WRONG transactions: another program's transaction is open on {topic}, partition 0, since 20");
    assert!(said.starts_with(&named), "{said}");
    assert!(said.contains(&format!("abort --topic {topic} --partition 0 --start-offset 0")), "{said}");
    stranger.abort_transaction(PATIENCE).expect("aborted");
    assert_eq!(line(&run(cli.needhelp(&["check"]))), "ok    transactions: none is open");
}
