//! Members on the gateway: lists on request, and events.

use fake_discord::{FakeDiscord, Setup};
use serde_json::{Value, json};

use crate::bot::{Session, unlimited};

const GUILDS: u64 = 1;
const GUILD_MEMBERS: u64 = 1 << 1;
const GUILD_PRESENCES: u64 = 1 << 8;

async fn requests(session: &mut Session, discord: &FakeDiscord, mut data: Value) -> Value {
    data["guild_id"] = json!(discord.guild_id());
    session.send(json!({"op": 8, "d": data})).await;
    session.event("GUILD_MEMBERS_CHUNK").await
}

fn names(chunk: &Value) -> Vec<&str> {
    let members = chunk["members"].as_array().map(Vec::as_slice).unwrap_or_default();
    members.iter().filter_map(|member| member["user"]["username"].as_str()).collect()
}

#[tokio::test]
async fn members_are_sent_on_request() {
    let (discord, _) = unlimited().await;
    let mut session = Session::identified(&discord, GUILDS | GUILD_MEMBERS).await;
    let all = requests(&mut session, &discord, json!({"query": "", "limit": 0, "nonce": "n"})).await;
    assert_eq!((names(&all).len(), &all["nonce"], &all["chunk_count"]), (6, &json!("n"), &json!(1)));
    let named = requests(&mut session, &discord, json!({"query": "MI", "limit": 5})).await;
    assert_eq!(names(&named), ["mike"]);
    session.send(json!({"op": 8, "d": {"guild_id": [discord.guild_id()], "query": "da", "limit": 1}})).await;
    assert_eq!(names(&session.event("GUILD_MEMBERS_CHUNK").await), ["david"], "a list of one guild");
    let sarah = discord.person("Sarah").id();
    let by_id = requests(&mut session, &discord, json!({"user_ids": [sarah, "1"]})).await;
    assert_eq!((names(&by_id), &by_id["not_found"]), (vec!["sarah"], &json!(["1"])));
}

#[tokio::test]
async fn the_list_of_all_members_needs_the_intent() {
    let (discord, _) = unlimited().await;
    let mut session = Session::identified(&discord, GUILDS).await;
    assert_eq!(names(&requests(&mut session, &discord, json!({"query": "li", "limit": 1})).await), ["lisa"]);
    let all = json!({"op": 8, "d": {"guild_id": discord.guild_id(), "query": "", "limit": 0}});
    session.send(all).await;
    assert_eq!(session.frame().await, json!({"close": 4014}));
}

#[tokio::test]
async fn guild_create_has_all_members_only_with_the_intent_for_presences() {
    let (discord, _) = unlimited().await;
    for (intents, members) in [(GUILDS, 1), (GUILDS | GUILD_PRESENCES, 6)] {
        let mut session = Session::identified(&discord, intents).await;
        let guild = session.event("GUILD_CREATE").await;
        assert_eq!((names(&guild).len(), &guild["member_count"]), (members, &json!(6)));
    }
}

#[tokio::test]
async fn joining_changing_and_leaving_are_events() {
    let discord = FakeDiscord::start(Setup::default()).await.expect("it starts");
    let mut session = Session::identified(&discord, GUILD_MEMBERS).await;
    let jake = discord.add_person(discord.guild_id(), "Jake", &[]);
    let joined = session.event("GUILD_MEMBER_ADD").await;
    assert_eq!((&joined["user"]["username"], &joined["guild_id"]), (&json!("jake"), &json!(discord.guild_id())));
    jake.is_called("J");
    assert_eq!(session.event("GUILD_MEMBER_UPDATE").await["nick"], "J");
    let helpers = discord.role_id("helpers");
    jake.gets_role(helpers);
    assert_eq!(session.event("GUILD_MEMBER_UPDATE").await["roles"], json!([helpers]));
    assert!(jake.leaves());
    assert_eq!(session.event("GUILD_MEMBER_REMOVE").await["user"]["id"], jake.id().to_string());
    assert!(!jake.leaves(), "only once");
}
