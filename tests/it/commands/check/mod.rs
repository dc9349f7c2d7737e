//! `needhelp check` against the stand-in of Discord and the embedded broker.

mod clocks;
mod discord;
mod documented;
mod live;
mod people;
mod settings;

use std::process::Output;

use fake_discord::{FakeDiscord, Setup};
use serde_json::json;

use crate::support::cli::{Cli, run, text};

/// What each run tells of, in this order, be it "ok", "WARN", "WRONG" or "--".
const LINES: [&str; 28] = [
    "token",
    "application",
    "public bot",
    "channel",
    "server",
    "command",
    "duplicates",
    "two-factor",
    "member",
    "View Channel",
    "Send Messages",
    "Embed Links",
    "Read Message History",
    "Pin Messages",
    "Manage Messages",
    "parents",
    "role",
    "role members",
    "role view",
    "role ping",
    "moderator role",
    "wider role",
    "time zone",
    "broker",
    "topics",
    "round trip",
    "transactions",
    "clocks",
];

/// Lines that are skipped together.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "permissions",
        &["View Channel", "Send Messages", "Embed Links", "Read Message History", "Pin Messages", "Manage Messages"],
    ),
    ("commands", &["command", "duplicates"]),
    ("roles", &["role", "role members", "role view", "role ping"]),
    ("role lines", &["role members", "role view", "role ping"]),
];

/// Everything that needs a server.
const OF_SERVER: [&str; 5] = ["two-factor", "member", "permissions", "parents", "roles"];

/// A server in which nothing is wrong: the bot has run in it.
fn ready(cli: &Cli) -> FakeDiscord {
    let discord = cli.wait(FakeDiscord::start(Setup::default())).unwrap();
    discord.set_public(false);
    register(cli, &discord, &format!("guilds/{}/", discord.guild_id()));
    discord
}

/// Registers the commands as the gateway does: in a server (`guilds/1/`), or everywhere (nothing).
fn register(cli: &Cli, discord: &FakeDiscord, place: &str) {
    register_these(cli, discord, place, &["needhelp", "needhelp-me", "needhelp-admin"]);
}

fn register_these(cli: &Cli, discord: &FakeDiscord, place: &str, names: &[&str]) {
    let commands: Vec<_> = names.iter().map(|name| json!({"name": name, "description": "Ask the neighbors"})).collect();
    let url = format!("{}/api/v10/applications/{}/{place}commands", discord.url(), discord.application_id());
    let request = reqwest::Client::new()
        .put(url)
        .header("authorization", format!("Bot {}", discord.token()))
        .header("content-type", "application/json")
        .body(json!(commands).to_string());
    let answer = cli.wait(async { request.send().await.expect("an answer").status() });
    assert_eq!(answer.as_u16(), 200);
}

fn check(cli: &Cli, discord: &FakeDiscord, other: &[(&str, &str)]) -> Output {
    let mut command = cli.needhelp(&["check"]);
    command
        .env("DISCORD_API_URL", discord.url())
        .env("DISCORD_TOKEN", discord.token())
        .env("DISCORD_GUILD_ID", discord.guild_id().to_string())
        .env("DISCORD_CHANNEL_ID", discord.channel_id("bus-stop").to_string())
        .env("DISCORD_HELPER_ROLE_ID", discord.role_id("helpers").to_string())
        .env("TIMEZONE", "America/New_York")
        .envs(other.iter().copied());
    run(command)
}

/// The line for each thing that is wrong.
fn wrong(output: &Output) -> Vec<&str> {
    with_verdict(output, "WRONG ")
}

/// The line for each thing that an admin should know.
fn warned(output: &Output) -> Vec<&str> {
    with_verdict(output, "WARN  ")
}

fn with_verdict<'o>(output: &'o Output, verdict: &str) -> Vec<&'o str> {
    text(&output.stdout).lines().filter_map(|line| line.strip_prefix(verdict)).collect()
}

/// The verdict of each line; each has to be there once.
fn verdicts(output: &Output) -> Vec<&str> {
    let said = text(&output.stdout);
    let read = |line: &str| {
        let (verdict, rest) = line.split_once(' ').expect("a verdict and more");
        (verdict.to_owned(), rest.trim_start().split(": ").next().unwrap_or_default().to_owned())
    };
    let names: Vec<String> = said.lines().map(|line| read(line).1).collect();
    assert_eq!(names, LINES, "{said}");
    said.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect()
}

/// The verdicts where nothing is wrong, but for these lines and groups of lines.
fn ok_but(but: &[(&str, &'static str)]) -> Vec<&'static str> {
    let mut expected = vec!["ok"; LINES.len()];
    for (name, verdict) in but {
        let group = GROUPS.iter().find(|(group, _)| group == name);
        for line in group.map_or(&[*name][..], |(_, lines)| lines) {
            expected[LINES.iter().position(|known| known == line).expect("a line")] = verdict;
        }
    }
    expected
}

fn line<'o>(output: &'o Output, name: &str) -> &'o str {
    let is_it = |line: &&str| line[6..].starts_with(&format!("{name}: "));
    text(&output.stdout).lines().find(is_it).unwrap_or_default()
}
