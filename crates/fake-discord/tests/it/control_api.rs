//! The program and its control API, as a script uses them.

use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::bot::{Bot, Reply, Session};

/// The program. It is killed when the test ends.
struct Program {
    _child: Child,
    control: Bot,
    bot: Bot,
    gateway: String,
}

impl Program {
    async fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fake-discord"))
            .args(["--no-limits", "--token", "a.known.token"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it was built");
        let stdout = child.stdout.take().expect("piped");
        let line = BufReader::new(stdout).lines().next_line().await.expect("readable").expect("a line");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(said["token"], "a.known.token");
        let text = |name: &str| said[name].as_str().expect("said").to_owned();
        let bot = Bot::with(&text("url"), &text("token"), &text("application_id"), &text("channel_id"));
        let mut control = bot.clone();
        control.base = text("control");
        let state = control.get("/world").await.body;
        assert_eq!(state["guild_id"], said["guild_id"]);
        assert!(state["guilds"][0]["people"]["Sarah"].is_string(), "{state}");
        let gateway = state["gateway_url"].as_str().expect("there").to_owned();
        Self { _child: child, control, bot, gateway }
    }

    async fn session(&self) -> Session {
        let mut session = Session::hello(&self.gateway).await;
        session.identify(&self.bot.token, 0).await;
        session.event("READY").await;
        session
    }
}

#[tokio::test]
async fn another_process_can_do_all_steps_from_command_to_click() {
    let program = Program::start().await;
    let (control, bot) = (&program.control, &program.bot);
    let mut session = program.session().await;
    bot.registers().await;
    let slash = json!({"person": "Sarah", "command": "needhelp", "options": {"child": "Jake"}});
    let sent = control.post("/slash", slash).await;
    assert_eq!((sent.status, &sent.body["deliveries"]), (200, &json!(1)));
    let path = format!("/interactions/{}", sent.body["interaction"].as_str().expect("an id"));
    assert_eq!(control.get(&path).await.body["answered"], false);

    let interaction = session.event("INTERACTION_CREATE").await;
    bot.responds(&interaction, json!({"type": 5, "data": {"flags": 64}})).await;
    bot.patch(&bot.webhook(&interaction, "/messages/@original"), json!({"content": "It is sent."})).await;
    let told = control.get(&format!("{path}?contains=sent&wait_ms=15000")).await.body;
    assert_eq!((&told["content"], &told["ephemeral"], &told["type"]), (&json!("It is sent."), &json!(true), &json!(5)));

    let button = json!([{"type": 1, "components": [{"type": 2, "style": 3, "label": "Mine", "custom_id": "claim"}]}]);
    let card = bot.says(json!({"content": "Jake", "components": button})).await.id();
    bot.put(&bot.messages(&format!("/pins/{card}"))).await;
    let listed = control.get("/channels/bus-stop/messages").await.body;
    assert_eq!((&listed[0]["id"], &listed[0]["pinned"]), (&json!(card), &json!(true)));
    let clicked = control.post("/click", json!({"person": "Mike", "message": card, "label": "Mine"})).await;
    assert_eq!(clicked.status, 200, "{}", clicked.body);
    assert_eq!(session.event("INTERACTION_CREATE").await["member"]["user"]["username"], "mike");

    bot.patch(&bot.messages(&format!("/{card}")), json!({"content": "Mike has it", "components": []})).await;
    let late = control.post("/click", json!({"person": "Lisa", "message": card, "label": "Mine"})).await;
    assert_eq!(late.status, 409);
    let seen = json!({"person": "Lisa", "message": card, "label": "Mine", "version": 0});
    assert_eq!(control.post("/click", seen).await.status, 200);
    let versions = control.get(&format!("/messages/{card}")).await.body["versions"].as_array().map(Vec::len);
    assert_eq!(versions, Some(2));
    let focused = json!({"option": "child", "so_far": "J"});
    let typing = json!({"person": "Sarah", "command": "needhelp", "focused": focused});
    let refused = control.post("/slash", typing).await;
    assert_eq!(refused.status, 409, "the option was registered without autocomplete: {}", refused.body);
    assert_eq!(control.get("/complaints").await.body, json!([]));
}

#[tokio::test]
async fn the_control_api_sets_faults_clock_permissions_and_gateway() {
    let program = Program::start().await;
    let (control, bot) = (&program.control, &program.bot);
    let fault =
        json!({"effect": "status", "status": 503, "method": "POST", "path": "/channels/*/messages", "times": 1});
    assert_eq!(control.post("/faults", fault).await.status, 200);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 503);
    assert_eq!(bot.says(json!({"content": "x"})).await.status, 200);
    assert_eq!(control.get("/faults").await.body[0]["hits"], 1);
    assert_eq!(control.delete("/faults").await.status, 200);
    control.post("/faults", json!({"effect": "reset_after", "method": "POST", "times": 1})).await;
    assert!(bot.try_send(Method::POST, &bot.messages(""), Some(json!({"content": "y"}))).await.is_err());
    assert_eq!(control.get("/channels/bus-stop/messages").await.body.as_array().map(Vec::len), Some(2));

