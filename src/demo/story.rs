//! The afternoon, told as it happens: each line is printed when the people on the stand-in see it.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use fake_discord::{Channel, FakeDiscord, Interaction, Message};

/// A line of the story. Who reads a pipe may have gone; the story goes on for its exit code.
pub(super) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    _ = writeln!(out, "{line}");
    _ = out.flush();
}

fn quote(text: &str) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        say(&format!("            │ {line}"));
    }
}

/// Sarah raises, the card appears, Mike and Lisa press in the same moment, one has it, Sarah is told.
pub(super) async fn tell(discord: &FakeDiscord) -> anyhow::Result<()> {
    say("needhelp: the tutorial's afternoon, on an embedded Kafka and a stand-in for Discord.\n");
    discord.command_registered("needhelp").await.context("the bot did not register its command")?;
    discord.gateway().wait_for_sessions(1).await.context("the bot did not connect")?;
    let channel = discord.channel(discord.channel_id("bus-stop"));

    let began = Instant::now();
    say("  3:10 PM   Sarah's meeting runs over. She types:");
    say("            /needhelp child:Jake location:Oak Street Bus Stop message:Meeting ran over, will be 10 mins late");
    let raised = discord
        .person("Sarah")
        .slash("needhelp")
        .string("child", "Jake")
        .string("location", "Oak Street Bus Stop")
        .string("message", "Meeting ran over, will be 10 mins late")
        .string("when", "in 20 min")
        .send()
        .await
        .context("Sarah could not type the command")?;
    let answer = raised.response().await.context("Sarah got no answer")?;
    say(&format!("            Only Sarah sees, {} ms later:", answer.after.as_millis()));
    quote(&answer.message.as_ref().map_or(answer.content, |message| message.text()));

    let card = channel.message(|message| !message.buttons().is_empty() && message.is_pinned()).await;
    let card = card.context("there is no pinned card")?;
    say(&format!(
        "\n  3:10 PM   The card is in #bus-stop and pinned, {} ms after she typed:",
        began.elapsed().as_millis()
    ));
    quote(&card.text());
    ensure!(!card.pings.roles.is_empty(), "the helpers were not pinged");

    say("\n  3:11 PM   Mike and Lisa press \"I've got it\" in the same moment.");
    let (mike, lisa) = (discord.person("Mike"), discord.person("Lisa"));
    let button = card.buttons().first().map(|button| button.label.clone()).unwrap_or_default();
    let (mikes, lisas) = tokio::join!(mike.click_as_seen(&card, &button), lisa.click_as_seen(&card, &button));
    let (mikes, lisas) = (mikes.context("Mike could not press")?, lisas.context("Lisa could not press")?);
    let claimed = channel.message(|message| message.id == card.id && message.buttons().is_empty()).await;
    let claimed = claimed.context("the card does not show who has it")?;
    let (winner, winners, others) =
        if claimed.text().contains("Mike") { ("Mike", mikes, lisas) } else { ("Lisa", lisas, mikes) };
    let loser = if winner == "Mike" { "Lisa" } else { "Mike" };
    private(&winners, &format!("{winner} was first. Only {winner} sees:"), "Jake").await?;
    private(&others, &format!("{loser} was a moment later. Only {loser} sees:"), winner).await?;

    let sarah = discord.person("Sarah");
    let told = channel.message(|message| message.pings.users.contains(&sarah.id())).await;
    let told = told.context("Sarah was not told")?;
    say("\n  3:12 PM   Sarah's phone rings:");
    quote(&told.text());
    say("            And the card says now:");
    quote(&claimed.text());
    ensure!(sarah.rung_by().len() == 1, "Sarah's phone rang {} times", sarah.rung_by().len());
    ensure!(told.text().contains(winner), "Sarah was told of somebody else");
    let complaints = discord.complaints();
    ensure!(complaints.is_empty(), "Discord would have complained: {complaints:?}");
    say(&format!(
        "\n            Jake is met. All of it went through Kafka, and took {} ms.",
        began.elapsed().as_millis()
    ));
    Ok(())
}

async fn private(interaction: &Interaction, heading: &str, says: &str) -> anyhow::Result<()> {
    let name = interaction.person().name();
    let answer = interaction.original_matches(|answer| answer.text().contains(says)).await;
    let answer = answer.with_context(|| format!("{name} was not told"))?;
    ensure!(answer.is_ephemeral(), "what {name} was told stands there for everyone");
    say(&format!("            {heading}"));
    quote(&answer.text());
    Ok(())
}

/// What can be done while it stays up.
pub(super) fn stay(servers: &str) {
    say("\nIt stays up; Ctrl+C ends it. In another terminal:");
    let with = if servers.ends_with(":9092") { String::new() } else { format!("KAFKA_BOOTSTRAP_SERVERS={servers} ") };
    say(&format!("  {with}needhelp watch --from-beginning"));
    say(&format!(
        "  {with}needhelp send --parent Sarah --child Jake --location \"Oak Street Bus Stop\" --message \"Running late\""
    ));
    say(&format!("  {with}needhelp watch --log"));
    say("The tutorial's own producer.py and consumer.py work, too.\n");
}

/// Tells of each new message in the channel, for ever.
pub(super) async fn follow(discord: &FakeDiscord) -> anyhow::Error {
    let channel: Channel = discord.channel(discord.channel_id("bus-stop")).within(std::time::Duration::from_secs(3600));
    let mut seen: std::collections::HashSet<_> = channel.history().iter().map(|message| message.id).collect();
    loop {
        let new = |messages: &[Arc<Message>]| messages.iter().find(|message| !seen.contains(&message.id)).cloned();
        // Nothing new within an hour is no trouble.
        if let Ok(message) = channel.wait_for(new).await {
            seen.insert(message.id);
            if !message.is_pin_notice() {
                say("In #bus-stop there is now:");
                quote(&message.text());
            }
        }
    }
}
