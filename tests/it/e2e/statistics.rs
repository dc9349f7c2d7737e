//! `/needhelp-admin stats` and `/needhelp-me thanks`: what the history has counted, in Discord.

use std::sync::Arc;

use fake_discord::{Interaction, Message, Permissions, ResponseKind};
use tempfile::TempDir;

use crate::support::bot::{AlertId, GuildId, Kind};
use crate::support::history::own_database;
use crate::support::neighborhood::{PATIENCE, Service};
use crate::support::{Neighborhood, eventually};

const NOTHING_YET: &str = "You have not taken an alert yet.";

/// A neighborhood with a gateway and a history's database.
struct Kept {
    here: Neighborhood,
    gateway: Service,
    _dir: TempDir,
}

impl Kept {
    async fn open(url: Option<&str>) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = match url {
            Some(url) => url.replace("DIR", &dir.path().display().to_string()),
            None => own_database(dir.path()).await,
        };
        let here = Neighborhood::with(&[("HISTORY_URL", &url)]).await;
        let gateway = here.gateway().await;
        Kept { here, gateway, _dir: dir }
    }

    /// Someone types a command that is answered in two steps; what they read in the end.
    async fn reads(&self, person: &str, command: &str) -> Arc<Message> {
        let typed = self.here.discord.person(person).slash(command).unchecked();
        let typed = typed.send().await.expect("typed").within(PATIENCE);
        let first = typed.response().await.expect("answered");
        assert_eq!((first.kind, first.ephemeral), (ResponseKind::Thinking, true), "{first:?}");
        typed.original_matches(|answer| !answer.is_loading()).await.expect("filled")
    }

    /// The same for Lisa, who manages the server.
    async fn admin_reads(&self) -> Arc<Message> {
        self.here.makes_admin("Lisa");
        self.reads("Lisa", "needhelp-admin stats").await
    }

    /// Mike takes an alert, and this follows.
    async fn mike_takes(&self, id: &str, ending: &[&str]) {
        let alert = AlertId::new(id).expect("an id");
        let guild = GuildId(self.here.discord.guild_id().get());
        let raised = crate::support::bot::Alert { guild_id: Some(guild), ..self.here.alert() };
        self.here.append(&alert, Kind::Raised(raised), id).await;
        for kind in [&["claimed"], ending].concat() {
            let mike = self.here.user("Mike").to_string();
            let body = serde_json::json!({"kind": kind, "neighbor_id": mike, "neighbor_name": "Mike"});
            self.here.append(&alert, serde_json::from_value(body).expect("a kind"), &format!("{id}-{kind}")).await;
        }
    }

    /// Waits until Mike reads this.
    async fn mike_reads(&self, text: &str) {
        let read = async || (self.reads("Mike", "needhelp-me thanks").await.content() == text).then_some(());
        eventually(PATIENCE, text, read).await;
    }

    async fn end(self) {
        self.gateway.end().await;
        self.here.discord.assert_clean();
    }
}

impl Neighborhood {
    fn makes_admin(&self, person: &str) {
        let admins = self.discord.add_role(self.discord.guild_id(), "managers", false);
        self.discord.set_permissions(admins, Permissions::MANAGE_GUILD);
        self.discord.person(person).gets_role(admins);
    }
}

