//! Token, application, channel, server, membership and permissions.

use fake_discord::{ChannelKind, FakeDiscord, Fault, GuildSetup, Method, Permissions};

use super::{LINES, OF_SERVER, check, line, ok_but, ready, verdicts, wrong};
use crate::support::cli::{Cli, bare, run, text};

#[test]
fn with_the_right_settings_each_line_is_ok() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(verdicts(&output), ok_but(&[]), "{}", text(&output.stdout));
    discord.assert_clean();
}

/// A channel that is there and can't be seen, and one that is not there, by its id.
fn channels_not_seen(discord: &FakeDiscord) -> [(String, &'static str); 2] {
    let hidden = discord.add_channel(discord.guild_id(), "hidden");
    discord.deny_bot(hidden, Permissions::VIEW_CHANNEL);
    [(hidden.to_string(), "the bot cannot see the channel"), ("1002".to_owned(), "there is no channel 1002")]
}

#[test]
fn a_channel_that_the_bot_cannot_see_has_no_ok_lines() {
    let cli = Cli::new();
    let discord = ready(&cli);
    for (channel, said) in channels_not_seen(&discord) {
        let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &channel)]);
        let expected = ok_but(&[
            ("channel", "WRONG"),
            ("permissions", "--"),
            ("parents", "--"),
            ("role view", "--"),
            ("role ping", "--"),
        ]);
        assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
        assert!(line(&output, "channel").contains(said), "{}", line(&output, "channel"));
        assert!(line(&output, "View Channel").ends_with("not checked, the channel has to be found first"));
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn a_channel_of_another_server_is_one_wrong_line() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let elsewhere = discord.add_guild(&GuildSetup::new("Elm Street"));
    let channel = discord.add_channel(elsewhere, "bus-stop").to_string();
    let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &channel)]);
    let expected = ok_but(&[
        ("channel", "WRONG"),
        ("permissions", "--"),
        ("parents", "--"),
        ("role view", "--"),
        ("role ping", "--"),
    ]);
    assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
    assert!(line(&output, "channel").contains(&format!("is in the server {elsewhere}, not in")));
}

#[test]
fn a_channel_that_is_no_text_channel_is_named_by_its_kind() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let (guild, bus_stop) = (discord.guild_id(), discord.channel_id("bus-stop"));
    let thread = discord.add_thread(bus_stop, "friday");
    let kinds = [
        (discord.add_channel_of_kind(guild, "talk", ChannelKind::Voice), "is a voice channel, not a text channel"),
        (discord.add_channel_of_kind(guild, "posts", ChannelKind::Forum), "is a forum, not a text channel"),
        (thread, "is a thread, not a text channel: it is archived after some quiet days"),
    ];
    for (channel, kind) in kinds {
        let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &channel.to_string())]);
        let said = line(&output, "channel");
        assert!(said.starts_with("WRONG ") && said.contains(kind), "{said}");
    }
    let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &thread.to_string())]);
    let fix = format!("To fix it: set DISCORD_CHANNEL_ID to the thread's own channel, {bus_stop}");
    assert!(line(&output, "channel").ends_with(&fix), "{}", line(&output, "channel"));
    let news = discord.add_channel_of_kind(guild, "news", ChannelKind::Announcement).to_string();
    let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &news)]);
    assert_eq!(verdicts(&output), ok_but(&[]), "{}", text(&output.stdout));
}

#[test]
fn a_wrong_channel_is_not_reported_as_a_missing_setting() {
    let cli = Cli::new();
    let discord = ready(&cli);
    for (channel, _) in channels_not_seen(&discord) {
        let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", &channel), ("DISCORD_GUILD_ID", "")]);
        let unknown = OF_SERVER.map(|name| (name, "--"));
        let others = [("channel", "WRONG"), ("server", "--"), ("command", "WRONG"), ("duplicates", "--")];
        let expected = ok_but(&[&others, &unknown[..]].concat());
        assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
        assert!(!text(&output.stdout).contains("has to be set first"), "{}", text(&output.stdout));
    }
}

#[test]
fn a_channel_alone_tells_its_server() {
    let cli = Cli::new();
    let discord = ready(&cli);
    super::register(&cli, &discord, "");
    let output = check(&cli, &discord, &[("DISCORD_GUILD_ID", "")]);
    assert_eq!(verdicts(&output), ok_but(&[("duplicates", "WARN")]), "{}", text(&output.stdout));
}

#[test]
fn without_a_server_and_a_channel_check_names_the_settings() {
    let cli = Cli::new();
    let discord = ready(&cli);
    super::register(&cli, &discord, "");
    let neither = [("DISCORD_CHANNEL_ID", ""), ("DISCORD_GUILD_ID", "")];
    let output = check(&cli, &discord, &neither);
    let unknown = OF_SERVER.map(|name| (name, "--"));
    let expected = ok_but(&[&[("duplicates", "--")], &unknown[..]].concat());
    assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
    let why = "not checked, DISCORD_GUILD_ID or DISCORD_CHANNEL_ID has to be set first";
    assert!(line(&output, "Pin Messages").ends_with(why) && line(&output, "role").ends_with(why));
    assert_eq!(output.status.code(), Some(0), "that is a way to run it");
}