    let before = control.get("/world").await.body["now"].as_i64().expect("a time");
    let after = control.post("/clock/advance", json!({"ms": 900_000})).await.body["now"].as_i64().expect("a time");
    assert!(after >= before + 900_000);
    control.post("/bot/permissions", json!({"revoke": ["SEND_MESSAGES"]})).await;
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50013));
    let mut session = program.session().await;
    assert_eq!(control.post("/gateway", json!({"do": "drop"})).await.body["connections"], 1);
    while session.frame().await["op"].is_u64() {}
    let counters = control.get("/counters").await.body;
    assert_eq!((&counters["identifies"], &counters["faults"]), (&json!(1), &json!(2)));
}

#[tokio::test]
async fn the_control_api_changes_channels_roles_guilds_and_people() {
    let program = Program::start().await;
    let (control, mut bot) = (&program.control, program.bot.clone());
    let said = |reply: &Reply| (reply.status, reply.body["error"].as_str().unwrap_or_default().to_owned());
    let posts = control.post("/channels", json!({"name": "posts", "kind": "forum"})).await;
    assert_eq!(said(&posts), (200, String::new()));
    let thread = control.post("/channels", json!({"name": "Jake", "parent": "bus-stop", "members": ["Sarah"]})).await;
    bot.channel = thread.body["channel"].as_str().expect("an id").to_owned();
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50001));
    let none = control.post("/channels", json!({"name": "Jake", "parent": "posts", "members": ["Sarah"]})).await;
    assert_eq!(none.status, 409, "a forum has no private threads");
    let thread = control.post("/channels", json!({"name": "post", "parent": "posts"})).await;
    bot.channel = thread.body["channel"].as_str().expect("an id").to_owned();
    let change = json!({"archived": true, "locked": true});
    assert_eq!(said(&control.patch(&format!("/channels/{}", bot.channel), change).await), (200, String::new()));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (400, 50083));
    assert_eq!(control.patch("/channels/bus-stop", json!({"archived": true})).await.status, 409);

    let hidden = control.patch("/channels/posts", json!({"hide_from": ["@everyone"], "show_to": ["Sarah"]})).await;
    assert_eq!(said(&hidden), (200, String::new()));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (403, 50001));
    let role = control.patch("/roles/helpers", json!({"mentionable": true, "managed": true})).await;
    let guild = control.get("/world").await.body["guild_id"].as_str().expect("an id").to_owned();
    let path = format!("/guilds/{guild}/roles/{}", role.body["role"].as_str().expect("an id"));
    let shown = bot.get(&path).await.body;
    assert_eq!((&shown["mentionable"], &shown["managed"]), (&json!(true), &json!(true)));
    assert_eq!(control.delete("/roles/helpers").await.status, 200);
    assert_eq!(bot.get(&path).await.error(), (404, 10011));

    let changed = control.patch(&format!("/guilds/{guild}"), json!({"bot": false, "two_factor": true})).await;
    assert_eq!(said(&changed), (200, String::new()));
    assert_eq!(bot.get(&path).await.error(), (403, 50001));
    assert_eq!(control.patch("/guilds/5", json!({"outage": true})).await.status, 404);
    assert_eq!(control.patch("/people/Sarah", json!({"restarts_app": true})).await.status, 200);
    assert_eq!(control.patch("/people/Sarah", json!({"dismisses": "5"})).await.status, 409);
    assert_eq!(control.post("/weather", json!({"weather": "none"})).await.status, 200);
    assert_eq!(control.get("/complaints").await.body, json!([]));
}

