//! Submits a modal: only the person who sees it can, once, and with valid values.

use serde_json::{Value, json};

use super::click::ClickError;
use super::entities::Picker;
use super::{Action, Interaction, Person, select};
use crate::state::DiscordState;
use crate::state::interactions::{InteractionKind, InteractionRecord};
use crate::validate::length;

impl Person {
    /// Submits the modal that the bot sent in response to `interaction`. A field is a custom id and a value: one for a
    /// text input, any number with the same custom id for a select.
    ///
    /// # Errors
    /// If the person does not see the modal (any more), a field is unknown, or a value is invalid.
    pub async fn submit_modal(
        &self,
        interaction: &Interaction,
        fields: &[(&str, &str)],
    ) -> Result<Interaction, ClickError> {
        let action = {
            let state = self.shared.state();
            let record = self.open_modal(&state, interaction)?;
            let modal = record.response.as_ref().map_or(Value::Null, |response| response.data.clone());
            let picker = Picker { state: &state, channel: record.channel, person: self.id };
            let data = submission(picker, &modal, fields)?;
            let source = record.source.and_then(|source| state.find_message(source));
            let (channel, trigger) = (record.channel, Some(record.id));
            Action { kind: InteractionKind::Modal, channel, data, source, trigger, name: String::new() }
        };
        let submitted = self.interact(action).ok_or(ClickError::NoSuchMessage)?;
        if let Some(record) = self.shared.state().interactions.get_mut(&interaction.id()) {
            record.modal_submitted = true;
        }
        Ok(submitted)
    }

    fn open_modal<'a>(
        &self,
        state: &'a DiscordState,
        interaction: &Interaction,
    ) -> Result<&'a InteractionRecord, ClickError> {
        let no_modal = |why: &str| ClickError::NoSuchModal(why.to_owned());
        let record =
            state.interactions.get(&interaction.id()).ok_or_else(|| no_modal("the interaction does not exist"))?;
        if record.user != self.id {
            return Err(no_modal("another person sees it"));
        }
        if record.response.as_ref().is_none_or(|response| response.kind != 9) {
            return Err(no_modal("the response was not a modal"));
        }
        if record.modal_submitted {
            return Err(no_modal("it was already submitted"));
        }
        Ok(record)
    }
}

/// The `data` of the submission.
fn submission(picker: Picker<'_>, modal: &Value, fields: &[(&str, &str)]) -> Result<Value, ClickError> {
    let mut data = json!({"custom_id": modal["custom_id"]});
    let (mut components, mut known) = (Vec::new(), Vec::new());
    for (index, shown) in modal["components"].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
        // Discord numbers the components that the bot did not number.
        let id = |of: &Value, place: usize| of["id"].as_i64().unwrap_or((2 * index + place) as i64);
        let labelled = shown["type"] == 18;
        let input = if labelled { &shown["component"] } else { &shown["components"][0] };
        let Some(custom_id) = input["custom_id"].as_str() else {
            components.push(json!({"type": shown["type"], "id": id(shown, 1)}));
            continue;
        };
        known.push(custom_id);
        let given: Vec<&str> = fields.iter().filter(|(name, _)| *name == custom_id).map(|(_, value)| *value).collect();
        let mut field = json!({"type": input["type"], "id": id(input, 2), "custom_id": custom_id});
        if input["type"] == 4 {
            field["value"] = json!(text(input, custom_id, &given)?);
        } else {
            let required = input["required"].as_bool().unwrap_or(true);
            if let Err(reason) = select::check(picker, input, &given, required) {
                return Err(ClickError::Refused { component: custom_id.to_owned(), reason });
            }
            field["values"] = json!(given);
            for (kind, all) in select::resolved(picker, input, &given).iter().filter_map(Value::as_object).flatten() {
                for (id, one) in all.as_object().into_iter().flatten() {
                    data["resolved"][kind][id] = one.clone();
                }
            }
        }
        components.push(if labelled {
            json!({"type": 18, "id": id(shown, 1), "component": field})
        } else {
            json!({"type": 1, "id": id(shown, 1), "components": [field]})
        });
    }
    if let Some((name, _)) = fields.iter().find(|(name, _)| !known.contains(name)) {
        return Err(ClickError::NoSuchModal(format!("the modal has no field {name}")));
    }
    data["components"] = Value::Array(components);
    Ok(data)
}

/// The text of a field: what the person typed, else the value that the bot set.
fn text<'a>(input: &'a Value, custom_id: &str, given: &[&'a str]) -> Result<&'a str, ClickError> {
    let refused = |reason: String| Err(ClickError::Refused { component: custom_id.to_owned(), reason });
    let value = match given {
        [] => input["value"].as_str().unwrap_or_default(),
        [one] => one,
        _ => return refused("takes one text".to_owned()),
    };
    let length = length(value) as u64;
    let required = input["required"].as_bool().unwrap_or(true);
    let min = input["min_length"].as_u64().unwrap_or(0).max(u64::from(required));
    let max = input["max_length"].as_u64().unwrap_or(4000);
    if (length < min && (required || length > 0)) || length > max {
        return refused(format!("takes {min} to {max} characters, not {length}"));
    }
    Ok(value)
}
