//! Interactions: one response, two deadlines, ephemeral messages, and only the buttons that a person sees.

use std::time::Duration;

use fake_discord::{ClickError, CommandError, FakeDiscord, Interaction, ResponseKind};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, careless, unlimited};

/// Sarah uses the command. Returns the interaction that the bot receives, and the handle.
pub async fn asked(discord: &FakeDiscord, bot: &Bot, session: &mut Session) -> (Value, Interaction) {
    bot.registers().await;
    let handle = discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    (session.event("INTERACTION_CREATE").await, handle)
}

fn button(label: &str, custom_id: &str) -> Value {
    json!([{"type": 1, "components": [{"type": 2, "style": 3, "label": label, "custom_id": custom_id}]}])
}

#[tokio::test]
async fn a_command_a_pinned_card_a_click_and_an_ephemeral_response() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    assert_eq!(interaction["data"]["options"][0]["value"], "Jake");
    assert_eq!(interaction["member"]["user"]["global_name"], "Sarah");

    assert_eq!(bot.responds(&interaction, json!({"type": 5, "data": {"flags": 64}})).await.status, 204);
    assert_eq!(sarah.response().await.expect("a response").kind, ResponseKind::Thinking);
    let card = json!({"content": "Jake needs help", "components": button("I've got it", "claim"),
        "nonce": "alert-1", "enforce_nonce": true});
    let id = bot.says(card).await.id();
    assert_eq!(bot.put(&bot.messages(&format!("/pins/{id}"))).await.status, 204);
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.patch(&original, json!({"content": "sent"})).await.status, 200);
    let told = sarah.original_matches(|message| message.content() == "sent").await.expect("told");
    assert!(told.is_ephemeral() && !told.is_loading());

    let card =
        discord.channel(discord.channel_id("bus-stop")).message(fake_discord::Message::is_pinned).await.expect("it");
    let mike = discord.person("Mike");
    let click = mike.click(card.id, "I've got it").await.expect("shown");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["data"]["custom_id"], "claim");
    assert_eq!(interaction["message"]["id"], id.as_str());
    let response = json!({"type": 7, "data": {"content": "Mike has it", "components": []}});
    assert_eq!(bot.responds(&interaction, response).await.status, 204);
    let followup = json!({"content": "It is yours", "flags": 64});
    assert_eq!(bot.post(&bot.webhook(&interaction, ""), followup).await.status, 200);
    assert_eq!(click.followups()[0].ephemeral_to, Some(mike.id()));
    assert_eq!(discord.message(card.id).expect("known").content(), "Mike has it");

    let texts = |name: &str| -> Vec<String> {
        let seen = discord.person(name).sees(discord.channel_id("bus-stop"));
        seen.iter().map(|message| message.content().to_owned()).filter(|text| !text.is_empty()).collect()
    };
    assert_eq!(texts("Sarah"), ["sent", "Mike has it"]);
    assert_eq!(texts("Mike"), ["Mike has it", "It is yours"]);
    assert_eq!(texts("Lisa"), ["Mike has it"]);
    discord.assert_clean();
}

#[tokio::test]
async fn a_response_after_three_seconds_is_10062_and_the_token_expires() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    discord.advance(Duration::from_millis(3001));
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.error(), (404, 10062));
    assert!(sarah.failed());
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.patch(&original, json!({"content": "late"})).await.error(), (401, 50027));
}

#[tokio::test]
async fn a_second_initial_response_is_40060() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    let response = json!({"type": 4, "data": {"content": "one"}});
    assert_eq!(bot.responds(&interaction, response.clone()).await.status, 204);
    assert_eq!(bot.responds(&interaction, response).await.error(), (400, 40060));
    let response = sarah.response().await.expect("a response");
    assert_eq!((response.content.as_str(), response.ephemeral), ("one", false));
}

#[tokio::test]
async fn a_token_is_valid_for_fifteen_minutes() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, _sarah) = asked(&discord, &bot, &mut session).await;
    bot.responds(&interaction, json!({"type": 4, "data": {"content": "one"}})).await;
    let original = bot.webhook(&interaction, "/messages/@original");
    discord.advance(Duration::from_secs(14 * 60));
    assert_eq!(bot.patch(&original, json!({"content": "two"})).await.status, 200);
    discord.advance(Duration::from_secs(61));
    assert_eq!(bot.patch(&original, json!({"content": "three"})).await.error(), (401, 50027));
}

