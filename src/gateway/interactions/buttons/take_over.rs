//! "I take it over": the neighbor to whom the alert was offered accepts. As a claim, it is withdrawn where it is NOT sent.

use crate::alert::Kind;
use crate::discord::action::Action;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::Language;
use crate::gateway::context::Context;
use crate::gateway::interactions::buttons::Pressed;
use crate::gateway::interactions::buttons::press::Press;
use crate::gateway::interactions::submit::Replies;

pub(super) fn pressed(context: &Context, press: &Press<'_>) -> Result<Pressed, Reply> {
    press.only_helpers(context)?;
    let language = press.language();
    let (neighbor_id, neighbor_name) = press.neighbor();
    if press.is_blocked(context, neighbor_id) {
        return Ok(Pressed::Void(ephemeral::may_not_take(language)));
    }
    let event = Kind::TakenOver {
        neighbor_id,
        neighbor_name,
        // Records are the same in all languages.
        message: Action::TakeOver.label(Language::English),
        locale: press.interaction.locale.clone(),
        since: press.button.since,
    };
    let replies = Replies {
        sending: ephemeral::press_sending(language, press.received.not_sent_at()),
        sent: ephemeral::submitted(language, press.button.action),
        not_sent: ephemeral::claim_not_sent(language, press.parent_id()),
        no_such_alert: ephemeral::claim_of_no_alert(language),
    };
    Ok(Pressed::Record { event: Box::new(event), replies: Box::new(replies) })
}
