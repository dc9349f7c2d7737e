//! Ids as integers. Discord accepts a snowflake as a string or as an integer; the rest of the stand-in, like Discord's
//! OpenAPI description, knows them as strings.

use serde_json::Value;

/// Integers up to this are counted values or a component's id, not snowflakes.
const LARGEST_SMALL: u64 = u32::MAX as u64;

/// Lists of ids, by the name of their field.
const LISTS: [&str; 6] = ["users", "roles", "messages", "sticker_ids", "applied_tags", "values"];

/// Turns the ids in a body into strings. Only fields that hold ids are changed.
pub(super) fn as_strings(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "attachments" {
                    numbers_as_strings(value);
                }
                if (name == "id" || name.ends_with("_id")) && is_snowflake(value) {
                    *value = Value::String(value.to_string());
                } else if let (true, Value::Array(items)) = (LISTS.contains(&name.as_str()), &mut *value) {
                    for item in items {
                        if is_snowflake(item) {
                            *item = Value::String(item.to_string());
                        } else {
                            as_strings(item);
                        }
                    }
                } else {
                    as_strings(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(as_strings),
        _ => {}
    }
}

/// The id of an attachment is the number of its file, or a snowflake.
fn numbers_as_strings(attachments: &mut Value) {
    for attachment in attachments.as_array_mut().into_iter().flatten() {
        if let Some(id) = attachment.get_mut("id").filter(|id| id.is_u64()) {
            *id = Value::String(id.to_string());
        }
    }
}

fn is_snowflake(value: &Value) -> bool {
    value.as_u64().is_some_and(|number| number > LARGEST_SMALL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn snowflakes_and_the_numbers_of_files_become_strings() {
        let mut body = json!({
            "message_reference": {"message_id": 1_100_000_000_000_000_000_u64},
            "allowed_mentions": {"users": [1_100_000_000_000_000_001_u64]},
            "components": [{"type": 1, "id": 3}], "nonce": 1_100_000_000_000_000_002_u64, "flags": 64,
            "attachments": [{"id": 0}],
        });
        as_strings(&mut body);
        let expected = json!({
            "message_reference": {"message_id": "1100000000000000000"},
            "allowed_mentions": {"users": ["1100000000000000001"]},
            "components": [{"type": 1, "id": 3}], "nonce": 1_100_000_000_000_000_002_u64, "flags": 64,
            "attachments": [{"id": "0"}],
        });
        assert_eq!(body, expected);
    }
}
