//! Private questions: ephemeral messages with buttons and selects, answered in place.

use fake_discord::{ClickError, FakeDiscord, GuildSetup, Interaction, Limits, Permissions, ResponseKind, Setup};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, unlimited};
use crate::interactions::asked;

/// Sarah's command is answered by a private message with these components.
async fn question(discord: &FakeDiscord, bot: &Bot, session: &mut Session, rows: Value) -> Interaction {
    let (interaction, sarah) = asked(discord, bot, session).await;
    let data = json!({"content": "Stop this alert?", "flags": 64, "components": rows});
    let reply = bot.responds(&interaction, json!({"type": 4, "data": data})).await;
    assert_eq!(reply.status, 204, "{}", reply.body);
    sarah
}

fn yes_and_no() -> Value {
    let button = |label: &str, custom_id: &str| json!({"type": 2, "style": 2, "label": label, "custom_id": custom_id});
    let link = json!({"type": 2, "style": 5, "label": "Open the card", "url": "https://discord.com/channels/1/2/3"});
    json!([{"type": 1, "components": [button("Yes, stop it", "yes"), button("No, keep it", "no"), link]}])
}

#[tokio::test]
async fn a_question_is_answered_in_place_and_its_buttons_vanish() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let asked = question(&discord, &bot, &mut session, yes_and_no()).await;
    let shown = asked.original().await.expect("shown");
    assert_eq!(shown.text(), "Stop this alert?\n[Yes, stop it]\n[No, keep it]\n[Open the card]");
    assert_eq!(shown.links()[0].url, "https://discord.com/channels/1/2/3");
    let sarah = discord.person("Sarah");
    let pressed = sarah.click(shown.id, "Yes, stop it").await.expect("shown");
    let click = session.event("INTERACTION_CREATE").await;
    assert_eq!(click["message"]["flags"], 64);
    assert_eq!(click["message"]["content"], "Stop this alert?");
    let stopped = json!({"type": 7, "data": {"content": "Stopped.", "components": []}});
    assert_eq!(bot.responds(&click, stopped).await.status, 204);
    assert_eq!(pressed.response().await.expect("a response").kind, ResponseKind::Update);
    // Of both interactions it is the original now, and the click's token edits it too.
    assert_eq!(asked.original().await.expect("there").text(), "Stopped.");
    let original = bot.webhook(&click, "/messages/@original");
    assert_eq!(bot.get(&original).await.body["content"], "Stopped.");
    assert_eq!(bot.patch(&original, json!({"content": "Mike was told."})).await.status, 200);
    let now = pressed.original().await.expect("there");
    assert_eq!((now.id, now.text().as_str(), now.is_ephemeral()), (shown.id, "Mike was told.", true));
    let gone = sarah.click(shown.id, "Yes, stop it").await;
    assert!(matches!(gone, Err(ClickError::NoSuchButton { .. })), "{gone:?}");
    assert_eq!(sarah.sees(discord.channel_id("bus-stop")).len(), 1, "no second message");
    discord.assert_clean();
}

#[tokio::test]
async fn a_question_that_is_dismissed_or_lost_has_no_buttons_any_more() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let sarah = discord.person("Sarah");
    for restarts in [false, true] {
        let asked = question(&discord, &bot, &mut session, yes_and_no()).await;
        let shown = asked.original().await.expect("shown").id;
        assert!(if restarts { sarah.restarts_app() == 1 } else { sarah.dismisses(shown) });
        assert_eq!(sarah.click(shown, "Yes, stop it").await.expect_err("gone"), ClickError::NoSuchMessage);
    }
}

#[tokio::test]
async fn a_neighbor_is_chosen_in_a_private_message() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let select = json!({"type": 5, "custom_id": "who", "placeholder": "Choose a neighbor"});
    let asked = question(&discord, &bot, &mut session, json!([{"type": 1, "components": [select]}])).await;
    let shown = asked.original().await.expect("shown");
    assert_eq!(shown.text(), "Stop this alert?\n[Choose a neighbor]");
    let mike = discord.person("Mike").id().to_string();
    let chosen = discord.person("Sarah").choose(shown.id, "Choose a neighbor", &[&mike]).await.expect("offered");
    let choice = session.event("INTERACTION_CREATE").await;
    assert_eq!((&choice["type"], &choice["data"]["component_type"]), (&json!(3), &json!(5)));
    assert_eq!(choice["data"]["values"], json!([mike]));
    assert_eq!(choice["data"]["resolved"]["users"][&mike]["global_name"], "Mike");
    bot.responds(&choice, json!({"type": 7, "data": {"content": "Mike was asked.", "components": []}})).await;
    assert_eq!(chosen.original().await.expect("there").text(), "Mike was asked.");
}

#[tokio::test]
async fn a_modal_of_a_private_button_updates_the_private_message() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let asked = question(&discord, &bot, &mut session, yes_and_no()).await;
    let shown = asked.original().await.expect("shown").id;
    let sarah = discord.person("Sarah");
    let pressed = sarah.click(shown, "yes").await.expect("shown");
    let click = session.event("INTERACTION_CREATE").await;
    let input = json!({"type": 4, "custom_id": "why", "label": "Why?", "style": 1});
    let modal = json!({"custom_id": "m", "title": "Why?", "components": [{"type": 1, "components": [input]}]});
    assert_eq!(bot.responds(&click, json!({"type": 9, "data": modal})).await.status, 204);
    sarah.submit_modal(&pressed, &[("why", "He is at home")]).await.expect("submitted");
    let submitted = session.event("INTERACTION_CREATE").await;
    assert_eq!(submitted["message"]["id"], json!(shown));
    let thanks = json!({"type": 7, "data": {"content": "Thanks.", "components": []}});
    assert_eq!(bot.responds(&submitted, thanks).await.status, 204);
    assert_eq!(asked.original().await.expect("there").text(), "Thanks.");
}

#[tokio::test]
async fn the_bot_learns_whether_the_person_may_manage_messages() {
    let street = GuildSetup::new("Oak Street")
        .channel("bus-stop")
        .role_with("moderators", Permissions::MANAGE_MESSAGES)
        .person("Sarah", &[])
        .person("Lisa", &["moderators"]);
    let discord = FakeDiscord::start(Setup::empty().guild(street).limits(Limits::off())).await.expect("it starts");
    let bot = Bot::new(&discord);
    let mut session = Session::identified(&discord, 0).await;
    let card = bot.says(json!({"content": "Jake", "components": yes_and_no()})).await.id();
    for (name, may) in [("Sarah", false), ("Lisa", true)] {
        discord.person(name).click(card.parse().expect("an id"), "no").await.expect("shown");
        let member = session.event("INTERACTION_CREATE").await["member"].clone();
        let bits: u64 = member["permissions"].as_str().expect("bits").parse().expect("a number");
        assert_eq!(bits & Permissions::MANAGE_MESSAGES.bits() != 0, may, "{name}");
    }
}
