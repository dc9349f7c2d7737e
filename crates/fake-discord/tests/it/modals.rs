//! Modals: visible to one person, submitted once, with valid values.

use fake_discord::{ClickError, FakeDiscord, Interaction};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, careless, unlimited};
use crate::interactions::asked;

/// The bot responds to Sarah's command with a modal of these components.
async fn opened(discord: &FakeDiscord, bot: &Bot, session: &mut Session, components: Value) -> Interaction {
    let (interaction, sarah) = asked(discord, bot, session).await;
    let modal = json!({"custom_id": "back:1", "title": "Give back", "components": components});
    let reply = bot.responds(&interaction, json!({"type": 9, "data": modal})).await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    sarah
}

fn why() -> Value {
    let input = json!({"type": 4, "custom_id": "why", "label": "Why?", "style": 1, "max_length": 20});
    json!([{"type": 1, "components": [input]}])
}

#[tokio::test]
async fn a_modal_is_submitted_with_the_texts_of_its_fields() {
    let (discord, bot) = careless().await;
    let mut session = Session::identified(&discord, 0).await;
    let sarah = opened(&discord, &bot, &mut session, why()).await;
    let person = discord.person("Sarah");
    assert!(matches!(person.submit_modal(&sarah, &[]).await, Err(ClickError::Refused { .. })), "a text is required");
    assert!(person.submit_modal(&sarah, &[("why", "x"), ("who", "y")]).await.is_err(), "there is no such field");
    person.submit_modal(&sarah, &[("why", "the car broke down")]).await.expect("submitted");
    let submitted = session.event("INTERACTION_CREATE").await;
    assert_eq!((&submitted["type"], &submitted["data"]["custom_id"]), (&json!(5), &json!("back:1")));
    assert_eq!(submitted["data"]["components"][0]["components"][0]["value"], "the car broke down");
    let told = json!({"type": 4, "data": {"content": "thanks"}});
    bot.responds(&submitted, told).await;
    let metadata = bot.get(&bot.webhook(&submitted, "/messages/@original")).await.body["interaction_metadata"].clone();
    assert_eq!((&metadata["type"], &metadata["id"]), (&json!(5), &submitted["id"]));
    assert_eq!(metadata["triggering_interaction_metadata"]["id"], json!(sarah.id()));
    assert_eq!(metadata["triggering_interaction_metadata"]["type"], 2);
}

#[tokio::test]
async fn a_modal_is_not_answered_by_a_modal() {
    let (discord, bot) = careless().await;
    let mut session = Session::identified(&discord, 0).await;
    let sarah = opened(&discord, &bot, &mut session, why()).await;
    discord.person("Sarah").submit_modal(&sarah, &[("why", "the car broke down")]).await.expect("submitted");
    let submitted = session.event("INTERACTION_CREATE").await;
    let again = json!({"type": 9, "data": {"custom_id": "x", "title": "x", "components": []}});
    assert_eq!(bot.responds(&submitted, again).await.error(), (400, 50035));
}

#[tokio::test]
async fn a_modal_is_visible_to_one_person_and_submitted_once() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let sarah = opened(&discord, &bot, &mut session, why()).await;
    let text = [("why", "the car")];
    assert!(matches!(discord.person("Lisa").submit_modal(&sarah, &text).await, Err(ClickError::NoSuchModal(_))));
    discord.person("Sarah").submit_modal(&sarah, &text).await.expect("it is hers");
    assert!(matches!(discord.person("Sarah").submit_modal(&sarah, &text).await, Err(ClickError::NoSuchModal(_))));
}

#[tokio::test]
async fn a_select_in_a_label_takes_offered_values_and_resolves_them() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let options = json!([{"label": "Now", "value": "now"}, {"label": "Later", "value": "later"}]);
    let components = json!([
        {"type": 10, "content": "Say when and to whom."},
        {"type": 18, "label": "When?", "component": {"type": 3, "custom_id": "when", "options": options}},
        {"type": 18, "label": "To whom?", "component": {"type": 5, "custom_id": "who", "max_values": 2}},
        {"type": 18, "label": "Why?", "component": {"type": 4, "custom_id": "why", "style": 2, "required": false}},
    ]);
    let sarah = opened(&discord, &bot, &mut session, components).await;
    let person = discord.person("Sarah");
    let (mike, lisa) = (discord.person("Mike").id().to_string(), discord.person("Lisa").id().to_string());
    let wrong = person.submit_modal(&sarah, &[("when", "never"), ("who", &mike)]).await;
    assert!(matches!(wrong, Err(ClickError::Refused { .. })), "{wrong:?}");
    assert!(person.submit_modal(&sarah, &[("when", "now"), ("who", "1")]).await.is_err());
    person.submit_modal(&sarah, &[("when", "now"), ("who", &mike), ("who", &lisa)]).await.expect("submitted");
    let data = session.event("INTERACTION_CREATE").await["data"].clone();
    assert_eq!(data["components"][1]["component"]["values"], json!(["now"]));
    assert_eq!(data["components"][2]["component"]["values"], json!([mike, lisa]));
    assert_eq!(data["components"][3]["component"]["value"], "");
    assert_eq!(data["resolved"]["users"][&mike]["username"], "mike");
    assert!(data["resolved"]["members"][&lisa]["roles"].is_array(), "{data}");
}

#[tokio::test]
async fn a_field_that_the_person_leaves_keeps_its_prefilled_value() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let input = |id: &str, value: &str| {
        let input = json!({"type": 4, "custom_id": id, "label": id, "style": 1, "required": false, "value": value});
        json!({"type": 1, "components": [input]})
    };
    let shown = json!([input("where", "Oak Street"), input("when", "3:15 PM"), input("more", "Late")]);
    let sarah = opened(&discord, &bot, &mut session, shown).await;
    let typed = [("when", "3:30 PM"), ("more", "")];
    discord.person("Sarah").submit_modal(&sarah, &typed).await.expect("submitted");
    let rows = session.event("INTERACTION_CREATE").await["data"]["components"].clone();
    let values: Vec<_> = (0..3).map(|row| rows[row]["components"][0]["value"].clone()).collect();
    assert_eq!(values, ["Oak Street", "3:30 PM", ""]);
}
