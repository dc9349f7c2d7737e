//! Registering commands, and what a person's client shows and sends: subcommands, permissions, contexts, autocomplete.

use std::time::Duration;

use fake_discord::twilight_model::guild::Permissions;
use fake_discord::{CommandError, FakeDiscord, GuildSetup, Limits, ResponseKind, Setup};
use serde_json::{Value, json};

use crate::bot::{Bot, Session, careless, unlimited};

async fn register(bot: &Bot, command: Value) {
    let reply = bot.post(&format!("/applications/{}/commands", bot.application), command).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}

fn text(name: &str) -> Value {
    json!({"type": 3, "name": name, "description": "d", "required": true})
}

#[tokio::test]
async fn a_new_command_is_201_a_known_one_200_and_a_deleted_one_new_again() {
    let (discord, bot) = unlimited().await;
    for path in ["commands".to_owned(), format!("guilds/{}/commands", discord.guild_id())] {
        let path = format!("/applications/{}/{path}", bot.application);
        // discordgo sends a null for no options.
        let made = bot.post(&path, json!({"name": "hello", "description": "Say it", "options": null})).await;
        assert_eq!(made.body["options"], json!([]));
        let again = bot.post(&path, json!({"name": "hello", "description": "Say hello"})).await;
        assert_eq!((made.status, again.status, &made.body["id"]), (201, 200, &again.body["id"]));
        assert_eq!(bot.get(&path).await.body[0]["description"], "Say hello");
        let one = format!("{path}/{}", made.body["id"].as_str().expect("an id"));
        assert_eq!(bot.delete(&one).await.status, 204);
        assert_eq!(bot.delete(&one).await.error(), (404, 10063));
    }
    let foreign = format!("/applications/{}/guilds/5/commands", bot.application);
    assert_eq!(bot.post(&foreign, json!({"name": "hello", "description": "Say it"})).await.error(), (403, 50001));
}

#[tokio::test]
async fn the_options_of_a_subcommand_are_inside_its_group() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let give = json!({"type": 1, "name": "give", "description": "d", "options": [text("to")]});
    let group = json!({"type": 2, "name": "board", "description": "d", "options": [give]});
    register(&bot, json!({"name": "card", "description": "d", "options": [give, group]})).await;
    let sarah = discord.person("Sarah");
    for bare in ["card", "card board", "card take", "card give to"] {
        let error = sarah.slash(bare).string("to", "Mike").send().await.expect_err("incomplete");
        assert_eq!(error, CommandError::UnknownCommand(bare.to_owned()));
    }
    let missing = sarah.slash("card give").send().await.expect_err("required");
    assert_eq!(missing, CommandError::MissingOption("to".to_owned()));
    let filled = json!([{"type": 3, "name": "to", "value": "Mike"}]);
    let given = json!([{"type": 1, "name": "give", "options": filled}]);
    sarah.slash("card give").value("to", json!("Mike")).send().await.expect("sent");
    assert_eq!(session.event("INTERACTION_CREATE").await["data"]["options"], given);
    sarah.slash("card board give").string("to", "Mike").send().await.expect("sent");
    let nested = session.event("INTERACTION_CREATE").await["data"]["options"].clone();
    assert_eq!(nested, json!([{"type": 2, "name": "board", "options": given}]));
}

#[tokio::test]
async fn a_command_for_moderators_needs_a_role_with_the_permission() {
    let street = GuildSetup::new("Oak Street")
        .channel("bus-stop")
        .role_with("moderators", Permissions::MANAGE_MESSAGES)
        .role_with("admins", Permissions::ADMINISTRATOR)
        .person("Sarah", &[])
        .person("Mike", &["moderators"])
        .person("Lisa", &["admins"]);
    let discord = FakeDiscord::start(Setup::empty().guild(street).limits(Limits::off())).await.expect("it starts");
    let bot = Bot::new(&discord);
    let bits = Permissions::MANAGE_MESSAGES.bits().to_string();
    register(&bot, json!({"name": "clean", "description": "d", "default_member_permissions": bits})).await;
    register(&bot, json!({"name": "reset", "description": "d", "default_member_permissions": "0"})).await;
    let refused = discord.person("Sarah").slash("clean").send().await.expect_err("no moderator");
    let needed = Permissions::MANAGE_MESSAGES;
    assert_eq!(refused, CommandError::MissingPermission { command: "clean".to_owned(), needed });
    discord.person("Mike").slash("clean").send().await.expect("a moderator");
    assert!(discord.person("Mike").slash("reset").send().await.is_err());
    discord.person("Lisa").slash("reset").send().await.expect("an administrator");
    discord.set_permissions(discord.role_id("moderators"), Permissions::empty());
    assert!(discord.person("Mike").slash("clean").send().await.is_err());
}

