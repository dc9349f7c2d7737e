//! Events of Discord's gateway, written out by the test, for cases that the stand-in's people can't play.

use std::sync::Arc;
use std::time::Duration;

use fake_discord::{Method, Request};
use serde_json::{Value, json};

use super::Neighborhood;
use super::bot::Millis;

/// Discord's epoch in Unix milliseconds.
const EPOCH: i64 = 1_420_070_400_000;

/// An interaction id that Discord made so long ago.
pub fn made(ago: Duration) -> String {
    let now = Millis::from(jiff::Timestamp::now()).0;
    let ms = now - EPOCH - i64::try_from(ago.as_millis()).expect("not long ago");
    (u64::try_from(ms).expect("after 2015") << 22 | u64::from(std::process::id() & 0xfff)).to_string()
}

impl Neighborhood {
    /// Sends an event to the bot's sessions.
    pub fn event(&self, name: &str, data: &Value) {
        let sent = self.discord.gateway().send_raw(&json!({"op": 0, "t": name, "s": 100_000, "d": data}));
        assert!(sent > 0, "no bot is connected");
    }

    /// An interaction of this person in our server and channel; the test changes what is special about it.
    fn interaction(&self, id: &str, kind: u8, name: &str) -> Value {
        let channel = self.discord.channel_id("bus-stop").to_string();
        let user = self.user(name).to_string();
        json!({
            "id": id, "application_id": self.discord.application_id().to_string(), "type": kind, "token": "raw-token",
            "version": 1, "guild_id": self.discord.guild_id().to_string(), "channel_id": channel, "locale": "en-US",
            "channel": {"id": channel, "type": 0}, "app_permissions": "19456",
            "member": {"user": {"id": user, "username": name.to_lowercase(), "global_name": name}, "roles": [],
                "permissions": "0"},
        })
    }

    /// `/needhelp` for Jake, typed by Sarah.
    pub fn raw_needhelp(&self, id: &str) -> Value {
        let option = |name: &str, value: &str| json!({"name": name, "type": 3, "value": value});
        let mut typed = self.interaction(id, 2, "Sarah");
        typed["data"] = json!({"id": "1", "name": "needhelp", "type": 1, "options": [
            option("child", "Jake"), option("location", "Oak Street Bus Stop"), option("message", "Meeting ran over"),
        ]});
        typed
    }

    /// A press by Mike, who is a helper.
    pub fn raw_press(&self, id: &str, message: u64, custom_id: &str) -> Value {
        let mut pressed = self.interaction(id, 3, "Mike");
        pressed["member"]["roles"] = json!([self.discord.role_id("helpers").to_string()]);
        pressed["data"] = json!({"component_type": 2, "custom_id": custom_id});
        pressed["message"] = json!({"id": message.to_string(), "author": {"id": self.discord.bot_id().to_string()}});
        pressed
    }

    /// Sends the interaction, and returns the text of the first answer that the bot tries to give.
    pub async fn answer_to(&self, interaction: &Value) -> String {
        let path = format!("/interactions/{}/", interaction["id"].as_str().expect("an id"));
        self.event("INTERACTION_CREATE", interaction);
        let is_it = |request: &&Arc<Request>| request.method == Method::Post && request.path.starts_with(&path);
        let answer = self.discord.wait_for_requests(|requests| requests.iter().find(is_it).cloned());
        let answer = answer.await.expect("it is answered");
        answer.body["data"]["content"].as_str().expect("a text").to_owned()
    }
}
