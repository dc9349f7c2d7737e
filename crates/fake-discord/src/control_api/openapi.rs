//! The OpenAPI description of the control API, `openapi.json`, for programs in other languages: generated from the types
//! of its bodies and the table below, and tried against the server.
//!
//! `UPDATE_OPENAPI=1 cargo test -p fake-discord --lib openapi` writes the file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{admin, events, faults, messages, people, queries};
use crate::{FakeDiscord, Setup};

/// A request: what it is for, what it takes, and what it answers.
struct Operation {
    /// With the method: `POST /slash`.
    route: &'static str,
    summary: &'static str,
    body: Option<Schema>,
    query: Option<Schema>,
    /// The fields of the response with their types; a `?` says that it may be null or missing.
    response: &'static str,
    /// A body that the test sends.
    example: Option<Value>,
}

type Schema = fn(&mut SchemaGenerator) -> schemars::Schema;

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<T>()
}

fn ask(route: &'static str, summary: &'static str, response: &'static str) -> Operation {
    Operation { route, summary, body: None, query: None, response, example: None }
}

impl Operation {
    fn query<T: JsonSchema>(self) -> Self {
        Self { query: Some(of::<T>), ..self }
    }

    fn body<T: JsonSchema>(self, example: Value) -> Self {
        Self { body: Some(of::<T>), example: Some(example), ..self }
    }

    fn method(&self) -> String {
        self.route.split(' ').next().unwrap_or_default().to_lowercase()
    }

    fn path(&self) -> &'static str {
        self.route.split(' ').nth(1).unwrap_or_default()
    }
}

const ERROR: &str = "error string";
const INTERACTION: &str = "interaction string, deliveries integer";
const MESSAGE: &str = "id string, channel_id string, content string, text string, embeds array, components array, \
                       created_at integer, deleted_at integer?, pinned_at integer?, ephemeral_to string?, pings object, \
                       pin_changes array, versions array";
const WORLD: &str = "url string, gateway_url string, token string, application_id string, bot_id string, \
                     guild_id string?, channel_id string?, now integer, guilds array";

fn operations() -> Vec<Operation> {
    vec![
        ask("GET /openapi.json", "This description", "openapi string, info object, paths object"),
        ask("GET /world", "Guilds, channels, roles and people with their ids, and the bot's token", WORLD),
        ask("POST /reset", "Back to the state at the start, with new ids; the bot's sessions end", WORLD),
        ask("POST /slash", "A person uses a command", INTERACTION)
            .body::<people::SlashBody>(json!({"person": "Sarah", "command": "needhelp", "options": {"child": "Jake"}})),
        ask("POST /click", "A person presses a button or chooses in a menu", INTERACTION)
            .body::<people::ClickBody>(json!({"person": "Mike", "message": "1", "label": "I've got it"})),
        ask("POST /modal", "A person sends a form", INTERACTION).body::<people::ModalBody>(
            json!({"person": "Sarah", "interaction": "1", "texts": {"place": "Oak Street"}}),
        ),
        ask("POST /say", "A person writes a message", "message string")
            .body::<messages::SayBody>(json!({"person": "Lisa", "text": "On my way"})),
        ask("POST /dm", "The channel of a person's direct messages with the bot", "channel string")
            .body::<messages::WhoBody>(json!({"person": "Sarah"})),
        ask(
            "GET /interactions/{interaction}",
            "What became of a command or a press",
            "id string, kind string?, name string?, \
             person string?, deliveries integer, answered boolean, failed boolean, content string, type integer?, \
             ephemeral boolean?, after_ms integer?, data any, original object?, followups array",
        )
        .query::<queries::InteractionQuery>(),
        ask("GET /channels/{channel}/messages", "The messages of a channel, oldest first", "[]")
            .query::<messages::MessagesQuery>(),
        ask("GET /messages/{message}", "A message with all of its versions", MESSAGE),
        ask("PATCH /messages/{message}", "A person edits their message", "")
            .body::<messages::EditBody>(json!({"person": "Lisa", "text": "I am there"})),
        ask("DELETE /messages/{message}", "A person deletes a message", "")
            .body::<messages::WhoBody>(json!({"person": "Lisa"})),
        ask("GET /events", "What happened, after an event that is known", "events array, newest integer")
            .query::<events::EventsQuery>(),
        ask("GET /requests", "The newest requests of the bot", "[]").query::<queries::RequestsQuery>(),
        ask(
            "GET /counters",
            "Counters since the start",
            "requests object, invalid_requests integer, \
             invalid_in_ten_minutes integer, identifies integer, resumes integer, connections integer, sessions integer, \
             faults integer, unknown_routes integer, unsupported integer, violations integer",
        ),
        ask("GET /complaints", "What the bot did that Discord would not accept", "[]"),
        ask("GET /commands", "The registered commands", "global array, guild array"),
        ask("POST /people", "A person joins the guild", "person string")
            .body::<people::JoinBody>(json!({"name": "Nina", "roles": ["helpers"]})),
        ask("PATCH /people/{name}", "A person or their app changes", "person string")
            .body::<people::PersonBody>(json!({"dms_closed": true, "locale": "es-ES"})),
        ask("DELETE /people/{name}", "A person leaves the guild", "person string"),
        ask("POST /channels", "A channel or a thread is made", "channel string")
            .body::<admin::ChannelBody>(json!({"name": "carpool"})),
        ask("PATCH /channels/{channel}", "A channel is hidden, or a thread is archived", "")
            .body::<admin::ChannelChange>(json!({"hide_from": ["@everyone"]})),
        ask("DELETE /channels/{channel}", "A channel is deleted", ""),
        ask("PATCH /roles/{role}", "A role changes", "role string")
            .body::<admin::RoleChange>(json!({"mentionable": false})),
        ask("DELETE /roles/{role}", "A role is deleted", ""),
        ask("PATCH /guilds/{guild}", "The bot is kicked or invited, or the guild has an outage", "")
            .body::<admin::GuildChange>(json!({"outage": false})),
        ask("GET /faults", "The faults that are armed", "[]"),
        ask("POST /faults", "Discord fails in a way that you choose", "fault integer").body::<faults::FaultBody>(
            json!({"effect": "reset_after", "method": "POST", "path": "/channels/*/messages", "times": 1}),
        ),
        ask("DELETE /faults", "No fault is armed any more", ""),
        ask("DELETE /faults/{fault}", "One fault is disarmed", "healed integer"),
        ask("POST /weather", "Delays and errors as the real Discord has them", "")
            .body::<faults::WeatherBody>(json!({"weather": "none"})),
        ask("POST /clock/advance", "Discord's clock goes forward", "now integer")
            .body::<admin::AdvanceBody>(json!({"ms": 1000})),
        ask("POST /gateway", "The connections to the gateway fail", "connections integer")
            .body::<admin::GatewayBody>(json!({"do": "reconnect"})),
        ask("POST /limits", "Rate limits are switched on or off", "")
            .body::<admin::LimitsBody>(json!({"limits": "off"})),
        ask("POST /bot/permissions", "The bot gets or loses permissions", "")
            .body::<admin::PermissionsBody>(json!({"revoke": ["PIN_MESSAGES"]})),
    ]
}

