//! Paths, versions and bodies as other libraries send them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::bot::{Bot, Session, unlimited};

/// Sends a request as it is, below the address without `/api/v10`.
async fn raw(bot: &Bot, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> (u16, Value) {
    let root = bot.base.trim_end_matches("/api/v10");
    let client = reqwest::Client::new();
    let mut request = client.request(method, format!("{root}{path}"));
    request = request.header("authorization", format!("Bot {}", bot.token)).header("x-audit-log-reason", "a%20reason");
    if let Some((content_type, bytes)) = body {
        request = request.header("content-type", content_type).body(bytes);
    }
    let response = request.send().await.expect("a response");
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.expect("a body")).unwrap_or(Value::Null))
}

#[tokio::test]
async fn an_escaped_path_is_the_same_path() {
    let (discord, bot) = unlimited().await;
    bot.registers().await;
    let mut session = Session::identified(&discord, 0).await;
    discord.person("Sarah").slash("needhelp").string("child", "Jake").send().await.expect("sent");
    let interaction = session.event("INTERACTION_CREATE").await;
    bot.responds(&interaction, json!({"type": 5})).await;
    let edited = bot.patch(&bot.webhook(&interaction, "/messages/%40original"), json!({"content": "Done"})).await;
    assert_eq!((edited.status, &edited.body["content"]), (200, &json!("Done")));
    discord.assert_clean();
}

#[tokio::test]
async fn versions_9_and_10_are_the_same_and_any_other_is_unknown() {
    let (discord, bot) = unlimited().await;
    for version in ["v9", "v10"] {
        assert_eq!(raw(&bot, Method::GET, &format!("/api/{version}/users/@me"), None).await.0, 200);
    }
    let (status, body) = raw(&bot, Method::GET, "/api/v99/users/@me", None).await;
    assert_eq!((status, &body["code"]), (400, &json!(50041)));
    assert!(discord.unknown_routes()[0].starts_with("GET /api/v99/users/@me"), "{:?}", discord.unknown_routes());
}

#[tokio::test]
async fn a_wrong_method_is_405_and_an_unknown_path_404() {
    let (_discord, bot) = unlimited().await;
    let (status, body) = raw(&bot, Method::DELETE, "/api/v10/gateway/bot", None).await;
    assert_eq!((status, &body["message"]), (405, &json!("405: Method Not Allowed")));
    assert_eq!(raw(&bot, Method::DELETE, "/api/v10/weather", None).await.0, 404);
}

#[tokio::test]
async fn a_message_can_be_a_form() {
    let (discord, bot) = unlimited().await;
    let form = b"content=Jake+waits%21&tts=false&enforce_nonce=true&nonce=1".to_vec();
    let path = format!("/api/v10{}", bot.messages(""));
    let kind = "application/x-www-form-urlencoded";
    let (status, sent) = raw(&bot, Method::POST, &path, Some((kind, form.clone()))).await;
    assert_eq!((status, &sent["content"]), (200, &json!("Jake waits!")));
    let (_, again) = raw(&bot, Method::POST, &path, Some((kind, form))).await;
    assert_eq!(again["id"], sent["id"], "the nonce was enforced");
    let requests = discord.requests();
    assert_eq!(requests[0].headers["x-audit-log-reason"], "a%20reason");
    assert!(!requests[0].headers.contains_key("authorization"), "the token is not kept");
    discord.assert_clean();
}

#[tokio::test]
async fn ids_can_be_integers() {
    let (discord, bot) = unlimited().await;
    let first = bot.says(json!({"content": "one"})).await.id();
    let mike = discord.person("Mike").id();
    let reply = bot.says(json!({
        "content": format!("<@{mike}>"), "allowed_mentions": {"users": [mike.get()]},
        "message_reference": {"message_id": first.parse::<u64>().expect("an id")},
    }));
    let reply = reply.await;
    assert_eq!((reply.status, &reply.body["message_reference"]["message_id"]), (200, &json!(first)));
    assert_eq!(reply.body["mentions"][0]["id"], mike.to_string());
    let dm = bot.post("/users/@me/channels", json!({"recipient_id": mike.get()})).await;
    assert_eq!(dm.status, 200, "{}", dm.body);
    discord.assert_clean();
}

#[tokio::test]
async fn a_file_is_uploaded_and_can_be_read_again() {
    let (discord, bot) = unlimited().await;
    let payload = json!({"content": "Here", "attachments": [{"id": 0, "description": "A note"}]});
    let form = format!(
        "--x\r\ncontent-disposition: form-data; name=\"payload_json\"\r\ncontent-type: application/json\r\n\r\n{payload}\
         \r\n--x\r\ncontent-disposition: form-data; name=\"files[0]\"; filename=\"note.txt\"\r\n\
         content-type: text/plain\r\n\r\nJake waits\r\n--x--\r\n"
    );
    let kind = "multipart/form-data; boundary=x";
    let path = format!("/api/v10{}", bot.messages(""));
    let (status, sent) = raw(&bot, Method::POST, &path, Some((kind, form.into_bytes()))).await;
    assert_eq!((status, &sent["content"]), (200, &json!("Here")), "{sent}");
    let file = sent["attachments"][0].clone();
    assert_eq!((&file["filename"], &file["size"]), (&json!("note.txt"), &json!(10)));
    assert_eq!((&file["description"], &file["content_type"]), (&json!("A note"), &json!("text/plain")));
    let url = file["url"].as_str().expect("a URL");
    let read = reqwest::get(url).await.expect("a response");
    assert_eq!(read.headers()["content-type"], "text/plain");
    assert_eq!(read.text().await.expect("the file"), "Jake waits");

    // An embed shows the file that it names, which the list has no more then.
    let message = bot.messages(&format!("/{}", sent["id"].as_str().expect("an id")));
    let embed = json!({"title": "Note", "image": {"url": "attachment://note.txt"}});
    let shown = bot.patch(&message, json!({"embeds": [embed]})).await;
    assert_eq!((&shown.body["attachments"], &shown.body["embeds"][0]["image"]["url"]), (&json!([]), &json!(url)));
    assert_eq!(bot.patch(&message, json!({"embeds": []})).await.body["attachments"][0]["id"], file["id"]);

    // An edit keeps the attachments that it names, and a message of files alone is not empty.
    let kept = bot.patch(&message, json!({"content": "", "attachments": [{"id": file["id"]}]})).await;
    assert_eq!((kept.status, kept.body["attachments"].as_array().map(Vec::len)), (200, Some(1)), "{}", kept.body);
    assert_eq!(bot.patch(&message, json!({"attachments": []})).await.error(), (400, 50006));
    assert_eq!(bot.says(json!({"content": "x", "attachments": [{"id": 0}]})).await.error(), (400, 50035));
    discord.assert_clean();
}
