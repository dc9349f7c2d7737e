//! `needhelp redact` on the messages of an earlier version, three days later.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Channel, FakeDiscord, Limits, Message, Permissions, Setup};

use crate::compat::restore::restore_messages;
use crate::support::command_line::{bare, run, text};

const THREE_DAYS: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// Exit code, stdout and stderr.
async fn redact(discord: &FakeDiscord, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = bare(&[&["redact", "--since", "7d"], more].concat());
    command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", discord.token());
    command.env("DISCORD_CHANNEL_ID", discord.channel_id("bus-stop").to_string());
    let output = tokio::task::spawn_blocking(move || run(command)).await.expect("no panic");
    (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

async fn three_days_ago() -> (FakeDiscord, Vec<Arc<Message>>) {
    let discord = FakeDiscord::start(Setup::default().limits(Limits::off()).clock_behind(THREE_DAYS)).await;
    let discord = discord.expect("the stand-in starts");
    let (mut messages, _) = restore_messages(&discord).await;
    messages.retain(|message| message.channel_id == discord.channel_id("bus-stop"));
    discord.person("David").says("Jake was at Oak Street Bus Stop").expect("said");
    discord.advance(THREE_DAYS);
    (discord, messages)
}

/// These messages as they are now.
fn young_ones(channel: &Channel, young: &[Arc<Message>]) -> Vec<Arc<Message>> {
    let is_young = |message: &Arc<Message>| young.iter().any(|one| one.id == message.id);
    channel.messages().into_iter().filter(is_young).collect()
}

fn has_words(text: &str) -> bool {
    ["Jake", "Sarah", "Mike", "Lisa", "Oak Street"].iter().any(|word| text.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn old_messages_lose_their_names_and_places_and_young_ones_do_not() {
    let (discord, old) = three_days_ago().await;
    let (young, _) = restore_messages(&discord).await;
    let channel = discord.channel(discord.channel_id("bus-stop"));
    let (before, young_before) = (channel.messages(), young_ones(&channel, &young));

    let (code, said, errors) = redact(&discord, &[]).await;
    assert_eq!((code, said.lines().count()), (Some(0), old.len()), "{said}{errors}");
    assert!(said.contains("would edit") && said.contains("would delete") && !has_words(&said), "{said}");
    assert!(errors.contains("nothing was changed; add --yes"), "{errors}");
    assert_eq!(channel.messages(), before);

    let (code, said, errors) = redact(&discord, &["--yes"]).await;
    assert_eq!((code, said.lines().count()), (Some(0), old.len()), "{said}{errors}");
    for message in &old {
        let now = discord.message(message.id).expect("it was there");
        assert!(!now.exists() || !has_words(&now.text()), "{}", now.text());
    }
    assert!(old.iter().any(|message| discord.message(message.id).is_some_and(|now| now.exists())), "cards stay");
    assert_eq!(young_ones(&channel, &young), young_before, "they are young");
    assert!(channel.messages().iter().any(|message| message.text() == "Jake was at Oak Street Bus Stop"));

    let (code, said, errors) = redact(&discord, &["--yes"]).await;
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(errors.contains("no message of that time has names or places"), "{errors}");
    discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_read_that_is_said() {
    let (discord, old) = three_days_ago().await;
    discord.revoke(Permissions::READ_MESSAGE_HISTORY);
    let (code, _, errors) = redact(&discord, &["--yes"]).await;
    assert_eq!(code, Some(1));
    assert!(errors.contains("\"Read Message History\""), "{errors}");
    assert!(old.iter().all(|message| discord.message(message.id).is_some_and(|now| now.exists())));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_refuses_is_named_and_the_others_go_on() {
    let (discord, old) = three_days_ago().await;
    let path = format!("/channels/*/messages/{}", old[0].id);
    let refuse =
        || fake_discord::Fault::error(403, 50013, "Missing Permissions").on(fake_discord::Method::Delete, &path);
    discord.fault(refuse());
    let (code, said, errors) = redact(&discord, &["--yes"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("WRONG").count(), 1, "{said}");
    assert!(errors.contains("1 messages could not be changed"), "{errors}");
}
