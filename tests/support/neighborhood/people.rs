//! What the people of a neighborhood do, and who they are.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{FakeDiscord, Interaction, Message};

use super::super::Shown;
use super::super::bot::{Alert, UserId};
use super::super::message::{rendered, with_names};
use super::Neighborhood;

/// Sarah types `/needhelp`.
pub async fn type_needhelp(discord: &FakeDiscord, child: &str, when: Option<&str>) -> Interaction {
    let typed = discord.person("Sarah").slash("needhelp").string("child", child);
    let typed = typed.string("location", "Oak Street Bus Stop");
    let mut typed = typed.string("message", "Meeting ran over, will be 10 mins late");
    if let Some(when) = when {
        typed = typed.string("when", when);
    }
    typed.send().await.expect("typed")
}

/// This person presses the button that claims, on the card as they saw it, and says yes where the bot asks whether they
/// take this alert, too. The press that counts; `None` if the card was taken from Discord or nothing was answered in time.
pub async fn take(discord: &FakeDiscord, name: &str, card: &Message, patience: Duration) -> Option<Interaction> {
    let person = discord.person(name);
    let button = card.claim_button().expect("the card could be claimed");
    let pressed = person.click_as_seen(card, &button).await.ok()?.within(patience);
    let answered = |answer: &Message| !answer.says_wait() && !answer.content().is_empty();
    let answer = pressed.original_matches(answered).await.ok()?;
    let both = answer.buttons().into_iter().find(|button| button.custom_id.starts_with("nh:claim_anyway:"));
    match both {
        Some(both) => Some(person.click(answer.id, &both.custom_id).await.ok()?.within(patience)),
        None => Some(pressed),
    }
}

impl Neighborhood {
    /// Sarah types `/needhelp` for this child.
    pub async fn needhelp(&self, child: &str) -> Interaction {
        self.types(child, None).await
    }

    /// The same with a time.
    pub async fn needhelp_by(&self, child: &str, when: &str) -> Interaction {
        self.types(child, Some(when)).await
    }

    async fn types(&self, child: &str, when: Option<&str>) -> Interaction {
        type_needhelp(&self.discord, child, when).await.within(self.patience)
    }

    /// This person presses the button that claims.
    pub async fn claim(&self, name: &str, card: &Message) -> Interaction {
        let button = card.claim_button().expect("the card can be claimed");
        let pressed = self.discord.person(name).click(card.id, &button).await;
        pressed.expect("pressed").within(self.patience)
    }

    /// The same on a phone that still shows the card as it was.
    pub async fn claim_as_seen(&self, name: &str, card: &Message) -> Interaction {
        let button = card.claim_button().expect("the card could be claimed");
        let pressed = self.discord.person(name).click_as_seen(card, &button).await;
        pressed.expect("pressed").within(self.patience)
    }

    /// The id of a person as our records have it.
    pub fn user(&self, name: &str) -> UserId {
        UserId(self.discord.person(name).id().get())
    }

    /// Sarah's alert, as a record of another program that knows her id.
    pub fn alert(&self) -> Alert {
        Alert {
            parent_name: "Sarah".into(),
            child_name: "Jake".into(),
            location: "Oak Street Bus Stop".into(),
            message: "Meeting ran over, will be 10 mins late".into(),
            parent_id: Some(self.user("Sarah")),
            guild_id: None,
            channel_id: None,
            raised_at: None,
            needed_by: None,
            locale: None,
            late: false,
            timezone: None,
            area: None,
            drill: false,
            ring: false,
            blocked: Vec::new(),
            private: false,
        }
    }

    /// The messages that mention this person.
    pub fn mentions_of(&self, name: &str) -> Vec<Arc<Message>> {
        self.discord.person(name).rung_by()
    }

    /// A message as people read it: see [`rendered`].
    pub fn read(&self, message: &Message) -> String {
        rendered(message, &self.names())
    }

    /// A text as people read it: names for ids, `<id>` and `<time>` for what changes from run to run.
    pub fn read_text(&self, text: &str) -> String {
        with_names(text, &self.names())
    }

    fn names(&self) -> Vec<(u64, String)> {
        let people = ["Sarah", "Mike", "Lisa", "David"];
        let id = |name| self.discord.person(name).id().get();
        let mut names: Vec<_> = people.into_iter().map(|name| (id(name), format!("@{name}"))).collect();
        names.push((self.discord.role_id("helpers").get(), "@helpers".to_owned()));
        names.push((self.discord.channel_id("bus-stop").get(), "#bus-stop".to_owned()));
        let wider = self.settings.get("DISCORD_ESCALATION_ROLE_ID").and_then(|id| id.parse().ok());
        names.extend(wider.map(|id| (id, "@parents".to_owned())));
        names
    }
}
