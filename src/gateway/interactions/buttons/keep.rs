//! "No, keep it", "Not yet", "I'm still going": closes a private question.

use crate::discord::Language;
use crate::discord::render::ephemeral;
use crate::gateway::interactions::buttons::Pressed;

pub(super) fn pressed(language: Language) -> Pressed {
    Pressed::Answer(ephemeral::kept(language))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use crate::discord::input::interaction::Interaction;
    use crate::gateway::context::{Received, staged};

    #[tokio::test]
    async fn no_closes_the_question_in_place() {
        // A private question has the flag; without it this is an old card, which others see.
        for (flags, kind) in [(64, 7), (0, 4)] {
            let pressed = json!({"id": "7", "application_id": "2", "type": 3, "token": "t0ken", "guild_id": "4",
                "member": {"user": {"id": "6"}}, "data": {"component_type": 2, "custom_id": "nh:keep:0:5:12"},
                "message": {"id": "8", "author": {"id": "41"}, "flags": flags, "content": "Stop this alert?"}});
            let pressed: Interaction = serde_json::from_value(pressed).expect("an interaction");
            let (context, mut requests) = staged::context("").await;
            Arc::clone(&context).press(pressed, Received::now()).await;
            let (line, body) = requests.try_recv().expect("answered");
            assert_eq!((line.as_str(), &body["type"]), ("POST /api/v10/interactions/7/t0ken/callback", &json!(kind)));
            assert_eq!(
                (&body["data"]["content"], &body["data"]["components"]),
                (&json!("OK. Nothing was changed."), &json!([]))
            );
        }
    }
}
