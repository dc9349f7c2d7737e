//! Selects: a person chooses what is offered, and the bot receives the values and their data.

use fake_discord::ids::MessageId;
use fake_discord::{ClickError, FakeDiscord};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, unlimited};

async fn with_select(bot: &Bot, select: Value) -> MessageId {
    let row = json!([{"type": 1, "components": [select]}]);
    bot.says(json!({"content": "choose", "components": row})).await.id().parse().expect("an id")
}

/// The reason why Lisa's client refuses these values.
async fn refused(discord: &FakeDiscord, message: MessageId, values: &[&str]) -> String {
    match discord.person("Lisa").choose(message, "pick", values).await {
        Err(ClickError::Refused { reason, .. }) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_person_chooses_only_offered_options_in_the_allowed_number() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let options: Vec<Value> = ["now", "soon", "later"].iter().map(|v| json!({"label": v, "value": v})).collect();
    let select = json!({"type": 3, "custom_id": "pick", "options": options, "min_values": 1, "max_values": 2});
    let message = with_select(&bot, select).await;
    assert!(refused(&discord, message, &["never"]).await.contains("never"));
    assert!(refused(&discord, message, &[]).await.contains("1 to 2"));
    assert!(refused(&discord, message, &["now", "soon", "later"]).await.contains("1 to 2"));
    assert!(refused(&discord, message, &["now", "now"]).await.contains("once"));
    discord.person("Lisa").choose(message, "pick", &["now", "later"]).await.expect("offered");
    let data = session.event("INTERACTION_CREATE").await["data"].clone();
    assert_eq!((&data["component_type"], &data["values"]), (&json!(3), &json!(["now", "later"])));
    assert!(data.get("resolved").is_none_or(Value::is_null), "{data}");
}

#[tokio::test]
async fn users_roles_and_channels_are_resolved() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let mike = discord.person("Mike").id().to_string();
    let helpers = discord.role_id("helpers").to_string();
    for (kind, value, place, name) in [
        (5, &mike, "users", "mike"),
        (6, &helpers, "roles", "helpers"),
        (7, &helpers, "roles", "helpers"),
        (7, &mike, "users", "mike"),
        (8, &bot.channel, "channels", "bus-stop"),
    ] {
        let message = with_select(&bot, json!({"type": kind, "custom_id": "pick"})).await;
        assert!(refused(&discord, message, &["5"]).await.contains("does not offer"));
        discord.person("Lisa").choose(message, "pick", &[value]).await.expect("offered");
        let data = session.event("INTERACTION_CREATE").await["data"].clone();
        let found = &data["resolved"][place][value];
        assert!(found["username"] == name || found["name"] == name, "{kind}: {data}");
    }
}

#[tokio::test]
async fn a_select_cannot_be_clicked_and_a_button_has_no_choices() {
    let (discord, bot) = unlimited().await;
    let lisa = discord.person("Lisa");
    let select = with_select(&bot, json!({"type": 5, "custom_id": "pick"})).await;
    assert!(matches!(lisa.click(select, "pick").await, Err(ClickError::Refused { .. })));
    let button = json!({"type": 2, "style": 1, "label": "Mine", "custom_id": "pick"});
    let button = with_select(&bot, button).await;
    assert!(refused(&discord, button, &["x"]).await.contains("button"));
}
