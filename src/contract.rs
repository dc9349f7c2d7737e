//! The JSON Schemas in `docs/schemas`, which `docs/asyncapi.yaml` refers to: generated from the types of records, and
//! compared with the files. Recorded and golden records have to validate.
//!
//! `UPDATE_SCHEMAS=1 cargo test --lib contract` writes the files. This program reads more than they describe: unknown
//! fields and kinds are for other versions and programs (docs/records.md).

use std::path::PathBuf;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::alert::{Alert, AlertId, Body};
use crate::settings::GuildRecord;
use crate::wire_format;

/// A value of `bus-stop-alerts`.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct AlertRecord {
    /// The alert's id; without one, intake makes one.
    #[serde(default)]
    alert_id: Option<AlertId>,
    #[serde(flatten)]
    alert: Alert,
}

fn schema<T: JsonSchema>(settings: SchemaSettings, title: &str) -> Value {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    let mut schema = schema.to_value();
    plain(&mut schema);
    schema
}

/// Makes rustdoc's text that of a page: no links into the code, and one line.
fn plain(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if name == "description" => {
                        *text = text.replace("[`", "`").replace("`]", "`").replace('\n', " ");
                    }
                    _ => plain(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}

/// Each file with what it has to contain.
fn schemas() -> [(&'static str, Value); 3] {
    // Draft 7 is what AsyncAPI uses. Other programs write records, too, so the schemas say what has to be there.
    let needed = SchemaSettings::draft07;
    [
        ("alert.json", schema::<AlertRecord>(needed(), "An alert that somebody sends (bus-stop-alerts)")),
        ("alert-log.json", schema::<Body>(needed(), "A record of an alert's log (bus-stop-confirmations)")),
        ("guild.json", schema::<GuildRecord>(needed(), "The settings of a server (bus-stop-settings, guild/<guild>)")),
    ]
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn validator(file: &str) -> jsonschema::Validator {
    let (_, schema) = schemas().into_iter().find(|(name, _)| *name == file).expect("a schema");
    jsonschema::validator_for(&schema).expect("a valid schema")
}

#[test]
fn the_schemas_in_the_documentation_are_those_of_the_types() {
    for (name, schema) in schemas() {
        let path = folder("docs/schemas").join(name);
        let text = serde_json::to_string_pretty(&schema).expect("plain JSON") + "\n";
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &text).expect("docs/schemas can be written");
        }
        let file = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(file == text, "docs/schemas/{name} is not up to date: UPDATE_SCHEMAS=1 cargo test --lib contract");
    }
}

#[test]
fn every_kind_of_record_validates() {
    let validator = validator("alert-log.json");
    for (kind, json, _) in wire_format::kinds() {
        let value = format!(r#"{{"alert_id":"1305193870427029544","at":"2026-01-01T15:00:00Z",{json}}}"#);
        let value: Value = serde_json::from_str(&value).expect("JSON");
        validator.validate(&value).unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
    }
}

#[test]
fn recorded_records_validate() {
    for (file, schema) in [("alerts.jsonl", "alert.json"), ("confirmations.jsonl", "alert-log.json")] {
        let validator = validator(schema);
        let lines = std::fs::read_to_string(folder("tests/fixtures/v1").join(file)).expect("the fixture");
        for line in lines.lines() {
            let record: Value = serde_json::from_str(line).expect("JSON");
            // Recorded to see that a kind of a later version is skipped.
            if record["value"]["kind"] == "waved" {
                continue;
            }
            validator.validate(&record["value"]).unwrap_or_else(|error| panic!("{file}: {error}: {record}"));
        }
    }
}

#[test]
fn the_tutorials_alert_validates_and_a_wrong_one_does_not() {
    let alert = json!({"parent_name": "Sarah", "child_name": "Jake", "location": "Oak Street", "message": "Late"});
    let validator = validator("alert.json");
    assert!(validator.is_valid(&alert));
    for (field, wrong) in [("alert_id", json!("a:b")), ("parent_id", json!("Sarah")), ("child_name", Value::Null)] {
        let mut alert = alert.clone();
        alert[field] = wrong;
        assert!(!validator.is_valid(&alert), "{alert}");
    }
}
