//! `needhelp check --live`: a card marked TEST is tried out and removed again.

use std::process::Command;

use fake_discord::{FakeDiscord, Fault, Method, Permissions, Setup};

use super::{line, with_verdict};
use crate::support::cli::{Cli, Running, run, text};

fn live(cli: &Cli, discord: &FakeDiscord, channel: impl ToString) -> Command {
    let mut command = cli.needhelp(&["check", "--live", &channel.to_string()]);
    command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", discord.token());
    command
}

fn start(cli: &Cli) -> FakeDiscord {
    cli.wait(FakeDiscord::start(Setup::default())).unwrap()
}

#[test]
fn the_stand_in_answers_as_the_live_check_expects() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    let output = run(live(&cli, &discord, channel));
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    assert!(said.lines().all(|line| line.starts_with("ok    ")), "{said}");
    assert_eq!(said.matches(" ms, as expected").count(), 16, "{said}");
    assert!(line(&output, "clean up").ends_with("nothing of it is left in #bus-stop"), "{said}");
    assert!(discord.channel(channel).messages().is_empty(), "it removes what it posted");
    discord.assert_clean();
}

#[test]
fn the_live_check_is_marked_as_a_test_and_pings_nobody() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    run(live(&cli, &discord, channel));
    let history = discord.channel(channel).history();
    let cards: Vec<_> = history.iter().filter(|message| message.text().contains("TEST")).collect();
    assert!(!cards.is_empty(), "{history:#?}");
    for card in cards {
        assert!(card.text().contains("nobody needs help"), "{}", card.text());
        let pings = &card.pings;
        assert!(pings.users.is_empty() && pings.roles.is_empty() && !pings.everyone, "{pings:?}");
    }
}

#[test]
fn an_answer_that_differs_is_shown_with_what_depends_on_it() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    // As if Discord demanded Manage Messages of a bot that deletes its own line. The card is deleted by the second of these.
    discord
        .fault(Fault::error(403, 50013, "Missing Permissions").on(Method::Delete, "/channels/*/messages/*").times(1));
    let output = run(live(&cli, &discord, channel));
    let said = text(&output.stdout);
    let expected = "delete the line \"… pinned a message\": expected 204, Discord answered 403 with code 50013 (Missing \
                    Permissions). It matters for: the fallback where bulk deletion is refused: a single deletion of the \
                    bot's own line";
    assert_eq!(with_verdict(&output, "DIFF  "), [expected], "{said}");
    assert_eq!(text(&output.stderr).trim_end(), "needhelp: one answer is not as expected");
    assert_eq!(output.status.code(), Some(1));
    assert!(discord.channel(channel).messages().is_empty(), "the rest is done all the same, and cleaned up");
}

#[test]
fn an_embed_that_discord_drops_is_a_difference() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    discord.deny_bot(channel, Permissions::EMBED_LINKS);
    let output = run(live(&cli, &discord, channel));
    let said = text(&output.stdout);
    let expected =
        "DIFF  post: expected the footer with the card's key at /embeds/0/footer/text, Discord answered nothing";
    assert!(said.contains(expected), "{said}");
    assert!(discord.channel(channel).messages().is_empty(), "found by its id all the same");
}

#[test]
fn the_live_check_refuses_a_channel_that_it_cannot_see() {
    let cli = Cli::new();
    let discord = start(&cli);
    let hidden = discord.add_channel(discord.guild_id(), "hidden");
    discord.deny_bot(hidden, Permissions::VIEW_CHANNEL);
    for (channel, said) in
        [(hidden.to_string(), "the bot cannot see the channel"), ("1002".to_owned(), "there is no channel")]
    {
        let output = run(live(&cli, &discord, channel));
        assert!(line(&output, "channel").starts_with("WRONG ") && line(&output, "channel").contains(said));
        assert_eq!(output.status.code(), Some(1));
    }
    let output = run(live(&cli, &discord, "#bus-stop"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

#[test]
fn a_live_check_that_may_not_post_says_so_and_stops() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    discord.deny_bot(channel, Permissions::SEND_MESSAGES);
    let output = run(live(&cli, &discord, channel));
    let said = text(&output.stdout);
    assert!(said.contains("DIFF  post: expected 200, Discord answered 403 with code 50013"), "{said}");
    assert!(said.contains("--    all other steps: not checked, the card has to be posted first"), "{said}");
}

#[test]
fn a_live_check_that_is_interrupted_leaves_nothing_behind() {
    let cli = Cli::new();
    let discord = start(&cli);
    let channel = discord.channel_id("bus-stop");
    // It is interrupted while the pin takes its time.
    discord.fault(
        Fault::latency_after(std::time::Duration::from_secs(2)).on(Method::Put, "/channels/*/messages/pins/*").times(1),
    );
    let mut running = Running::start(live(&cli, &discord, channel));
    running.until(|line| line.starts_with("ok    edit: "));
    cli.eventually(|| (!discord.channel(channel).pins().is_empty()).then_some(()));
    let ended = running.interrupt();
    assert_eq!(ended.code(), Some(1), "{:#?}", running.said);
    assert!(running.said.iter().any(|line| line.starts_with("ok    clean up: ")), "{:#?}", running.said);
    assert!(!running.said.iter().any(|line| line.contains("unpin")), "{:#?}", running.said);
    assert!(discord.channel(channel).messages().is_empty());
}