/// The schema of a response in the table's words.
fn response(words: &str) -> Value {
    if words == "[]" {
        return json!({"type": "array", "items": {}});
    }
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in words.split(", ").filter(|field| !field.is_empty()) {
        let (name, kind) = field.split_once(' ').expect("a name and a type");
        let schema = match (kind.trim_end_matches('?'), kind.ends_with('?')) {
            ("any", _) => json!({}),
            (kind, false) => json!({"type": kind}),
            (kind, true) => json!({"type": [kind, "null"]}),
        };
        properties.insert(name.to_owned(), schema);
        required.push(name);
    }
    json!({"type": "object", "properties": properties, "required": required})
}

fn description() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        let mut parameters: Vec<Value> = operation
            .path()
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        if let Some(query) = operation.query {
            parameters.extend(query_parameters(&mut generator, query));
        }
        let error = json!({"$ref": "#/components/responses/Error"});
        let mut described = json!({
            "summary": operation.summary,
            "operationId": operation_id(&operation),
            "responses": {
                "200": {
                    "description": "Done",
                    "content": {"application/json": {"schema": response(operation.response)}},
                },
                "400": error, "404": error, "409": error,
            },
        });
        if !parameters.is_empty() {
            described["parameters"] = json!(parameters);
        }
        if let Some(body) = operation.body {
            let mut content = json!({"schema": body(&mut generator)});
            content["example"] = operation.example.clone().unwrap_or_default();
            described["requestBody"] = json!({"required": true, "content": {"application/json": content}});
        }
        let path = paths.entry(operation.path()).or_insert_with(|| json!({}));
        path[operation.method()] = described;
    }
    let mut schemas = json!(generator.take_definitions(true));
    // Its other fields are those of the effect.
    if let Some(effects) = schemas["FaultBody"]["oneOf"].as_array_mut() {
        for effect in effects {
            effect.as_object_mut().expect("a schema").remove("additionalProperties");
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "fake-discord's control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What people do on the stand-in for Discord, and how it fails. Times are milliseconds since the \
                            epoch, ids are strings. It has no password: do not expose it.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8000/_fake", "description": "`control` in the program's first line"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Error": {
                    "description": "The reason, for a person: 400 a wrong request, 404 something that does not exist, 409 what is \
                                    not possible now",
                    "content": {"application/json": {"schema": response(ERROR)}},
                },
            },
        },
    })
}