#[tokio::test]
async fn a_command_is_visible_in_its_contexts_only() {
    let (discord, bot) = unlimited().await;
    let of = |name: &str, contexts: Value| json!({"name": name, "description": "d", "contexts": contexts});
    register(&bot, of("here", json!([0]))).await;
    register(&bot, of("there", json!([1]))).await;
    register(&bot, json!({"name": "public", "description": "d", "dm_permission": false})).await;
    register(&bot, json!({"name": "both", "description": "d"})).await;
    let sarah = discord.person("Sarah");
    let dm = sarah.in_channel(sarah.dm());
    for (name, in_guild, in_dm) in
        [("here", true, false), ("there", false, true), ("public", true, false), ("both", true, true)]
    {
        assert_eq!(sarah.slash(name).send().await.is_ok(), in_guild, "{name} in the guild");
        assert_eq!(dm.slash(name).send().await.is_ok(), in_dm, "{name} in the DM");
    }
}

#[tokio::test]
async fn a_picked_user_must_be_a_member_and_is_resolved() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let whom = json!({"type": 6, "name": "whom", "description": "d"});
    register(&bot, json!({"name": "thank", "description": "d", "options": [whom]})).await;
    let (sarah, mike) = (discord.person("Sarah"), discord.person("Mike").id());
    let nobody = sarah.slash("thank").user("whom", fake_discord::ids::UserId::new(5)).send().await;
    assert!(matches!(nobody, Err(CommandError::Refused { .. })), "{nobody:?}");
    sarah.slash("thank").user("whom", mike).send().await.expect("sent");
    let data = session.event("INTERACTION_CREATE").await["data"].clone();
    assert_eq!(data["resolved"]["users"][mike.to_string()]["username"], "mike");
    assert_ne!(data["resolved"]["members"][mike.to_string()]["permissions"], "0");
}

#[tokio::test]
async fn autocomplete_returns_choices_and_allows_no_followup() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let stop = json!({"type": 3, "name": "stop", "description": "d", "autocomplete": true});
    register(&bot, json!({"name": "meet", "description": "d", "options": [text("child"), stop]})).await;
    let typing = || discord.person("Sarah").slash("meet").string("child", "Jake");
    assert!(matches!(typing().autocomplete("child", "J").await, Err(CommandError::Refused { .. })));
    let asked = typing().autocomplete("stop", "Oa").await.expect("asked");
    let interaction = session.event("INTERACTION_CREATE").await;
    assert_eq!(interaction["type"], 4);
    let focused = &interaction["data"]["options"][1];
    assert_eq!(
        (&focused["name"], &focused["value"], &focused["focused"]),
        (&json!("stop"), &json!("Oa"), &json!(true))
    );
    let choices = json!([{"name": "Oak Street", "value": "oak"}]);
    assert_eq!(bot.responds(&interaction, json!({"type": 8, "data": {"choices": choices}})).await.status, 204);
    let response = asked.response().await.expect("choices");
    assert_eq!((response.kind, &response.data["choices"]), (ResponseKind::Choices, &choices));
    let followup = bot.post(&bot.webhook(&interaction, ""), json!({"content": "x"})).await;
    assert_eq!(followup.error(), (404, 10015));
    let late = typing().autocomplete("stop", "Oak").await.expect("asked");
    discord.advance(Duration::from_secs(4));
    assert!(late.failed());
}

#[tokio::test]
async fn an_option_of_a_subcommand_is_completed_inside_it() {
    let (discord, bot) = unlimited().await;
    let mut session = Session::identified(&discord, 0).await;
    let stop = json!({"type": 3, "name": "stop", "description": "d", "required": true, "autocomplete": true});
    let add = json!({"type": 1, "name": "add", "description": "d", "options": [stop]});
    register(&bot, json!({"name": "stops", "description": "d", "options": [add]})).await;
    discord.person("Sarah").slash("stops add").autocomplete("stop", "").await.expect("asked");
    let options = session.event("INTERACTION_CREATE").await["data"]["options"].clone();
    let focused = json!({"name": "stop", "type": 3, "value": "", "focused": true});
    assert_eq!(options, json!([{"type": 1, "name": "add", "options": [focused]}]));
}

#[tokio::test]
async fn an_optional_option_before_a_required_one_is_50035_and_registers_nothing() {
    let (discord, bot) = careless().await;
    let when = json!({"type": 3, "name": "when", "description": "d"});
    let path = format!("/applications/{}/guilds/{}/commands", bot.application, discord.guild_id());
    let list = |options: Value| json!([{"name": "needhelp", "description": "d", "options": options}]);
    let refused = bot.put_json(&path, list(json!([when, text("child")]))).await;
    assert_eq!(refused.error(), (400, 50035));
    let fault = &refused.body["errors"]["0"]["options"]["1"]["_errors"][0]["code"];
    assert_eq!(fault, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID");
    assert_eq!(bot.get(&path).await.body, json!([]));
    assert_eq!(bot.put_json(&path, list(json!([text("child"), when]))).await.status, 200);
}
