//! Gives private replies, which the log does not record: to a person who clicked too late, and on the parent's own reply.
//!
//! They are edits of the first answer, so that giving one twice shows it once. They end when they are given, when the
//! token is dead, or when the assignment has ended.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::AlertState;
use crate::board::effects::context::{Context, retry_wait};
use crate::board::effects::{PrivateReply, ReplyText};
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{card, ephemeral};
use crate::discord::rest::{Call, Priority};
use crate::kafka::consumer::AssignmentEpoch;

fn render(reply: &PrivateReply, state: &AlertState, context: &card::CardContext, sees_the_card: bool) -> Reply {
    let language = reply.address.language(context.language);
    let context = &card::CardContext { language, ..context.clone() };
    match &reply.text {
        ReplyText::Refused(refusal) => ephemeral::refused(refusal, state, context),
        ReplyText::Early { claims } => ephemeral::early(language, *claims),
        ReplyText::Noted(noted) => ephemeral::noted(*noted, state, context),
        ReplyText::OnTheBoard => ephemeral::on_the_board(state, context, sees_the_card),
        ReplyText::NotShown { deleted } => ephemeral::not_shown(state, context, *deleted),
        ReplyText::Rejected => ephemeral::rejected(language),
        ReplyText::Missed => ephemeral::missed(state, context),
    }
}

impl Context {
    /// Whether the parent can see the card, so that a mention beside it reaches them.
    async fn parent_sees(&self, epoch: AssignmentEpoch, state: &AlertState, ended: &CancellationToken) -> bool {
        let (Some(raised), Some(posted)) = (&state.raised, state.facts.posted) else { return true };
        let Some(parent) = raised.alert.parent_id else { return true };
        let may_send = self.may_send(epoch);
        let call = Call::new(Priority::Claim).if_still(&may_send).until(ended);
        self.sees(call, &raised.alert, posted.channel_id, parent).await
    }

    /// Gives the answer; tries while its token lives.
    pub(crate) async fn answer(
        self: Arc<Self>,
        epoch: AssignmentEpoch,
        reply: PrivateReply,
        state: AlertState,
        ended: CancellationToken,
    ) {
        let context = self.card_context(&state, epoch);
        let sees_the_card =
            !matches!(reply.text, ReplyText::OnTheBoard) || self.parent_sees(epoch, &state, &ended).await;
        let body = render(&reply, &state, &context, sees_the_card);
        let mut failures = 0;
        while reply.address.lives(self.now()) {
            if self.until_may_send(epoch).await.is_err() {
                return;
            }
            let may_send = self.may_send(epoch);
            let call = Call::new(Priority::Answer).if_still(&may_send).until(&ended);
            let pause = match self.edit_answer(call, epoch, &reply.address, &body).await {
                Ok(()) => return,
                Err(error) if self.comes_still(&reply.address, &error) => self.until_it_comes(&reply.address),
                Err(error) if error.is_transient() => error.retry_after().unwrap_or_else(|| retry_wait(failures)),
                Err(crate::discord::rest::RestError::Held) => Duration::from_millis(100),
                Err(error) => {
                    tracing::debug!(alert_id = %state.id, %error, "a private answer can't be given any more");
                    return;
                }
            };
            failures += 1;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = ended.cancelled() => return,
                () = self.stop.cancelled() => return,
            }
        }
    }
}
