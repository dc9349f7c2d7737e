//! The panel: a parent presses *Ask for help*, and chooses a time for what they sent last, or fills in a form.
//!
//! What is sent takes the way of `/needhelp`, with its limits, questions and refusals. Must not show anybody what another
//! person has sent.

use std::sync::Arc;

use tokio::time::sleep_until;

use crate::alert::{GuildId, UserId};
use crate::discord::escape;
use crate::discord::input::ask;
use crate::discord::input::ask::Typed;
use crate::discord::input::interaction::Interaction;
use crate::discord::input::panel::{Earlier, Panel};
use crate::discord::render::{ephemeral, panel as say};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::buttons::ANOTHER_FIRST;
use crate::gateway::interactions::response::Response;
use crate::gateway::view::alerts::Words;

/// The metric's label.
pub(super) const KIND: &str = "panel";

/// A row of buttons has room for the other children.
const OTHERS: usize = 5;

impl Context {
    /// Answers a press of the panel's buttons, or sends what was submitted in its form.
    pub(crate) async fn panel(self: &Arc<Self>, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        let response = match &interaction.message {
            // The question is replaced, the panel is not.
            Some(question) if question.is_private() => response.in_place_of(question),
            _ => response,
        };
        let language = interaction.language();
        let Some(pressed) = Panel::read(&interaction.data.custom_id) else {
            return self.refuse(KIND, response, &ephemeral::unknown(language)).await;
        };
        if pressed == Panel::Form {
            return self.raise_typed(interaction, response).await;
        }
        let (parent, guild) = match self.asker(interaction).await {
            Ok((member, guild)) => (member.user.id, guild),
            Err(why) => return self.refuse(KIND, response, &why).await,
        };
        let all = self.sent_before(parent, guild);
        let meant = match &pressed {
            Panel::Of(alert) | Panel::Again(alert, _) | Panel::Change(alert) => {
                all.iter().find(|earlier| earlier.alert == *alert)
            }
            Panel::Ask | Panel::Form => all.first(),
        };
        match (meant, pressed) {
            (Some(meant), Panel::Again(_, soon)) => {
                let typed = Typed::again(meant, soon.typed());
                self.raise_typed(&typed.submitted_by(interaction), response).await;
            }
            (Some(meant), Panel::Change(_)) => {
                self.open_form(interaction, received, &Typed::again(meant, "")).await;
            }
            (Some(meant), _) => {
                let question = say::by_when(language, meant, &others(&all, meant));
                self.answer(KIND, response, &question, "answered").await;
            }
            (None, _) => {
                if !self.view.is_caught_up() {
                    // Another gateway may know what they sent.
                    sleep_until(received.plus(ANOTHER_FIRST)).await;
                }
                self.open_form(interaction, received, &Typed::default()).await;
            }
        }
    }

    async fn open_form(&self, interaction: &Interaction, received: Received, typed: &Typed) {
        let form = ask::form(&Panel::Form, typed, interaction.language());
        self.answer_once(interaction.id, &interaction.token, received, &form).await;
        self.count(KIND, "answered");
    }

    /// What this parent has sent in this server and can send again, the newest first.
    fn sent_before(&self, parent: UserId, guild: GuildId) -> Vec<Earlier> {
        let words =
            self.view.words_of_parent(parent, Some(guild)).into_iter().filter(|words| words.guild == Some(guild));
        let can_be_sent =
            |earlier: &Earlier| escape::is_legible(&earlier.child) && escape::is_legible(&earlier.location);
        words
            .map(|Words { alert, child, location, message, .. }| Earlier { alert, child, location, message })
            .filter(can_be_sent)
            .collect()
    }
}

/// The others that differ in child or place, each once.
fn others(all: &[Earlier], meant: &Earlier) -> Vec<Earlier> {
    let is_same = |one: &Earlier, other: &Earlier| one.child == other.child && one.location == other.location;
    let mut others: Vec<Earlier> = Vec::new();
    for earlier in all.iter().filter(|earlier| !is_same(earlier, meant)) {
        if others.len() < OTHERS && !others.iter().any(|known| is_same(known, earlier)) {
            others.push(earlier.clone());
        }
    }
    others
}