fn field(message: &Message, name: &str) -> Option<String> {
    let fields = message.embeds().first()?.fields.iter();
    fields.clone().find(|field| field.name == name).map(|field| field.value.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reads_how_the_alerts_went_and_sees_a_chart() {
    let kept = Kept::open(None).await;
    let history = kept.here.history();
    kept.mike_takes("home", &["with_child", "done"]).await;
    kept.mike_takes("given-back", &["released"]).await;
    let shown = async || {
        let answer = kept.admin_reads().await;
        let read = ["Alerts", "Answered", "Child safe"].map(|name| field(&answer, name));
        (read == ["2", "1", "1"].map(|number| Some(number.to_owned()))).then_some(answer)
    };
    let answer = eventually(PATIENCE, "both alerts are counted", shown).await;
    let embed = &answer.embeds()[0];
    assert_eq!(embed.title.as_deref(), Some("How alerts went"));
    assert_eq!(embed.description.as_deref(), Some("The last 30 days"));
    assert_eq!(embed.image.as_ref().map(|image| image.url.as_str()), Some("attachment://alerts.png"));
    assert!(field(&answer, "Half are taken within").is_some_and(|time| time.ends_with(" s")), "{answer:#?}");
    let [picture] = answer.shown().attachments.as_slice() else { panic!("{answer:#?}") };
    assert_eq!((picture.filename.as_str(), picture.content_type.as_deref()), ("alerts.png", Some("image/png")));
    assert!(picture.description.as_deref().is_some_and(|text| text.contains("by weekday and hour")), "{picture:?}");
    let bytes = kept.here.discord.file(picture.id).expect("uploaded");
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a picture");
    assert_eq!(reader.info().width, 1_600);
    assert!(!answer.text().contains("Mike"), "an answer names nobody: {}", answer.text());
    history.end().await;
    kept.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_says_that_there_were_no_alerts() {
    let kept = Kept::open(None).await;
    let history = kept.here.history();
    let empty = async || {
        let answer = kept.admin_reads().await;
        (field(&answer, "Alerts").as_deref() == Some("No alerts in this time.")).then_some(answer)
    };
    let answer = eventually(PATIENCE, "the history is there, and empty", empty).await;
    assert!(answer.shown().attachments.is_empty() && answer.embeds()[0].image.is_none(), "{answer:#?}");
    history.end().await;
    kept.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_and_thanks_say_when_the_database_cannot_be_read() {
    // A server that refuses connections, where this build knows servers.
    let url =
        if cfg!(feature = "postgres") { "postgres://needhelp@127.0.0.1:1/needhelp" } else { "sqlite:DIR/none.db" };
    for url in ["sqlite:DIR/none.db", url] {
        let kept = Kept::open(Some(url)).await;
        let unreadable = "⚠️ The history can't be read at the moment. Please try again in a minute.";
        assert_eq!(kept.admin_reads().await.content(), unreadable, "{url}");
        assert_eq!(kept.reads("Mike", "needhelp-me thanks").await.content(), unreadable, "{url}");
        kept.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stats_and_thanks_say_that_no_history_is_kept() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let kept = Kept { here, gateway, _dir: tempfile::tempdir().expect("a directory") };
    let nothing = "There is no history here, so nothing is counted. Whoever runs the bot can switch it on.";
    assert_eq!(kept.admin_reads().await.content(), nothing);
    assert_eq!(kept.reads("Mike", "needhelp-me thanks").await.content(), nothing);
    kept.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_manages_the_server_or_moderates_reads_the_statistics() {
    let here = Neighborhood::without_services().await;
    let gateway = here.gateway().await;
    let asks = async |person: &str| -> Interaction {
        let typed = here.discord.person(person).slash("needhelp-admin stats").unchecked();
        typed.send().await.expect("typed").within(PATIENCE)
    };
    let refused = asks("Mike").await.response().await.expect("answered");
    assert_eq!((refused.content.as_str(), refused.ephemeral), ("Only admins of this server can do that.", true));
    let moderators = here.discord.add_role(here.discord.guild_id(), "moderators", false);
    here.discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    here.discord.person("Mike").gets_role(moderators);
    assert_eq!(asks("Mike").await.response().await.expect("answered").kind, ResponseKind::Thinking);
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbor_reads_what_they_have_done_until_they_are_forgotten() {
    let kept = Kept::open(None).await;
    let history = kept.here.history();
    kept.mike_reads(NOTHING_YET).await;
    kept.mike_takes("home", &["with_child", "done"]).await;
    kept.mike_takes("given-back", &["released"]).await;
    kept.mike_reads("You have taken 2 alerts. 1 of them ended with the child safe. Thank you!").await;
    // Sarah presses twice; it is one thanks.
    for press in ["thanks", "again"] {
        let (parent_id, parent_name) = (kept.here.user("Sarah"), "Sarah".to_owned());
        let thanked = Kind::Thanked { parent_id, parent_name, since: None };
        kept.here.append(&AlertId::new("home").expect("an id"), thanked, press).await;
    }
    let thanked =
        "You have taken 2 alerts. 1 of them ended with the child safe. 1 parent has said thanks to you. Thank you!";
    kept.mike_reads(thanked).await;
    // For their own eyes, and of themselves alone.
    assert_eq!(kept.reads("David", "needhelp-me thanks").await.content(), NOTHING_YET);
    // The history is away when Mike asks to be forgotten, so it has his claims still.
    history.end().await;
    let typed = kept.here.discord.person("Mike").slash("needhelp-me forget").send().await.expect("typed");
    assert!(typed.within(PATIENCE).response().await.expect("answered").content.starts_with("✅ Noted."));
    kept.mike_reads(NOTHING_YET).await;
    kept.end().await;
}