#[tokio::test]
async fn a_webhook_needs_an_initial_response_and_its_own_token() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (mut interaction, _sarah) = asked(&discord, &bot, &mut session).await;
    assert_eq!(bot.post(&bot.webhook(&interaction, ""), json!({"content": "x"})).await.error(), (404, 10015));
    interaction["token"] = json!("another");
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.error(), (404, 10062));
}

#[tokio::test]
async fn the_first_followup_replaces_thinking_and_keeps_its_visibility() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    bot.responds(&interaction, json!({"type": 5})).await;
    bot.post(&bot.webhook(&interaction, ""), json!({"content": "filled", "flags": 64})).await;
    let original = sarah.original().await.expect("there");
    assert_eq!((original.content(), original.is_ephemeral()), ("filled", false));
    assert!(sarah.followups().is_empty());
}

#[tokio::test]
async fn the_token_reads_edits_and_deletes_the_original_and_followups() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    bot.responds(&interaction, json!({"type": 4, "data": {"content": "one", "flags": 64}})).await;
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.get(&original).await.body["content"], "one");
    let followup = bot.post(&bot.webhook(&interaction, ""), json!({"content": "two"})).await.id();
    let followup = bot.webhook(&interaction, &format!("/messages/{followup}"));
    assert_eq!(bot.patch(&followup, json!({"content": "three"})).await.status, 200);
    assert_eq!(sarah.followups()[0].content(), "three");
    assert_eq!(bot.delete(&original).await.status, 204);
    assert_eq!(bot.get(&original).await.error(), (404, 10008));
    assert!(sarah.original_now().is_none());
    assert_eq!(bot.delete(&followup).await.status, 204);
    let foreign = bot.says(json!({"content": "not of this interaction"})).await.id();
    assert_eq!(bot.get(&bot.webhook(&interaction, &format!("/messages/{foreign}"))).await.error(), (404, 10008));
}

#[tokio::test]
async fn after_a_deferred_update_the_clicked_message_is_the_original() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let card = bot.says(json!({"content": "open", "components": button("Mine", "claim")})).await.id();
    let click = discord.person("Mike").click(card.parse().expect("an id"), "Mine").await.expect("shown");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(bot.responds(&interaction, json!({"type": 6})).await.status, 204);
    assert_eq!(click.response().await.expect("a response").kind, ResponseKind::DeferredUpdate);
    let original = bot.webhook(&interaction, "/messages/@original");
    assert_eq!(bot.patch(&original, json!({"content": "Mike has it"})).await.id(), card);
    assert_eq!(discord.message(card.parse().expect("an id")).expect("known").content(), "Mike has it");
}

#[tokio::test]
async fn an_ephemeral_message_is_unknown_to_the_channel() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    bot.responds(&interaction, json!({"type": 4, "data": {"content": "psst", "flags": 64}})).await;
    let id = sarah.original().await.expect("there").id;
    assert_eq!(bot.get(&bot.messages(&format!("/{id}"))).await.error(), (404, 10008));
    assert_eq!(bot.get(&bot.messages("")).await.body, json!([]));
}

#[tokio::test]
async fn a_command_allows_no_update_and_with_response_has_the_message() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, _sarah) = asked(&discord, &bot, &mut session).await;
    assert_eq!(bot.responds(&interaction, json!({"type": 7, "data": {"content": "x"}})).await.error(), (400, 50035));
    let id = interaction["id"].as_str().expect("an id");
    let path = format!("/interactions/{id}/{}/callback?with_response=true", interaction["token"].as_str().expect("it"));
    let reply = bot.post(&path, json!({"type": 4, "data": {"content": "here"}})).await;
    assert_eq!((reply.status, &reply.body["resource"]["message"]["content"]), (200, &json!("here")));
}

