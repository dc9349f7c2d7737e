//! Restores private answers that the gateway overwrote (docs/protocol.md#rule-2).
//!
//! After a late acknowledgement the gateway reads the answer, and writes "Sent" if it still says "Sending…". A text
//! that the board writes in between is lost. Must not replace any text except the gateway's "Sent".

use std::time::Duration;

use crate::alert::{ApplicationId, InteractionId, Millis};
use crate::board::effects::{Context, ReplyAddress};
use crate::discord::ids;
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::Reply;
use crate::discord::rest::{Call, Priority, Rest, RestError, StillAllowed};
use crate::kafka::consumer::AssignmentEpoch;

/// The gateway writes no sooner than 7.5 s after the interaction. A second less, because clocks differ.
const EARLIEST_MS: i64 = 6_500;

/// After this time the gateway's write has arrived.
const SETTLED: Duration = Duration::from_secs(3);

impl Context {
    /// Reads an answer once more that was written when the gateway may have been writing, too.
    pub(crate) fn restore_if_overwritten(&self, epoch: AssignmentEpoch, address: &ReplyAddress, answer: &Reply) {
        if !may_be_overwritten(address, self.now()) {
            return;
        }
        let (rest, may_send, stop) = (self.rest.clone(), self.may_send(epoch), self.stop.clone());
        let (application, token, answer) = (application(address), address.to.token.clone(), answer.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(SETTLED) => {}
                () = stop.cancelled() => return,
            }
            if let Err(error) = restore(&rest, &may_send, application, &token, &answer).await {
                tracing::debug!(%error, "whether the gateway overwrote an answer could not be read");
            }
        });
    }
}

/// The bot's application, as the record names it. The envelope has checked that it is a number.
pub(crate) fn application(address: &ReplyAddress) -> ApplicationId {
    ApplicationId(address.to.application_id.parse().unwrap_or(0).max(1))
}

fn may_be_overwritten(address: &ReplyAddress, now: Millis) -> bool {
    let Ok(interaction) = address.to.interaction_id.parse() else { return false };
    now.since(Millis::from(ids::acted_at(InteractionId(interaction)))) >= EARLIEST_MS
}

async fn restore(
    rest: &Rest,
    may_send: &StillAllowed,
    application: ApplicationId,
    token: &str,
    answer: &Reply,
) -> Result<(), RestError> {
    let call = Call::new(Priority::Answer).if_still(may_send);
    let shown = rest.original_response(call, application, token).await?;
    if ephemeral::is_gateways_sent(&shown) {
        rest.edit_original_response(call, application, token, &answer.edit()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::to_bytes;
    use axum::extract::Request;
    use serde_json::{Value, json};

    use super::*;
    use crate::discord::Language;
    use crate::discord::action::Action;
    use crate::kafka::record::ReplyTo;

    /// Runs [`restore`] against a Discord whose private answer says `shown`; returns the text after it.
    async fn discord(text: &str) -> (Rest, Arc<Mutex<String>>) {
        let text = Arc::new(Mutex::new(text.to_owned()));
        let shown = Arc::clone(&text);
        let router = Router::new().fallback(move |request: Request| {
            let shown = Arc::clone(&shown);
            async move {
                let is_edit = request.method() == "PATCH";
                let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body");
                let mut shown = shown.lock().expect("no panic");
                if is_edit {
                    let edit: Value = serde_json::from_slice(&body).expect("JSON");
                    *shown = edit["content"].as_str().expect("a text").to_owned();
                }
                json!({ "content": *shown }).to_string()
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (Rest::new(&url, "t", 50).expect("a client"), text)
    }

    async fn restored(shown: &str) -> String {
        let (rest, text) = discord(shown).await;
        let may_send = StillAllowed::new(|| true);
        restore(&rest, &may_send, ApplicationId(2), "t0ken", &ephemeral::early(Language::Spanish, true))
            .await
            .expect("read and written");

        text.lock().expect("no panic").clone()
    }

    #[tokio::test]
    async fn an_answer_that_the_gateway_overwrote_is_written_again() {
        let boards = ephemeral::early(Language::Spanish, true);
        for language in Language::ALL {
            assert_eq!(restored(ephemeral::submitted(language, Action::Claim).content()).await, boards.content());
        }
        assert_eq!(restored(boards.content()).await, boards.content());
        assert_eq!(restored("a later answer of the board").await, "a later answer of the board");
    }

    #[test]
    fn only_an_answer_as_late_as_the_gateways_is_read_again() {
        // Pressed at 2024-11-10T15:34:28Z.
        let to = ReplyTo::parse("2/1305193870427029544/t0ken").expect("an address");
        let pressed = Millis::from("2024-11-10T15:34:28Z".parse::<jiff::Timestamp>().expect("a time"));
        let address = ReplyAddress { to, since: pressed, locale: None };
        assert!(!may_be_overwritten(&address, pressed.plus(6_000)));
        assert!(may_be_overwritten(&address, pressed.plus(7_500)));
    }
}
