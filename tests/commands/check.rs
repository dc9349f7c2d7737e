//! `needhelp check` against the stand-in of Discord and the embedded broker.

use std::process::Output;

use fake_discord::{FakeDiscord, Permissions, Setup};

use crate::program::{Kitchen, bare, run, text};

fn check(kitchen: &Kitchen, discord: &FakeDiscord, other: &[(&str, &str)]) -> Output {
    let mut command = kitchen.needhelp(&["check"]);
    command
        .env("DISCORD_API_URL", discord.url())
        .env("DISCORD_TOKEN", discord.token())
        .env("DISCORD_GUILD_ID", discord.guild_id().to_string())
        .env("DISCORD_CHANNEL_ID", discord.channel_id("bus-stop").to_string())
        .env("DISCORD_HELPER_ROLE_ID", discord.role_id("helpers").to_string())
        .envs(other.iter().copied());
    run(command)
}

/// What is said of each thing that is wrong.
fn wrong(output: &Output) -> Vec<&str> {
    text(&output.stdout).lines().filter_map(|line| line.strip_prefix("WRONG ")).collect()
}

#[test]
fn where_nothing_is_wrong_each_thing_is_ok() {
    let kitchen = Kitchen::new();
    let discord = kitchen.wait(FakeDiscord::start(Setup::default())).unwrap();
    let output = check(&kitchen, &discord, &[]);
    let said = text(&output.stdout);
    assert_eq!((output.status.code(), wrong(&output)), (Some(0), Vec::new()), "{said}{}", text(&output.stderr));
    for what in [
        "token",
        "application",
        "channel",
        "server",
        "View Channel",
        "Send Messages",
        "Embed Links",
        "Read Message History",
        "Pin Messages",
        "Manage Messages",
        "role",
        "role ping",
        "broker",
        "topics",
        "round trip",
    ] {
        assert!(said.contains(&format!("ok    {what}: ")), "{what} is missing:\n{said}");
    }
    discord.assert_clean();
}

#[test]
fn each_missing_permission_is_named_with_its_mending() {
    let kitchen = Kitchen::new();
    let discord = kitchen.wait(FakeDiscord::start(Setup::default())).unwrap();
    discord.revoke(Permissions::MENTION_EVERYONE);
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::PIN_MESSAGES | Permissions::EMBED_LINKS);
    let output = check(&kitchen, &discord, &[]);
    let wrong = wrong(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(wrong.len(), 3, "{wrong:#?}");
    for (line, name) in wrong.iter().zip(["Embed Links: ", "Pin Messages: ", "role ping: "]) {
        assert!(line.starts_with(name) && line.contains(" → "), "{line}");
    }
    assert_eq!(text(&output.stderr).trim_end(), "needhelp: 3 things are wrong");
}

#[test]
fn a_server_channel_or_role_that_is_not_there_is_said_with_the_invitation() {
    let kitchen = Kitchen::new();
    let discord = kitchen.wait(FakeDiscord::start(Setup::default())).unwrap();
    let strangers = [("DISCORD_GUILD_ID", "1001"), ("DISCORD_CHANNEL_ID", "1002"), ("DISCORD_HELPER_ROLE_ID", "1003")];
    let output = check(&kitchen, &discord, &strangers);
    let wrong = wrong(&output);
    assert_eq!(wrong.len(), 2, "{wrong:#?}");
    assert!(wrong[0].starts_with("channel: 1002") && wrong[1].starts_with("server: the bot is not in 1001"));
    let invitation = format!("client_id={}&scope=bot+applications.commands", discord.application_id());
    assert!(wrong.iter().all(|line| line.contains(&invitation)), "{wrong:#?}");

    let output = check(&kitchen, &discord, &strangers[2..]);
    assert!(text(&output.stdout).contains("WRONG role: the server has no role 1003"), "{}", text(&output.stdout));
}

#[test]
fn a_token_that_discord_refuses_is_said_and_never_shown() {
    let kitchen = Kitchen::new();
    let discord = kitchen.wait(FakeDiscord::start(Setup::default())).unwrap();
    let output = check(&kitchen, &discord, &[("DISCORD_TOKEN", "hunter2.hunter2"), ("RUST_LOG", "trace")]);
    assert!(wrong(&output)[0].starts_with("token: "), "{}", text(&output.stdout));
    assert!(!text(&output.stdout).contains("hunter2") && !text(&output.stderr).contains("hunter2"));
}

#[test]
fn with_nothing_there_each_thing_is_said() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = bare(&["check"]);
    command.env("KAFKA_BOOTSTRAP_SERVERS", nobody.to_string());
    let output = run(command);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("WRONG token: ") && said.contains("WRONG broker: "), "{said}");
    let token = said.lines().find(|line| line.starts_with("WRONG token: ")).unwrap_or_default();
    assert_eq!(token.matches(".env").count(), 1, "it says where the token goes, and once: {token}");
    for what in ["application", "server", "channel", "role", "permissions", "topics", "round trip"] {
        assert!(said.contains(&format!("--    {what}: not checked")), "{what}: {said}");
    }
}