#[tokio::test]
async fn a_form_error_in_a_response_is_below_data() {
    let (discord, bot) = careless().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, _sarah) = asked(&discord, &bot, &mut session).await;
    let reply = bot.responds(&interaction, json!({"type": 4, "data": {"content": "x".repeat(2001)}})).await;
    assert_eq!(reply.body["errors"]["data"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    // After a refused response the bot can still respond.
    assert_eq!(bot.responds(&interaction, json!({"type": 5})).await.status, 204);
}

#[tokio::test]
async fn a_client_sends_only_values_that_the_command_allows() {
    let (discord, bot) = unlimited().await;
    let sarah = discord.person("Sarah");
    let unknown = sarah.slash("needhelp").send().await.expect_err("not registered");
    assert_eq!(unknown, CommandError::UnknownCommand("needhelp".to_owned()));
    bot.registers().await;
    let missing = sarah.slash("needhelp").send().await.expect_err("child is required");
    assert_eq!(missing, CommandError::MissingOption("child".to_owned()));
    let long = sarah.slash("needhelp").string("child", "x".repeat(41)).send().await.expect_err("too long");
    assert!(matches!(long, CommandError::Refused { .. }));
    let other = sarah.slash("needhelp").string("child", "Jake").string("dog", "Rex").send().await;
    assert!(matches!(other.expect_err("no such option"), CommandError::UnknownOption { .. }));
    let forged = sarah.slash("needhelp").string("child", "x".repeat(41)).unchecked().send().await;
    assert_eq!(forged.expect("sent all the same").deliveries(), 0);
}

#[tokio::test]
async fn a_click_needs_a_button_of_the_current_or_an_older_version() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let id = bot.says(json!({"content": "open", "components": button("I've got it", "claim")})).await.id();
    let old = discord.message(id.parse().expect("an id")).expect("known");
    bot.patch(&bot.messages(&format!("/{id}")), json!({"content": "claimed", "components": []})).await;
    let lisa = discord.person("Lisa");
    assert!(matches!(lisa.click(old.id, "I've got it").await, Err(ClickError::NoSuchButton { .. })));
    lisa.click_as_seen(&old, "I've got it").await.expect("it was on her screen");
    assert_eq!(session.event("INTERACTION_CREATE").await["data"]["custom_id"], "claim");
    let gone = bot.delete(&bot.messages(&format!("/{id}"))).await;
    assert_eq!(gone.status, 204);
    assert!(matches!(lisa.click(old.id, "claim").await, Err(ClickError::NoSuchMessage)));
}

#[tokio::test]
async fn a_disabled_or_invisible_button_cannot_be_clicked() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let mut grey = button("Gone", "gone");
    grey[0]["components"][0]["disabled"] = json!(true);
    let id = bot.says(json!({"content": "x", "components": grey})).await.id().parse().expect("an id");
    assert!(matches!(discord.person("Lisa").click(id, "Gone").await, Err(ClickError::Disabled(_))));

    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    let data = json!({"content": "sure?", "flags": 64, "components": button("Yes", "yes")});
    bot.responds(&interaction, json!({"type": 4, "data": data})).await;
    let private = sarah.original().await.expect("there").id;
    assert!(matches!(discord.person("Lisa").click(private, "Yes").await, Err(ClickError::NoSuchMessage)));
    assert!(discord.person("Sarah").click(private, "Yes").await.is_ok());
}

#[tokio::test]
async fn an_invalid_body_changes_nothing() {
    let (discord, bot) = careless().await;
    assert_eq!(bot.says(json!({"content": 5})).await.error(), (400, 50035));
    assert!(discord.channel(discord.channel_id("bus-stop")).history().is_empty());
}

#[tokio::test]
async fn a_dismissed_message_is_seen_no_more_and_edits_of_it_succeed() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let (interaction, sarah) = asked(&discord, &bot, &mut session).await;
    bot.responds(&interaction, json!({"type": 4, "data": {"content": "sent", "flags": 64}})).await;
    let followup = json!({"content": "one more", "flags": 64});
    bot.post(&bot.webhook(&interaction, ""), followup.clone()).await;
    let (person, channel) = (discord.person("Sarah"), discord.channel_id("bus-stop"));
    let original = sarah.original().await.expect("there").id;
    assert!(person.dismisses(original) && !person.dismisses(original) && !discord.person("Mike").dismisses(original));
    assert_eq!(person.sees(channel).len(), 1);
    assert_eq!(person.restarts_app(), 1);
    assert!(person.sees(channel).is_empty());
    let edited = bot.patch(&bot.webhook(&interaction, "/messages/@original"), json!({"content": "bad news"})).await;
    assert_eq!(edited.status, 200);
    assert!(person.sees(channel).is_empty());
    bot.post(&bot.webhook(&interaction, ""), followup).await;
    assert_eq!(person.sees(channel).len(), 1, "a new message is shown");
}
