//! `/needhelp-admin status`: whether the parts of this process work, and what is missing in the server.
//!
//! Says the same as `/readyz` and `needhelp check`. Must not change anything.

use std::time::Duration;

use tokio::time::timeout;

use crate::alert::GuildId;
use crate::check;
use crate::check::{Finding, Verdict};
use crate::discord::input::interaction::Interaction;
use crate::discord::render::findings as say;
use crate::discord::render::findings::Problem;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::{FirstAnswered, Response};

/// The metric's label.
const KIND: &str = "status";

/// How long Discord may take to answer all questions about a server.
const CHECK_WITHIN: Duration = Duration::from_secs(30);

impl Context {
    /// Shows an admin whether everything works.
    pub(crate) async fn show_status(&self, interaction: &Interaction, received: Received) {
        let mut response = Response::new(self, interaction, received);
        let guild = match self.admin(interaction).await {
            Ok((_, guild)) => guild,
            Err(why) => return self.refuse(KIND, response, &why).await,
        };
        if response.defer().await == FirstAnswered::ByAnother {
            return self.count(KIND, "another_gateway");
        }
        let problems = self.problems_of(guild).await;
        let parts = self.parts();
        let status = say::status(interaction.language(), &parts, !self.view.is_caught_up(), &problems);
        if let Err(error) = response.rewrite(&status).await {
            tracing::debug!(interaction_id = %interaction.id, %error, "an admin was not told how the bot is doing");
        }
        self.count(KIND, "shown");
    }

    /// What is wrong in a server, or that Discord does not say it in time.
    pub(crate) async fn problems_of(&self, guild: GuildId) -> Vec<Problem> {
        let asked = timeout(CHECK_WITHIN, check::server::of_guild(&self.rest, &self.settings, guild)).await;
        let Ok(found) = asked else {
            let problem = format!("Discord did not answer all questions about this server within {CHECK_WITHIN:?}");
            return vec![Problem { is_wrong: true, problem, fix: "try again in a minute".to_owned() }];
        };
        let problem = |found: Finding| match found.verdict {
            Verdict::Wrong { problem, fix } => Some(Problem { is_wrong: true, problem, fix }),
            Verdict::Warn { problem, fix } => Some(Problem { is_wrong: false, problem, fix }),
            Verdict::Ok(_) | Verdict::Skipped(_) => None,
        };
        found.into_iter().filter_map(problem).collect()
    }
}
