//! What both stories need: prints each line when the simulated people see it, as they see it, and presses for them.
//!
//! Must not depend on the wording of Discord messages, except that an answer on its way begins with an hourglass. A button
//! is found by its action, and a card by its buttons.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use fake_discord::ids::MessageId;
use fake_discord::{Channel, FakeDiscord, Interaction, Message};

use super::clock::StoryClock;
use super::phone_view::PhoneView;
use crate::discord::action::Action;

/// Which story is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Story {
    /// A neighbor comes forward, cannot make it, and another brings the child home
    Afternoon,
    /// Nobody answers: the neighbors are asked again, and the parent is told to phone someone. Then the demo ends
    Quiet,
    /// Nothing is played: you are the people, on the page
    None,
}

/// Prints a line. Goes on if nobody reads it anymore, because the exit code counts.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    _ = writeln!(out, "{line}");
    _ = out.flush();
}

/// How an answer begins while its press is on its way.
const ON_ITS_WAY: char = '⏳';

/// The messages whose ring was printed.
pub(crate) type Heard = HashSet<MessageId>;

/// Prints what happens in the channel.
pub(crate) struct Narrator<'d> {
    pub(crate) discord: &'d FakeDiscord,
    pub(crate) clock: StoryClock,
    view: PhoneView,
}

/// An alert that was sent.
pub(crate) struct Sent {
    pub(crate) card: Arc<Message>,
    /// When the parent typed it, by this machine's clock.
    pub(crate) began: Instant,
    /// The card's ring.
    pub(crate) heard: Heard,
}

impl<'d> Narrator<'d> {
    pub(crate) fn of(discord: &'d FakeDiscord, clock: StoryClock) -> Self {
        Narrator { discord, clock, view: PhoneView::at(discord) }
    }

    pub(crate) async fn tell(&self, story: Story) -> anyhow::Result<()> {
        self.discord.command_registered("needhelp").await.context("the bot did not register its command")?;
        self.discord.gateway().wait_for_sessions(1).await.context("the bot did not connect")?;
        match story {
            Story::Afternoon => self.afternoon().await?,
            Story::Quiet => self.quiet().await?,
            Story::None => {}
        }
        let complaints = self.discord.complaints();
        ensure!(complaints.is_empty(), "Discord would have refused requests: {complaints:?}");
        Ok(())
    }

    pub(crate) fn scene(&self, text: &str) {
        say(&format!("\n  {:>8}  {text}", self.view.clock(self.clock.now())));
    }

    pub(crate) fn remark(text: &str) {
        say(&format!("            {text}"));
    }

    /// The whole message.
    pub(crate) fn quote(&self, message: &Message) {
        self.print(&self.view.message(message, self.clock.now()));
    }

    /// The card's title and its buttons.
    pub(crate) fn quote_title(&self, card: &Message) {
        Self::remark("The card's title and buttons are now:");
        self.print(&self.view.title_and_buttons(card, self.clock.now()));
    }

    fn print(&self, lines: &[String]) {
        for line in lines {
            say(&format!("            │ {line}"));
        }
    }

    pub(crate) fn channel(&self) -> Channel {
        self.discord.channel(self.discord.channel_id("bus-stop"))
    }

    /// Sarah types the alert, reads the answer, and the card appears.
    pub(crate) async fn sarah_asks(&self, typed: &[(&str, &str)]) -> anyhow::Result<Sent> {
        let began = Instant::now();
        self.scene("Sarah's meeting runs over. She types:");
        let words: Vec<String> = typed.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        Self::remark(&format!("/needhelp {}", words.join(" ")));
        let command = self.discord.person("Sarah").slash("needhelp");
        let command = typed.iter().fold(command, |command, &(name, value)| command.string(name, value));
        let raised = command.send().await.context("Sarah could not type the command")?;
        let answer = raised.response().await.context("Sarah got no answer")?;
        Self::remark(&format!("Only Sarah sees, {} ms later:", answer.after.as_millis()));
        if let Some(message) = &answer.message {
            self.quote(message);
        }
        let card = self.channel().message(|message| has(message, Action::Claim) && message.is_pinned()).await;
        let card = card.context("there is no pinned card")?;
        let after = began.elapsed().as_millis();
        self.scene(&format!("{after} ms later, a pinned card is in #bus-stop. The helpers' phones ring:"));
        self.quote(&card);
        ensure!(!card.pings.roles.is_empty(), "the helpers were not pinged");
        let heard = Heard::from([card.id]);
        Ok(Sent { card, began, heard })
    }

