//! The afternoon, told as it happens: each line is printed when the people on the stand-in see it, as they see it.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use fake_discord::{Channel, FakeDiscord, Interaction, Message};
use jiff::Timestamp;

use super::seen::Seen;

/// What Sarah types, as the tutorial has it. The bus comes in five minutes.
const TYPED: [(&str, &str); 4] = [
    ("child", "Jake"),
    ("location", "Oak Street Bus Stop"),
    ("message", "Meeting ran over, will be 10 mins late"),
    ("when", "in 5 min"),
];

/// A line of the story. Who reads a pipe may have gone; the story goes on for its exit code.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    _ = writeln!(out, "{line}");
    _ = out.flush();
}

/// What happens in the channel, for who looks on.
pub(crate) struct Teller<'d> {
    discord: &'d FakeDiscord,
    seen: Seen,
}

impl<'d> Teller<'d> {
    pub(crate) fn of(discord: &'d FakeDiscord) -> Self {
        Teller { discord, seen: Seen::at(discord) }
    }

    fn scene(&self, what: &str) {
        say(&format!("\n  {:>8}  {what}", self.seen.clock(Timestamp::now())));
    }

    fn quote(&self, text: &str) {
        for line in self.seen.lines(text, Timestamp::now()) {
            say(&format!("            │ {line}"));
        }
    }

    /// Sarah raises, the card appears, Mike and Lisa press in the same moment, one has it, Sarah is told.
    pub(crate) async fn tell(&self) -> anyhow::Result<()> {
        let discord = self.discord;
        say("needhelp: the tutorial's afternoon, with a Kafka and a Discord made up for it. The clock is yours.");
        discord.command_registered("needhelp").await.context("the bot did not register its command")?;
        discord.gateway().wait_for_sessions(1).await.context("the bot did not connect")?;
        let channel = discord.channel(discord.channel_id("bus-stop"));

        let began = Instant::now();
        self.scene("Sarah's meeting runs over. She types:");
        let typed: Vec<String> = TYPED.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        say(&format!("            /needhelp {}", typed.join(" ")));
        let command = discord.person("Sarah").slash("needhelp");
        let command = TYPED.iter().fold(command, |command, (name, value)| command.string(name, *value));
        let raised = command.send().await.context("Sarah could not type the command")?;
        let answer = raised.response().await.context("Sarah got no answer")?;
        say(&format!("            Only Sarah sees, {} ms later:", answer.after.as_millis()));
        self.quote(&answer.message.as_ref().map_or(answer.content, |message| message.text()));

        let card = channel.message(|message| !message.buttons().is_empty() && message.is_pinned()).await;
        let card = card.context("there is no pinned card")?;
        let after = began.elapsed().as_millis();
        self.scene(&format!(
            "{after} ms after she typed, a card is in #bus-stop, and pinned. The helpers' phones ring:"
        ));
        self.quote(&card.text());
        ensure!(!card.pings.roles.is_empty(), "the helpers were not pinged");

        let button = card.buttons().first().map(|button| button.label.clone()).unwrap_or_default();
        self.scene(&format!("Mike and Lisa press [{button}] in the same moment."));
        let (mike, lisa) = (discord.person("Mike"), discord.person("Lisa"));
        let (mikes, lisas) = tokio::join!(mike.click_as_seen(&card, &button), lisa.click_as_seen(&card, &button));
        let (mikes, lisas) = (mikes.context("Mike could not press")?, lisas.context("Lisa could not press")?);
        let claimed = channel.message(|message| message.id == card.id && message.buttons().is_empty()).await;
        let claimed = claimed.context("the card does not show who has it")?;
        let (winner, loser, winners, losers) = if claimed.text().contains("Mike has it") {
            ("Mike", "Lisa", mikes, lisas)
        } else {
            ("Lisa", "Mike", lisas, mikes)
        };
        self.private(&winners, &format!("{winner} was first. Only {winner} sees:"), "You have it").await?;
        let has_it = format!("{winner} has it since");
        self.private(&losers, &format!("{loser} was a moment later. Only {loser} sees:"), &has_it).await?;

        let sarah = discord.person("Sarah");
        let told = channel.message(|message| message.pings.users.contains(&sarah.id())).await;
        let told = told.context("Sarah was not told")?;
        self.scene("Sarah's phone rings:");
        self.quote(&told.text());
        say("            And the card says now:");
        self.quote(&claimed.text());
        ensure!(sarah.rung_by().len() == 1, "Sarah's phone rang {} times", sarah.rung_by().len());
        ensure!(told.text().contains(&format!("{winner} has it")), "Sarah was told of somebody else");
        let complaints = discord.complaints();
        ensure!(complaints.is_empty(), "Discord would have complained: {complaints:?}");
        let took = began.elapsed().as_millis();
        say(&format!("\n            Somebody will be there for Jake, and Sarah knows who, {took} ms after she asked."));
        Ok(())
    }

    async fn private(&self, interaction: &Interaction, heading: &str, says: &str) -> anyhow::Result<()> {
        let name = interaction.person().name();
        let answer = interaction.original_matches(|answer| answer.text().contains(says)).await;
        let answer = answer.with_context(|| format!("{name} was not told"))?;
        ensure!(answer.is_ephemeral(), "what {name} was told stands there for everyone");
        say(&format!("            {heading}"));
        self.quote(&answer.text());
        Ok(())
    }

    /// Tells of each new message in the channel, for ever.
    pub(crate) async fn follow(&self) -> anyhow::Error {
        let channel = self.discord.channel(self.discord.channel_id("bus-stop"));
        let channel: Channel = channel.within(std::time::Duration::from_secs(3600));
        let mut seen: std::collections::HashSet<_> = channel.history().iter().map(|message| message.id).collect();
        loop {
            let new = |messages: &[Arc<Message>]| messages.iter().find(|message| !seen.contains(&message.id)).cloned();
            // Nothing new within an hour is no trouble.
            if let Ok(message) = channel.wait_for(new).await {
                seen.insert(message.id);
                if !message.is_pin_notice() {
                    self.scene("New in #bus-stop:");
                    self.quote(&message.text());
                }
            }
        }
    }
}
