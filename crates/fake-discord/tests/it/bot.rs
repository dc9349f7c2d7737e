//! A bot without a Discord library: HTTP and WebSocket only, so that tests see each response as it is.

use fake_discord::twilight_model;
use fake_discord::{FakeDiscord, Limits, Setup};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A stand-in without rate limits, and a bot.
pub async fn unlimited() -> (FakeDiscord, Bot) {
    let discord = FakeDiscord::start(Setup::default().limits(Limits::off())).await.expect("it starts");
    let bot = Bot::new(&discord);
    (discord, bot)
}

/// As [`unlimited`], for a bot that sends bodies that Discord's OpenAPI description does not allow.
pub async fn careless() -> (FakeDiscord, Bot) {
    let setup = Setup::default().limits(Limits::off()).tolerates_violations();
    let discord = FakeDiscord::start(setup).await.expect("it starts");
    let bot = Bot::new(&discord);
    (discord, bot)
}

/// A response with its whole body.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Reply {
    /// The status and Discord's error code.
    pub fn error(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or(0))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The id in the response to a creation.
    pub fn id(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body["id"].as_str().expect("an id").to_owned()
    }
}

#[derive(Debug, Clone)]
pub struct Bot {
    http: Client,
    pub base: String,
    pub token: String,
    pub application: String,
    pub channel: String,
}

impl Bot {
    pub fn new(discord: &FakeDiscord) -> Self {
        let (application, channel) = (discord.application_id(), discord.channel_id("bus-stop"));
        Self::with(&discord.url(), &discord.token(), &application.to_string(), &channel.to_string())
    }

    pub fn with(url: &str, token: &str, application: &str, channel: &str) -> Self {
        Self {
            http: Client::new(),
            base: format!("{url}/api/v10"),
            token: token.to_owned(),
            application: application.to_owned(),
            channel: channel.to_owned(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.header("authorization", format!("Bot {}", self.token))
    }

    pub async fn try_send(&self, method: Method, path: &str, body: Option<Value>) -> reqwest::Result<Reply> {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(&body),
            // Discord wants the length of an absent body too.
            None => request.header("content-length", "0"),
        };
        Self::reply(request).await
    }

    async fn reply(request: RequestBuilder) -> reqwest::Result<Reply> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = match text.as_str() {
            "" => Value::Null,
            page if page.starts_with('<') => json!(page),
            text => serde_json::from_str(text).expect("JSON"),
        };
        Ok(Reply { status, headers, body })
    }

    /// Sends a request without a body, and without saying so.
    pub async fn without_length(&self, method: Method, path: &str) -> Reply {
        Self::reply(self.request(method, path)).await.expect("a response")
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.try_send(method, path, body).await.expect("a response")
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn put(&self, path: &str) -> Reply {
        self.send(Method::PUT, path, None).await
    }

    pub async fn put_json(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    /// The path of the channel's messages, followed by `rest`.
    pub fn messages(&self, rest: &str) -> String {
        format!("/channels/{}/messages{rest}", self.channel)
    }

    /// Sends a message to the channel.
    pub async fn says(&self, body: Value) -> Reply {
        self.post(&self.messages(""), body).await
    }

    /// Registers `/needhelp` with a required text option of at most 40 characters.
    pub async fn registers(&self) {
        let command = json!([{"name": "needhelp", "description": "Ask", "options": [
            {"type": 3, "name": "child", "description": "Whom", "required": true, "max_length": 40},
        ]}]);
        let path = format!("/applications/{}/commands", self.application);
        let reply = self.send(Method::PUT, &path, Some(command)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// Responds to an interaction that the gateway delivered.
    pub async fn responds(&self, interaction: &Value, body: Value) -> Reply {
        let path = format!("/interactions/{}/{}/callback", text(interaction, "id"), text(interaction, "token"));
        self.post(&path, body).await
    }

    /// The path of a webhook message of an interaction.
    pub fn webhook(&self, interaction: &Value, rest: &str) -> String {
        format!("/webhooks/{}/{}{rest}", self.application, text(interaction, "token"))
    }
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().expect("Discord always sends it")
}

/// A connection to the gateway.
pub struct Session {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub seq: Value,
    pub ready: Value,
}

impl Session {
    /// Connects and reads HELLO.
    pub async fn hello(gateway: &str) -> Self {
        let url = format!("{gateway}/?v=10&encoding=json");
        let (socket, _) = connect_async(url).await.expect("the gateway listens");
        let mut session = Self { socket, seq: Value::Null, ready: Value::Null };
        assert_eq!(session.frame().await["op"], 10);
        session
    }

    /// Connects and identifies with these intents.
    pub async fn identified(discord: &FakeDiscord, intents: u64) -> Self {
        let mut session = Self::hello(&discord.gateway_url()).await;
        session.identify(&discord.token(), intents).await;
        session.ready = session.event("READY").await;
        session
    }

    pub async fn identify(&mut self, token: &str, intents: u64) {
        let properties = json!({"os": "linux", "browser": "test", "device": "test"});
        self.send(json!({"op": 2, "d": {"token": token, "intents": intents, "properties": properties}})).await;
    }

    pub async fn send(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("the connection lives");
    }

    /// Closes the connection with this code.
    pub async fn close(&mut self, code: u16) {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        self.socket.close(Some(frame)).await.expect("the connection lives");
    }

    /// The next message of any kind. A close is `{"close": code}`, a reset `{"dead": true}`.
    pub async fn frame(&mut self) -> Value {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => {
                let value: Value = serde_json::from_str(&text).expect("JSON");
                if !value["s"].is_null() {
                    self.seq = value["s"].clone();
                }
                value
            }
            Some(Ok(Message::Close(frame))) => json!({"close": frame.map(|frame| u16::from(frame.code))}),
            Some(Ok(other)) => panic!("unexpected {other:?}"),
            Some(Err(_)) | None => json!({"dead": true}),
        }
    }

    /// The data of the next event with this name. Other events are skipped.
    pub async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await;
            assert!(frame["op"].is_u64(), "the connection ended: {frame}");
            if frame["t"] == name {
                if name == "INTERACTION_CREATE" {
                    let read = serde_json::from_value::<twilight_model::application::interaction::Interaction>(
                        frame["d"].clone(),
                    );
                    assert!(read.is_ok(), "{read:?}: {frame}");
                }
                return frame["d"].clone();
            }
        }
    }
}
