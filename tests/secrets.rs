//! No secret is in any log, whatever `RUST_LOG` asks for: the real program, all of librdkafka's own words, and Discord and
//! Kafka going wrong meanwhile.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fake_discord::ids::MessageId;
use fake_discord::{FakeDiscord, Fault, Interaction, Limits, Message, Method, Setup};
use needhelp::kafka::admin::read_topic;
use needhelp::kafka::client::MessageTimeout;
use needhelp::kafka::mock_broker::{FAST_PROPERTIES, MockBroker};
use needhelp::kafka::producer::dead_letter::DeadLetter;
use needhelp::kafka::producer::{Outgoing, Producer};
use support::{Process, settings, unique};

const PATIENCE: Duration = Duration::from_secs(60);
/// Of a SASL that the embedded broker does not ask for: the program has it all the same.
const PASSWORD: &str = "correct-horse-battery-staple";
const CHILD: &str = "Jakobine";

async fn raise(discord: &FakeDiscord) -> Interaction {
    let typed = discord
        .person("Sarah")
        .slash("needhelp")
        .string("child", CHILD)
        .string("location", "Oak Street Bus Stop")
        .string("message", "Meeting ran over");
    typed.send().await.expect("typed").within(PATIENCE)
}

async fn press(discord: &FakeDiscord, name: &str, card: &Message) -> Interaction {
    let button = card.buttons().first().expect("it is open").custom_id.clone();
    discord.person(name).click_as_seen(card, &button).await.expect("pressed").within(PATIENCE)
}

/// Waits for an open card that is none of `known`.
async fn open_card(discord: &FakeDiscord, known: &[MessageId]) -> Arc<Message> {
    let channel = discord.channel(discord.channel_id("bus-stop")).within(PATIENCE);
    let card = channel.message(|card| !card.buttons().is_empty() && !known.contains(&card.id)).await;
    card.expect("there is a card")
}

/// The tokens of all interactions: Discord's address for an answer holds them.
fn interaction_tokens(discord: &FakeDiscord) -> BTreeSet<String> {
    let of = |path: &str| {
        let mut parts = path.trim_start_matches('/').split(['/', '?']);
        match parts.next() {
            Some("interactions" | "webhooks") => parts.nth(1).map(str::to_owned),
            _ => None,
        }
    };
    discord.requests().iter().filter_map(|request| of(&request.path)).collect()
}

async fn append(broker: &MockBroker, topic: &str, value: &str) {
    let producer = Producer::start(&broker.config(), "test", MessageTimeout::PERSON).expect("a producer");
    let outgoing = Outgoing { topic: topic.to_owned(), value: Some(value.into()), ..Outgoing::default() };
    producer.send(outgoing).await.expect("appended");
}

/// Waits until there are so many dead letters, and each of them quotes.
async fn dead_letters(broker: &MockBroker, topic: &str, count: usize) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let (config, topic) = (broker.config(), topic.to_owned());
        let read = tokio::task::spawn_blocking(move || read_topic::read_all(&config, &topic, PATIENCE));
        let letters = read.await.expect("no panic").expect("read");
        if letters.len() >= count {
            for letter in &letters {
                let error = DeadLetter::read(letter).error;
                assert!(error.contains(CHILD), "{error} quotes nothing, so it shows nothing");
            }
            return;
        }
        assert!(tokio::time::Instant::now() < deadline, "no dead letters");
    }
}