    /// Waits until the card has this button.
    pub(crate) async fn card_with(&self, card: &Message, action: Action) -> anyhow::Result<Arc<Message>> {
        let changed = self.channel().message(|message| message.id == card.id && has(message, action)).await;
        changed.with_context(|| format!("the card does not get the button {:?}", action.name()))
    }

    /// This person presses the button of the message.
    pub(crate) async fn press(&self, name: &str, message: &Message, action: Action) -> anyhow::Result<Interaction> {
        let (custom_id, label) = button(message, action).context("the button is gone")?;
        self.scene(&format!("{name} presses [{label}]. Only {name} sees:"));
        let pressed = self.discord.person(name).click(message.id, &custom_id).await;
        pressed.with_context(|| format!("{name} could not press [{label}]"))
    }

    /// Presses a button that may ask first; then prints the question, and presses `yes`.
    pub(crate) async fn press_and_confirm(
        &self,
        name: &str,
        card: &Message,
        action: Action,
        yes: Action,
    ) -> anyhow::Result<()> {
        let asked = self.press(name, card, action).await?;
        let is_news = |answer: &Message| has(answer, yes) || !answer.content().starts_with(ON_ITS_WAY);
        let answer = self.private(&asked, is_news).await?;
        if !has(&answer, yes) {
            return Ok(());
        }
        let confirmed = self.press(name, &answer, yes).await?;
        self.answer(&confirmed).await
    }

    /// Prints what the person reads in the end: not the note that the press is on its way.
    pub(crate) async fn answer(&self, pressed: &Interaction) -> anyhow::Result<()> {
        self.private(pressed, |answer| !answer.content().starts_with(ON_ITS_WAY)).await?;
        Ok(())
    }

    /// Waits for the private answer that fits, and prints it.
    pub(crate) async fn private(
        &self,
        pressed: &Interaction,
        fits: impl Fn(&Message) -> bool,
    ) -> anyhow::Result<Arc<Message>> {
        let name = pressed.person().name();
        let answer = pressed.original_matches(fits).await.with_context(|| format!("{name} got no answer"))?;
        ensure!(answer.is_ephemeral(), "everyone can read the answer to {name}");
        self.quote(&answer);
        Ok(answer)
    }

    /// Waits for the next message that mentions Sarah, and prints it.
    pub(crate) async fn sarah_is_rung(&self, heard: &mut Heard) -> anyhow::Result<Arc<Message>> {
        let sarah = self.discord.person("Sarah").id();
        self.rings("Sarah's phone rings", heard, |message| message.pings.users.contains(&sarah)).await
    }

    /// Waits for the next message that mentions the role, and prints it.
    pub(crate) async fn role_is_rung(&self, role: &str, heard: &mut Heard) -> anyhow::Result<()> {
        let id = self.discord.role_id(role);
        let text = format!("The phones of all {role} ring");
        self.rings(&text, heard, |message| message.pings.roles.contains(&id)).await?;
        Ok(())
    }

    async fn rings(
        &self,
        text: &str,
        heard: &mut Heard,
        rings: impl Fn(&Message) -> bool,
    ) -> anyhow::Result<Arc<Message>> {
        let new = self.channel().message(|message| !heard.contains(&message.id) && rings(message)).await;
        let new = new.with_context(|| format!("this does not happen: \"{text}\""))?;
        heard.insert(new.id);
        self.scene(&format!("{text}:"));
        self.quote(&new);
        Ok(new)
    }

    /// Prints each new message in the channel, until it is dropped.
    pub(crate) async fn follow(&self) -> anyhow::Error {
        let channel = self.channel().within(Duration::from_secs(3600));
        let mut seen: HashSet<_> = channel.history().iter().map(|message| message.id).collect();
        loop {
            let new = |messages: &[Arc<Message>]| messages.iter().find(|message| !seen.contains(&message.id)).cloned();
            // A timeout means only that nothing new came within an hour.
            if let Ok(message) = channel.wait_for(new).await {
                seen.insert(message.id);
                if !message.is_pin_notice() {
                    self.scene("New in #bus-stop:");
                    self.quote(&message);
                }
            }
        }
    }
}

/// The custom id and the label of the message's button with this action.
pub(crate) fn button(message: &Message, action: Action) -> Option<(String, String)> {
    let start = format!("nh:{}:", action.name());
    let found = message.buttons().into_iter().find(|button| button.custom_id.starts_with(&start))?;
    Some((found.custom_id, found.label))
}

pub(crate) fn has(message: &Message, action: Action) -> bool {
    button(message, action).is_some()
}
