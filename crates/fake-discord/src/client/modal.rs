//! Submitting a modal: by the person whose screen shows it, once, with what its fields take.

use serde_json::{Value, json};

use super::click::ClickError;
use super::entities::Picker;
use super::{Act, Interaction, Person, select};
use crate::state::World;
use crate::state::interactions::{InteractionKind, InteractionRecord};
use crate::validate::length;

impl Person {
    /// Submits the modal that `interaction` was answered with. Each field is named by its custom id: a text takes one
    /// value, a select as many as are given under its name.
    ///
    /// # Errors
    /// When their screen shows no such modal (any more), a field is unknown, or it does not take its values.
    pub async fn submit_modal(
        &self,
        interaction: &Interaction,
        fields: &[(&str, &str)],
    ) -> Result<Interaction, ClickError> {
        let act = {
            let world = self.shared.world();
            let record = self.open_modal(&world, interaction)?;
            let modal = record.first.as_ref().map_or(Value::Null, |first| first.data.clone());
            let picker = Picker { world: &world, channel: record.channel, person: self.id };
            let data = filled(picker, &modal, fields)?;
            let source = record.source.and_then(|source| world.find(source));
            Act { kind: InteractionKind::Modal, channel: record.channel, data, source, name: String::new() }
        };
        let submitted = self.interact(act).ok_or(ClickError::NoSuchMessage)?;
        if let Some(record) = self.shared.world().interactions.get_mut(&interaction.id()) {
            record.modal_is_closed = true;
        }
        Ok(submitted)
    }

    fn open_modal<'a>(&self, world: &'a World, interaction: &Interaction) -> Result<&'a InteractionRecord, ClickError> {
        let none = |why: &str| ClickError::NoSuchModal(why.to_owned());
        let record = world.interactions.get(&interaction.id()).ok_or_else(|| none("the interaction is gone"))?;
        if record.user != self.id {
            return Err(none("it is on another person's screen"));
        }
        if record.first.as_ref().is_none_or(|first| first.kind != 9) {
            return Err(none("the answer was no modal"));
        }
        if record.modal_is_closed {
            return Err(none("it was submitted already"));
        }
        Ok(record)
    }
}

/// The `data` of the submission.
fn filled(picker: Picker<'_>, modal: &Value, fields: &[(&str, &str)]) -> Result<Value, ClickError> {
    let mut data = json!({"custom_id": modal["custom_id"]});
    let (mut components, mut known) = (Vec::new(), Vec::new());
    for (index, shown) in modal["components"].as_array().map_or(&[][..], Vec::as_slice).iter().enumerate() {
        // Discord numbers what the bot did not.
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
            if let Some(reason) = select::refusal(picker, input, &given, required) {
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

/// What a text field says: what was typed, else what the bot put there.
fn text<'a>(input: &'a Value, custom_id: &str, given: &[&'a str]) -> Result<&'a str, ClickError> {
    let refused = |reason: String| Err(ClickError::Refused { component: custom_id.to_owned(), reason });
    let value = match given {
        [] => input["value"].as_str().unwrap_or_default(),
        [one] => one,
        _ => return refused("is one text".to_owned()),
    };
    let long = length(value) as u64;
    let required = input["required"].as_bool().unwrap_or(true);
    let least = input["min_length"].as_u64().unwrap_or(0).max(u64::from(required));
    let most = input["max_length"].as_u64().unwrap_or(4000);
    if (long < least && (required || long > 0)) || long > most {
        return refused(format!("takes {least} to {most} characters, not {long}"));
    }
    Ok(value)
}