#[test]
fn without_a_channel_permissions_are_the_servers() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.revoke(Permissions::MANAGE_MESSAGES);
    let output = check(&cli, &discord, &[("DISCORD_CHANNEL_ID", "")]);
    assert_eq!(verdicts(&output), ok_but(&[("Manage Messages", "WRONG")]), "{}", text(&output.stdout));
    assert!(line(&output, "View Channel").ends_with("unless a channel denies it"));
    let expected = "Manage Messages: the bot needs this permission to remove the lines \"… pinned a message\". \
                    To fix it: Server Settings → Roles → bot → Permissions → Manage Messages";
    assert_eq!(wrong(&output), [expected]);
}

#[test]
fn the_role_is_checked_even_if_the_bot_is_not_a_member() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.fault(Fault::error(404, 10007, "Unknown Member").on(Method::Get, "/guilds/*/members/*"));
    let output = check(&cli, &discord, &[]);
    let expected = ok_but(&[("member", "WRONG"), ("permissions", "--"), ("role ping", "--")]);
    assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
    assert!(line(&output, "member").contains("To fix it: invite the bot: https://discord.com/oauth2/authorize"));

    let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", "1003")]);
    let expected = ok_but(&[("member", "WRONG"), ("permissions", "--"), ("role", "WRONG"), ("role lines", "--")]);
    assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
}

#[test]
fn a_missing_helper_role_is_ok_in_any_server() {
    let cli = Cli::new();
    let discord = ready(&cli);
    for (name, other) in [("DISCORD_HELPER_ROLE_ID", ""), ("DISCORD_GUILD_ID", "1001"), ("DISCORD_TOKEN", "")] {
        let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", ""), (name, other)]);
        verdicts(&output);
        assert!(line(&output, "role").starts_with("ok "), "{}", text(&output.stdout));
        assert!(line(&output, "role ping").ends_with("not checked, no role is set"), "{}", text(&output.stdout));
    }
}

#[test]
fn a_missing_permission_is_named_with_the_clicks_that_fix_it() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.revoke(Permissions::MENTION_EVERYONE);
    discord.deny_bot(discord.channel_id("bus-stop"), Permissions::PIN_MESSAGES | Permissions::EMBED_LINKS);
    let output = check(&cli, &discord, &[]);
    assert_eq!(output.status.code(), Some(1));
    let in_channel = "To fix it: right-click #bus-stop → Edit Channel → Permissions → Advanced permissions → bot";
    let denied = "#bus-stop denies this permission, which the bot needs";
    let expected = [
        format!("Embed Links: {denied} to show the content of a card. {in_channel} → Embed Links → ✓"),
        format!("Pin Messages: {denied} to pin the cards of open alerts. {in_channel} → Pin Messages → ✓"),
        "role ping: a new card does not notify @helpers. \
         To fix it: Server Settings → Roles → helpers → Allow anyone to @mention this role"
            .to_owned(),
    ];
    assert_eq!(wrong(&output), expected);
    assert_eq!(text(&output.stderr).trim_end(), "needhelp: 3 things are wrong");
}

#[test]
fn a_server_without_the_bot_is_reported_with_the_invitation() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let strangers = [("DISCORD_GUILD_ID", "1001"), ("DISCORD_CHANNEL_ID", "1002"), ("DISCORD_HELPER_ROLE_ID", "1003")];
    let output = check(&cli, &discord, &strangers);
    let unknown = OF_SERVER.map(|name| (name, "--"));
    let others = [("channel", "WRONG"), ("server", "WRONG"), ("commands", "--")];
    let expected = ok_but(&[&others, &unknown[..]].concat());
    assert_eq!(verdicts(&output), expected, "{}", text(&output.stdout));
    assert!(line(&output, "server").contains("the bot is not in 1001"));
    let invitation = format!("client_id={}&scope=bot+applications.commands", discord.application_id());
    assert!(line(&output, "server").contains(&invitation), "{}", line(&output, "server"));
}

#[test]
fn a_role_that_does_not_exist_is_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", "1003")]);
    assert_eq!(verdicts(&output), ok_but(&[("role", "WRONG"), ("role lines", "--")]), "{}", text(&output.stdout));
    assert!(line(&output, "role").contains("the server has no role 1003"));
}

#[test]
fn a_token_that_discord_refuses_is_reported_and_never_shown() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[("DISCORD_TOKEN", "hunter2.hunter2"), ("RUST_LOG", "trace")]);
    assert!(wrong(&output)[0].starts_with("token: ") && wrong(&output)[0].contains(" → Bot → Reset Token"));
    assert!(!text(&output.stdout).contains("hunter2") && !text(&output.stderr).contains("hunter2"));
}

#[test]
fn without_discord_and_kafka_each_line_says_so() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = bare(&["check"]);
    command.env("KAFKA_BOOTSTRAP_SERVERS", nobody.to_string());
    let output = run(command);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("WRONG token: ") && said.contains("WRONG broker: "), "{said}");
    let token = said.lines().find(|line| line.starts_with("WRONG token: ")).unwrap_or_default();
    assert_eq!(token.matches(".env").count(), 1, "it says where the token goes, and once: {token}");
    for (name, verdict) in LINES.into_iter().zip(verdicts(&output)) {
        let expected = match name {
            "token" | "broker" => "WRONG",
            "role" | "moderator role" | "wider role" => "ok",
            "time zone" => "WARN",
            _ => "--",
        };
        assert_eq!(verdict, expected, "{name}: {said}");
    }
}