#[tokio::test]
async fn an_impossible_request_is_refused_with_a_reason() {
    let program = Program::start().await;
    let control = &program.control;
    let refused = |reply: Reply| (reply.status, reply.body["error"].as_str().map(str::to_owned).is_some());
    let nobody = json!({"person": "Nobody", "command": "needhelp"});
    assert_eq!(refused(control.post("/slash", nobody).await), (404, true));
    let unregistered = json!({"person": "Sarah", "command": "needhelp"});
    assert_eq!(refused(control.post("/slash", unregistered).await), (409, true));
    assert_eq!(refused(control.post("/slash", json!({"who": "Sarah"})).await), (400, true));
    assert_eq!(refused(control.post("/faults", json!({"effect": "rain"})).await), (400, true));
    assert_eq!(refused(control.post("/faults", json!({"effect": "status", "status": 99})).await), (400, true));
    for unknown in [json!({"effect": "status", "status": 503, "time": 1}), json!({"effect": "reset_after", "ms": 5})] {
        assert_eq!(refused(control.post("/faults", unknown).await), (400, true));
    }
    let known = json!({"effect": "latency_after", "ms": 5, "method": "GET", "path": "/**", "times": 1, "after": 1});
    assert_eq!(control.post("/faults", known).await.status, 200);
    assert_eq!(refused(control.post("/weather", json!({"weather": "rain"})).await), (400, true));
    assert_eq!(refused(control.get("/channels/nowhere/messages").await), (404, true));
    assert_eq!(refused(control.get("/tides").await), (404, true));
    assert_eq!(refused(control.get("/channels/bus-stop/messages?wait_ms=soon").await), (400, true));
    assert_eq!(refused(control.get("/requests?most=1").await), (400, true));
    assert_eq!(refused(control.put("/world").await), (405, true));
    for text in [String::new(), " ".to_owned(), "x".repeat(2001)] {
        assert_eq!(refused(control.post("/say", json!({"person": "Sarah", "text": text})).await), (400, true));
    }
    let longest = json!({"person": "Sarah", "text": "x".repeat(2000)});
    assert_eq!(control.post("/say", longest).await.status, 200);
}

#[tokio::test]
async fn people_reply_edit_delete_and_write_in_private() {
    let program = Program::start().await;
    let (control, bot) = (&program.control, &program.bot);
    let card = bot.says(json!({"content": "Jake waits"})).await.id();
    let reply = json!({"person": "Mike", "text": "I go", "reply_to": card});
    let reply = control.post("/say", reply).await.body["message"].as_str().expect("an id").to_owned();
    let read = bot.get(&bot.messages(&format!("/{reply}"))).await.body;
    assert_eq!(read["message_reference"]["message_id"], json!(card));
    let path = format!("/messages/{reply}");
    assert_eq!(control.patch(&path, json!({"person": "Mike", "text": "I went"})).await.status, 200);
    assert_eq!(control.patch(&path, json!({"person": "Lisa", "text": "No"})).await.status, 409);
    let dm = control.post("/dm", json!({"person": "Sarah"})).await.body["channel"].as_str().expect("an id").to_owned();
    control.post("/say", json!({"person": "Sarah", "channel": dm, "text": "hello"})).await;
    assert_eq!(control.get(&format!("/channels/{dm}/messages")).await.body[0]["content"], "hello");
}

#[tokio::test]
async fn another_process_can_wait_for_messages_and_follow_events() {
    let program = Program::start().await;
    let (control, bot) = (&program.control, &program.bot);
    let waiting = control.get("/channels/bus-stop/messages?contains=waits&wait_ms=15000");
    let (found, sent) = tokio::join!(waiting, bot.says(json!({"content": "Jake waits"})));
    assert_eq!(found.body[0]["id"], json!(sent.id()));
    let newer = format!("/channels/bus-stop/messages?wait_ms=1&after={}", sent.id());
    assert_eq!(control.get(&newer).await.body, json!([]));
    let events = control.get("/events").await.body;
    assert_eq!(events["events"][0]["event"], "message_created");
    let next = format!("/events?after={}&wait_ms=15000", events["newest"]);
    let (next, _) = tokio::join!(control.get(&next), program.session());
    assert_eq!(next.body["events"][0]["event"], "session_started");
}

#[tokio::test]
async fn a_reset_brings_back_the_beginning() {
    let program = Program::start().await;
    let (control, bot) = (&program.control, &program.bot);
    let mut session = program.session().await;
    bot.registers().await;
    bot.says(json!({"content": "before"})).await;
    let world = control.post("/reset", json!({})).await.body;
    assert_eq!(session.frame().await, json!({"close": 4000}));
    assert_eq!((&world["token"], &world["bot_id"]), (&json!(bot.token), &json!(bot.application)));
    assert_eq!(control.get("/channels/bus-stop/messages").await.body, json!([]));
    assert_eq!(control.get("/commands").await.body["global"], json!([]));
    assert_eq!(bot.says(json!({"content": "x"})).await.error(), (404, 10003), "the channel is another one");
    assert_eq!(program.session().await.seq, 1);
}
