//! The form in which a parent corrects what they typed into `/needhelp`, or asks for help by the panel.
//!
//! Its fields have the names of the command's options, so that [`super::command::read`] reads both. Must not send anything:
//! the gateway does.

use std::fmt;

use crate::discord::input::command::{CHILD_OPTION, LOCATION_OPTION, OPTIONS, WHEN};
use crate::discord::input::data::Data;
use crate::discord::input::interaction::Interaction;
use crate::discord::input::panel::Earlier;
use crate::discord::render::components;
use crate::discord::render::components::Field;
use crate::discord::render::ephemeral::FirstAnswer;
use crate::discord::text::{Language, messages as say};

/// Discord's bound of a placeholder.
const PLACEHOLDER_MAX: usize = 100;

/// What was typed, in the order of the options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed([String; OPTIONS.len()]);

impl Typed {
    /// The same as before, at this time. A message that the bot itself wrote is none.
    pub(crate) fn again(earlier: &Earlier, when: &str) -> Self {
        let is_default = Language::ALL.into_iter().any(|language| say::no_message(language) == earlier.message);
        let message = if is_default { "" } else { &earlier.message };
        let texts = [CHILD_OPTION, LOCATION_OPTION].into_iter().zip([&earlier.child, &earlier.location]);
        Typed(OPTIONS.map(|option| {
            let known = texts.clone().find(|(name, _)| *name == option.name).map(|(_, text)| text.as_str());
            known.unwrap_or(if option.name == WHEN.name { when } else { message }).to_owned()
        }))
    }

    /// The interaction as it would be if this had been submitted in the form.
    pub(crate) fn submitted_by(self, interaction: &Interaction) -> Interaction {
        let names = OPTIONS.map(|option| option.name);
        let data = Data::submitted(names.into_iter().zip(self.0));
        Interaction { data, ..interaction.clone() }
    }

    /// As the command or its form has it.
    pub(crate) fn of(interaction: &Interaction) -> Self {
        Typed(OPTIONS.map(|option| option.typed(interaction).to_owned()))
    }
}

/// The form, filled with what was typed.
pub(crate) fn form(id: &impl fmt::Display, typed: &Typed, language: Language) -> FirstAnswer {
    let labels = OPTIONS.map(|option| (option.label)(language));
    let examples = OPTIONS.map(|option| (option.example)(language).chars().take(PLACEHOLDER_MAX).collect::<String>());
    let field = |at: usize| Field {
        name: OPTIONS[at].name,
        label: &labels[at],
        value: &typed.0[at],
        placeholder: &examples[at],
        max: OPTIONS[at].max,
        required: OPTIONS[at].required,
        is_long: OPTIONS[at].is_long,
    };
    let fields: [Field<'_>; OPTIONS.len()] = std::array::from_fn(field);
    components::form(id, &say::form_ask(language), &fields)
}
