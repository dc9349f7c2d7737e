//! The form in which a parent corrects what they typed into `/needhelp`. Its fields have the names of the options, so that
//! [`super::command::read`] reads both.

use crate::discord::input::command::OPTIONS;
use crate::discord::input::custom_id::CustomId;
use crate::discord::input::interaction::Interaction;
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
    /// As the command or its form has it.
    pub(crate) fn of(interaction: &Interaction) -> Self {
        Typed(OPTIONS.map(|option| option.typed(interaction).to_owned()))
    }
}

/// The form, filled with what was typed.
pub(crate) fn form(id: &CustomId, typed: &Typed, language: Language) -> FirstAnswer {
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