fn operation_id(operation: &Operation) -> String {
    let words = operation.path().split(['/', '{', '}', '.', '_']).filter(|word| !word.is_empty());
    let words: String = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    operation.method() + &words
}

/// Each field of a query as a parameter.
fn query_parameters(generator: &mut SchemaGenerator, query: Schema) -> Vec<Value> {
    let reference = query(generator).to_value();
    let name = reference["$ref"].as_str().and_then(|path| path.rsplit('/').next()).expect("a schema of its own");
    let schema = generator.definitions_mut().remove_entry(name).map(|(_, schema)| schema).expect("a definition");
    let fields = schema["properties"].as_object().expect("fields");
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let says = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut parameter = json!({"name": name, "in": "query", "schema": schema});
        if let Some(says) = says {
            parameter["description"] = says;
        }
        parameter
    };
    fields.iter().map(parameter).collect()
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi.json")
}

#[test]
fn the_description_in_the_file_is_that_of_the_types() {
    let text = serde_json::to_string_pretty(&description()).expect("plain JSON") + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file(), &text).expect("openapi.json can be written");
    }
    let known = std::fs::read_to_string(file()).unwrap_or_default();
    assert!(known == text, "openapi.json is not up to date: UPDATE_OPENAPI=1 cargo test -p fake-discord --lib openapi");
}

#[test]
fn every_route_is_described_and_no_other() {
    let mut routes = BTreeSet::new();
    for line in include_str!("mod.rs").lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let (path, handlers) = line.split_once("\", ").expect("a path and handlers");
        for method in ["get", "post", "patch", "delete"] {
            if handlers.starts_with(&format!("{method}(")) || handlers.contains(&format!(").{method}(")) {
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    // `{name}` of a role is its name there, too.
    let described: BTreeSet<_> = operations().iter().map(|operation| operation.route.to_owned()).collect();
    assert_eq!(described, routes);
}

/// Each request with its example: the server takes the body, and what it answers has the form that is described.
#[tokio::test]
async fn the_server_answers_as_described() {
    let discord = FakeDiscord::start(Setup::default().control(true)).await.expect("the stand-in starts");
    let control = format!("{}/_fake", discord.url());
    let client = reqwest::Client::new();
    let said = client.post(format!("{control}/say")).json(&json!({"person": "Lisa", "text": "Hello"})).send().await;
    let said: Value = said.expect("an answer").json().await.expect("JSON");
    let fault = client.post(format!("{control}/faults")).json(&json!({"effect": "blocked"})).send().await;
    let fault: Value = fault.expect("an answer").json().await.expect("JSON");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (guild, message, fault) = (discord.guild_id().to_string(), text(&said["message"]), text(&fault["fault"]));

    // What deletes comes last, and everything else before the reset, which changes all ids.
    let mut operations = operations();
    operations.sort_by_key(|operation| {
        let route = operation.route;
        (route == "POST /reset", route.starts_with("DELETE"), route == "DELETE /faults")
    });
    for operation in operations {
        let path = operation.path();
        let path = path.replace("{channel}", "bus-stop").replace("{guild}", &guild).replace("{message}", &message);
        let path = path.replace("{name}", "Lisa").replace("{role}", "helpers").replace("{fault}", &fault);
        let path = path.replace("{interaction}", "1");
        let method = reqwest::Method::from_bytes(operation.method().to_uppercase().as_bytes()).expect("a method");
        let request = client.request(method, format!("{control}{path}"));
        let request = operation.example.iter().fold(request, reqwest::RequestBuilder::json);
        let answer = request.send().await.expect("an answer");
        let (status, body) = (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"));
        // No bot is connected, so there is no command, no card and no form.
        let needs_a_bot = ["POST /slash", "POST /click", "POST /modal", "GET /interactions/{interaction}"];
        let expected: &[u16] = if needs_a_bot.contains(&operation.route) { &[404, 409] } else { &[200] };
        assert!(expected.contains(&status), "{}: {status} {body}", operation.route);
        let described = if status == 200 { operation.response } else { ERROR };
        let validator = jsonschema::validator_for(&response(described)).expect("a schema");
        validator.validate(&body).unwrap_or_else(|error| panic!("{}: {error}: {body}", operation.route));
    }
}

#[test]
fn every_example_validates() {
    let mut description = description();
    let schemas = description["components"].take();
    for operation in operations() {
        let Some(example) = &operation.example else { continue };
        let content = &description["paths"][operation.path()][operation.method()]["requestBody"]["content"];
        let mut schema = content["application/json"]["schema"].clone();
        schema["components"] = schemas.clone();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        validator.validate(example).unwrap_or_else(|error| panic!("{}: {error}", operation.route));
    }
}
