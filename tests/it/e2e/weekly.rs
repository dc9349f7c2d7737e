//! `WEEKLY_LINE`: one line a week in the channel.

use std::sync::Arc;

use fake_discord::Message;
use tempfile::TempDir;

use super::two_servers::NOTHING;
use crate::support::bot::{Alert, AlertId, GuildId, Kind, settings_record};
use crate::support::command_line::{bare, run};
use crate::support::history::own_database;
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, eventually};

/// A neighborhood with a history.
async fn kept() -> (Neighborhood, Service, TempDir) {
    kept_with(&[]).await
}

/// The same with these settings.
async fn kept_with(settings: &[(&str, &str)]) -> (Neighborhood, Service, TempDir) {
    let dir = tempfile::tempdir().expect("a directory");
    let url = own_database(dir.path()).await;
    let here = Neighborhood::with(&[settings, &[("HISTORY_URL", &url)]].concat()).await;
    let history = here.history();
    (here, history, dir)
}

impl Neighborhood {
    async fn taken_by_mike(&self, id: &str, drill: bool) {
        self.taken_by_mike_in(self.discord.guild_id().get(), id, drill).await;
    }

    async fn taken_by_mike_in(&self, guild: u64, id: &str, drill: bool) {
        let (alert, guild) = (AlertId::new(id).expect("an id"), GuildId(guild));
        let raised = Alert { guild_id: Some(guild), drill, ..self.alert() };
        self.append(&alert, Kind::Raised(raised), id).await;
        let mike = self.user("Mike").to_string();
        let claimed = serde_json::json!({"kind": "claimed", "neighbor_id": mike, "neighbor_name": "Mike"});
        self.append(&alert, serde_json::from_value(claimed).expect("a kind"), &format!("{id}-c")).await;
    }

    /// The history has counted so many alerts that were taken.
    async fn counted(&self, count: u64) {
        let counted = async || {
            let mut command = bare(&["stats", "--json"]);
            command.env("HISTORY_URL", self.config.history.url().expect("set").reveal());
            let said: serde_json::Value = serde_json::from_slice(&run(command).stdout).unwrap_or_default();
            (said["alerts"] == count && said["claimed"] == count).then_some(())
        };
        eventually(PATIENCE, "the history has counted them", counted).await;
    }

    /// From now on, the week's line is due a second from now.
    fn the_week_ends(&mut self) {
        let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(1);
        self.set("TIMEZONE", "UTC");
        self.set("WEEKLY_LINE", &soon.strftime("%a %H:%M:%S").to_string());
    }

    fn lines(&self) -> Vec<Arc<Message>> {
        let is_line = |message: &Arc<Message>| message.content().contains("this week");
        self.channel().history().into_iter().filter(is_line).collect()
    }

    /// What gateways have appended about the week.
    async fn claims_of_the_week(&self) -> usize {
        let records = self.records(&self.kafka().settings_topic).await;
        let is_of_the_week = |key: &[u8]| {
            String::from_utf8_lossy(key).parse().is_ok_and(|key| matches!(key, settings_record::Key::Week(_)))
        };
        records.iter().filter_map(|record| record.key.as_deref()).filter(|key| is_of_the_week(key)).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_has_one_line_although_two_gateways_run_and_start_again() {
    let (mut here, history, _dir) = kept().await;
    here.taken_by_mike("jake", false).await;
    here.taken_by_mike("david", false).await;
    here.taken_by_mike("drill", true).await;
    here.counted(2).await;
    here.the_week_ends();
    let gateways = [here.gateway().await, here.gateway().await];
    let line = "2 alerts this week, all taken within 1 minute. Thank you!";
    let said = here.channel().within(PATIENCE).message(|message| message.content() == line).await.expect("written");
    assert!(said.is_silent() && said.pings.people.is_empty(), "{said:#?}");
    for gateway in gateways {
        gateway.end().await;
    }
    let claims = here.claims_of_the_week().await;
    assert!(claims > 0, "the week is taken by a record");
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    here.pinned("Jake").await;
    assert_eq!((here.lines().len(), here.claims_of_the_week().await), (1, claims), "{:#?}", here.lines());
    gateway.end().await;
    history.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_without_alerts_has_no_line() {
    let (mut here, history, _dir) = kept().await;
    here.counted(0).await;
    here.the_week_ends();
    let gateway = here.gateway().await;
    here.needhelp("Jake").await;
    here.pinned("Jake").await;
    assert_eq!((here.lines().len(), here.claims_of_the_week().await), (0, 0));
    gateway.end().await;
    history.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_has_a_line_of_its_own_in_its_language() {
    let (mut here, history, _dir) = kept_with(&NOTHING).await;
    let gateway = here.gateway().await;
    let (oak, elm) = (here.oak_street(), here.elm_road());
    here.lisa_sets_up_server(&oak, "America/New_York", "en").await;
    here.lisa_sets_up_server(&elm, "Europe/Madrid", "es").await;
    gateway.end().await;
    here.taken_by_mike_in(oak.guild.get(), "jake", false).await;
    here.taken_by_mike_in(elm.guild.get(), "david", false).await;
    here.counted(2).await;
    here.the_week_ends();
    let gateway = here.gateway().await;
    for (server, starts) in [(&oak, "1 alert this week"), (&elm, "1 aviso")] {
        let channel = here.discord.channel(server.channel).within(PATIENCE);
        let line = channel.message(|message| message.content().starts_with(starts) && message.is_silent()).await;
        line.unwrap_or_else(|error| panic!("{error}; there is {:#?}", channel.messages()));
    }
    gateway.end().await;
    history.end().await;
    here.discord.assert_clean();
}
