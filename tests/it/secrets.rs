//! No secret is in any log, whatever `RUST_LOG` asks for: the real program, all that librdkafka logs, and Discord and
//! Kafka going wrong meanwhile.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use fake_discord::ids::MessageId;
use fake_discord::{FakeDiscord, Fault, Message, Method};

use crate::support::bot::{DeadLetter, FAST_PROPERTIES};
use crate::support::{Neighborhood, Shown};

/// How long the process has to end: it is slow with all that it logs.
const END: Duration = Duration::from_secs(60);
/// The password of a SASL login. The mock broker does not ask for it, but the program has it in memory.
const PASSWORD: &str = "correct-horse-battery-staple";
const CHILD: &str = "Jakobine";

/// Waits for an open card that is none of `known`.
async fn open_card(here: &Neighborhood, known: &[MessageId]) -> Arc<Message> {
    here.card(|card| card.is_claimable() && !known.contains(&card.id)).await
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

/// Waits until there are so many dead letters, and each of them quotes.
async fn dead_letters(here: &Neighborhood, count: usize) {
    for letter in here.dead_letters(count).await {
        let error = DeadLetter::read(&letter).error;
        assert!(error.contains(CHILD), "{error} quotes nothing, so it shows nothing");
    }
}

/// What happens to the bot in this test; the log is all that it said meanwhile.
async fn a_bad_afternoon(format: &str) -> (Arc<FakeDiscord>, String) {
    let properties = format!("{FAST_PROPERTIES},debug=all,sasl.username=sarah,sasl.password={PASSWORD}");
    let settings = [("KAFKA_PROPERTIES", &*properties), ("RUST_LOG", "trace"), ("LOG_FORMAT", format)];
    let mut here = Neighborhood::of_one_process_with(&settings).await;
    here.patience = END;
    let discord = Arc::clone(&here.discord);

    // As it should be: raised, refused, claimed.
    here.needhelp(CHILD).await.original_matches(Message::says_posted).await.expect("told");
    let first = open_card(&here, &[]).await;
    let refused = here.claim("Sarah", &first).await.response().await.expect("answered");
    assert!(refused.content.contains("your own alert"), "{refused:?}");
    let claim = here.claim("Mike", &first).await;
    claim.original_matches(Message::said_you_have_it).await.expect("told");

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
    _ = here.needhelp(CHILD).await;
    let second = open_card(&here, &[first.id]).await;
    let winner = here.claim("Lisa", &second).await;
    // Her answer may be lost in all this. The card is hers.
    here.closed(&second).await;
    drop(winner);
    discord.wait_for_requests(|_| (discord.hits(unpinned) > 0).then_some(())).await.expect("a pin was tried");
    discord.heal_all();
    let gone = discord.fault(Fault::error(404, 10062, "Unknown interaction").on(Method::Post, callback).times(1));
    let late = here.claim_as_seen("David", &second).await;
    discord.wait_for_requests(|_| (discord.hits(gone) > 0).then_some(())).await.expect("it was tried");
    drop(late);

    // The connection breaks and is resumed.
    let resumes = discord.gateway().resumes();
    discord.gateway().drop_connections();
    here.needhelp(CHILD).await.response().await.expect("answered");
    assert!(discord.gateway().resumes() > resumes);

    // An interaction of a kind that the bot cannot read, with a token in it.
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
    let (alerts, log) = (&here.kafka().alerts_topic, &here.kafka().confirmations_topic);
    // A field that cannot be read is ignored, with a line in the log.
    here.append_value(alerts, &alert).await;
    let quoted = [(alerts, format!(r#""{CHILD} needs help""#)), (log, claim)];
    for (topic, value) in &quoted {
        here.append_value(topic, value).await;
    }
    dead_letters(&here, quoted.len()).await;

    // And it ends in good order.
    let bot = &mut here.processes[0];
    bot.ask_to_end();
    bot.exit_code(END).await;
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
async fn no_token_and_no_password_is_in_the_log_as_json() {
    let (discord, log) = a_bad_afternoon("json").await;
    assert!(log.contains("\"level\":\"TRACE\"") && log.contains("\"level\":\"ERROR\""));
    assert_no_secret(&discord, &log);
}
