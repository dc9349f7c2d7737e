//! Plays the afternoon and narrates it: prints each line when the simulated people see it, as they see it.
//!
//! Must not depend on the wording of Discord messages, except for "You have it".

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use fake_discord::{Channel, FakeDiscord, Interaction, Message};
use jiff::Timestamp;

use super::phone_view::PhoneView;

/// What Sarah types: the tutorial's alert. The bus comes in five minutes.
const TYPED: [(&str, &str); 4] = [
    ("child", "Jake"),
    ("location", "Oak Street Bus Stop"),
    ("when", "in 5 min"),
    ("message", "Meeting ran over, will be 10 mins late"),
];

/// Prints a line. Goes on if nobody reads it anymore, because the exit code counts.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    _ = writeln!(out, "{line}");
    _ = out.flush();
}

/// Prints what happens in the channel.
pub(crate) struct Narrator<'d> {
    discord: &'d FakeDiscord,
    view: PhoneView,
}

impl<'d> Narrator<'d> {
    pub(crate) fn of(discord: &'d FakeDiscord) -> Self {
        Narrator { discord, view: PhoneView::at(discord) }
    }

    fn scene(&self, text: &str) {
        say(&format!("\n  {:>8}  {text}", self.view.clock(Timestamp::now())));
    }

    fn quote(&self, text: &str) {
        for line in self.view.lines(text, Timestamp::now()) {
            say(&format!("            │ {line}"));
        }
    }

    /// Sarah sends an alert, the card appears, Mike and Lisa press in the same moment, one of them is first, and Sarah's phone
    /// rings.
    pub(crate) async fn tell(&self) -> anyhow::Result<()> {
        let discord = self.discord;
        say(
            "needhelp: an afternoon at the bus stop, with a simulated Kafka and a simulated Discord. The times are real.",
        );
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
        self.scene(&format!("{after} ms later, a pinned card is in #bus-stop. The helpers' phones ring:"));
        self.quote(&card.text());
        ensure!(!card.pings.roles.is_empty(), "the helpers were not pinged");

        let button = card.buttons().first().map(|button| button.label.clone()).unwrap_or_default();
        self.scene(&format!("Mike and Lisa press [{button}] in the same moment."));
        let (mike, lisa) = (discord.person("Mike"), discord.person("Lisa"));
        let (mikes, lisas) = tokio::join!(mike.click_as_seen(&card, &button), lisa.click_as_seen(&card, &button));
        let (mikes, lisas) = (mikes.context("Mike could not press")?, lisas.context("Lisa could not press")?);
        let claimed = channel.message(|message| message.id == card.id && message.buttons().is_empty()).await;
        let claimed = claimed.context("the card does not change when somebody presses")?;
        let (winner, loser, winners, losers) = if claimed.text().contains("Mike") {
            ("Mike", "Lisa", mikes, lisas)
        } else {
            ("Lisa", "Mike", lisas, mikes)
        };
        self.private(&winners, &format!("{winner} was first. Only {winner} sees:"), "You have it").await?;
        self.private(&losers, &format!("{loser} was a moment later. Only {loser} sees:"), winner).await?;

        let sarah = discord.person("Sarah");
        let notice = channel.message(|message| message.pings.users.contains(&sarah.id())).await;
        let notice = notice.context("Sarah was not mentioned")?;
        self.scene("Sarah's phone rings:");
        self.quote(&notice.text());
        say("            The card now says:");
        self.quote(&claimed.text());
        ensure!(sarah.rung_by().len() == 1, "Sarah's phone rang {} times", sarah.rung_by().len());
        ensure!(notice.text().contains(winner), "Sarah's message does not name {winner}");
        let complaints = discord.complaints();
        ensure!(complaints.is_empty(), "Discord would have refused requests: {complaints:?}");
        let took = began.elapsed().as_millis();
        say(&format!("\n            {winner} will meet Jake, and Sarah knows it {took} ms after she asked."));
        Ok(())
    }

    async fn private(&self, interaction: &Interaction, heading: &str, expected: &str) -> anyhow::Result<()> {
        let name = interaction.person().name();
        let answer = interaction.original_matches(|answer| answer.text().contains(expected)).await;
        let answer = answer.with_context(|| format!("{name} got no answer"))?;
        ensure!(answer.is_ephemeral(), "everyone can read the answer to {name}");
        say(&format!("            {heading}"));
        self.quote(&answer.text());
        Ok(())
    }

    /// Prints each new message in the channel, until it is dropped.
    pub(crate) async fn follow(&self) -> anyhow::Error {
        let channel = self.discord.channel(self.discord.channel_id("bus-stop"));
        let channel: Channel = channel.within(std::time::Duration::from_secs(3600));
        let mut seen: std::collections::HashSet<_> = channel.history().iter().map(|message| message.id).collect();
        loop {
            let new = |messages: &[Arc<Message>]| messages.iter().find(|message| !seen.contains(&message.id)).cloned();
            // A timeout means only that nothing new came within an hour.
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
