//! "Fix and send": what a parent typed was refused. A form has it, to be corrected, and is read as the command is.
//!
//! The button names the command that was refused. A gateway that does not know it opens an empty form.

use crate::discord::input::ask;
use crate::discord::input::interaction::kind;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Pressed {
    if press.interaction.kind == kind::FORM {
        return Pressed::Typed;
    }
    let typed = context.refused().get(&press.button.alert_id, press.sender(), press.received.instant);
    let is_known = typed.is_some();
    let form = ask::form(press.button, &typed.unwrap_or_default(), press.language());
    Pressed::Form { form: Box::new(form), is_known }
}