/// What happens to the bot in this test; the log is all that it said meanwhile.
async fn a_bad_afternoon(format: &str) -> (FakeDiscord, String) {
    let discord = FakeDiscord::start(Setup::default().limits(Limits::off())).await.expect("started");
    let name = unique();
    let topics = ["alerts", "log", "dead"].map(|topic| format!("{name}-{topic}"));
    let broker = MockBroker::start(&topics.each_ref().map(String::as_str)).expect("a broker");
    let mut settings: BTreeMap<_, _> = settings(&discord, broker.bootstrap_servers(), &name);
    let properties = format!("{FAST_PROPERTIES},debug=all,sasl.username=sarah,sasl.password={PASSWORD}");
    settings.insert("KAFKA_PROPERTIES".to_owned(), properties);
    settings.insert("RUST_LOG".to_owned(), "trace".to_owned());
    settings.insert("LOG_FORMAT".to_owned(), format.to_owned());
    let mut bot = Process::start("run", &settings);
    discord.command_registered("needhelp").await.expect("the command is there");
    discord.gateway().wait_for_sessions(1).await.expect("the gateway is there");

    // As it should be: raised, refused, claimed.
    raise(&discord).await.original_matches(|answer| answer.text().contains("on the board")).await.expect("told");
    let first = open_card(&discord, &[]).await;
    let refused = press(&discord, "Sarah", &first).await.response().await.expect("answered");
    assert!(refused.content.contains("your own alert"), "{refused:?}");
    let claim = press(&discord, "Mike", &first).await;
    claim.original_matches(|answer| answer.text().contains("You have it")).await.expect("told");

    // Discord's troubles with each kind of call that has a token in its address, and with the card's.
    let callback = "/interactions/*/*/callback";
    for fault in [
        Fault::status(500).on(Method::Post, callback).times(1),
        Fault::reset_after().on(Method::Post, callback).times(1),
        Fault::status(503).on(Method::Patch, "/webhooks/**").times(1),
        Fault::reset_before().on(Method::Patch, "/webhooks/**").times(1),
        Fault::error(404, 10015, "Unknown Webhook").on(Method::Patch, "/webhooks/**").times(1),
        Fault::status(502).on(Method::Post, "/channels/*/messages").times(1),
    ] {
        let _ = discord.fault(fault);
    }
    let unpinned = Fault::error(404, 10008, "Unknown Message").on(Method::Put, "/channels/*/messages/pins/*");
    let unpinned = discord.fault(unpinned.times(1));
    _ = raise(&discord).await;
    let second = open_card(&discord, &[first.id]).await;
    let winner = press(&discord, "Lisa", &second).await;
    // Whether she reads it in all this is not what is shown here; that the card is hers is.
    discord
        .channel(second.channel_id)
        .within(PATIENCE)
        .message(|card| card.id == second.id && card.buttons().is_empty())
        .await
        .expect("taken");
    drop(winner);
    discord.wait_for_requests(|_| (discord.hits(unpinned) > 0).then_some(())).await.expect("a pin was tried");
    discord.heal_all();
    let gone = discord.fault(Fault::error(404, 10062, "Unknown interaction").on(Method::Post, callback).times(1));
    let late = press(&discord, "David", &second).await;
    discord.wait_for_requests(|_| (discord.hits(gone) > 0).then_some(())).await.expect("it was tried");
    drop(late);

    // The connection breaks and is resumed.
    let resumes = discord.gateway().resumes();
    discord.gateway().drop_connections();
    raise(&discord).await.response().await.expect("answered");
    assert!(discord.gateway().resumes() > resumes);

    // What Discord may send some day and nobody can read, with a token in it.
    discord.gateway().send_raw(&serde_json::json!({
        "op": 0, "t": "INTERACTION_CREATE", "s": 900,
        "d": {"id": "1305193870427029544", "token": "unreadable-token", "type": "of another kind"},
    }));
    let apology = |request: &fake_discord::Request| request.path.contains("1305193870427029544");
    discord
        .wait_for_requests(|requests| requests.iter().any(|request| apology(request)).then_some(()))
        .await
        .expect("tried");

    // What another program may append, with a name in it that the reader's error quotes.
    let alert = format!(
        r#"{{"parent_name":"Sarah","child_name":"Jake","location":"Oak","message":"Late","parent_id":"{CHILD}"}}"#
    );
    let claim = format!(
        r#"{{"alert_id":"a","at":"2026-11-26T15:12:00Z","kind":"claimed","neighbor_id":"{CHILD}","neighbor_name":"Mike"}}"#
    );
    let quoted = [(&topics[0], alert), (&topics[0], format!(r#""{CHILD} needs help""#)), (&topics[1], claim)];
    for (topic, value) in &quoted {
        append(&broker, topic, value).await;
    }
    dead_letters(&broker, &topics[2], quoted.len()).await;

    // And it ends in good order.
    bot.ask_to_end();
    let mut beat = tokio::time::interval(Duration::from_millis(50));
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while bot.ended().is_none() {
        assert!(tokio::time::Instant::now() < deadline, "it does not end");
        beat.tick().await;
    }
    let log = bot.log();
    (discord, log)
}

fn assert_no_secret(discord: &FakeDiscord, log: &str) {
    let tokens = interaction_tokens(discord);
    assert!(tokens.len() >= 6 && tokens.contains("unreadable-token"), "the test has not seen the tokens: {tokens:?}");
    let mut secrets = tokens;
    secrets.extend([discord.token(), PASSWORD.to_owned()]);
    for secret in &secrets {
        assert!(secret.len() >= 12, "{secret} would be found by chance");
        if let Some(line) = log.lines().find(|line| line.contains(secret.as_str())) {
            panic!("a secret is in the log: {line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_and_no_password_is_in_the_log_at_any_level() {
    let (discord, log) = a_bad_afternoon("text").await;
    // The log is one in which they could be found.
    for said in [" TRACE ", " DEBUG ", " WARN ", " ERROR ", "sasl.password", "librdkafka"] {
        assert!(log.contains(said), "the log lacks {said:?}, so it shows nothing");
    }
    assert_no_secret(&discord, &log);
    let above_debug =
        log.lines().filter(|line| [" INFO ", " WARN ", " ERROR "].iter().any(|level| line.contains(level)));
    for line in above_debug {
        assert!(!line.contains(CHILD), "a child's name is above DEBUG: {line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_one_in_a_log_for_programs() {
    let (discord, log) = a_bad_afternoon("json").await;
    assert!(log.contains("\"level\":\"TRACE\"") && log.contains("\"level\":\"ERROR\""));
    assert_no_secret(&discord, &log);
}
