//! Answers to interactions. The interaction's token is their only authorization, so it is never shown.

use serde::Deserialize;
use serenity::builder::{CreateInteractionResponse, CreateInteractionResponseFollowup, EditInteractionResponse};

use crate::alert::{ApplicationId, InteractionId};
use crate::discord::rest::attempt::Request;
use crate::discord::rest::limits::route::Route;
use crate::discord::rest::{Attachment, Call, Rest, RestError};

impl Rest {
    /// Gives an interaction its first response; it has to arrive within 3 s.
    ///
    /// # Errors
    /// 10062, 40060: late, or answered already (after an unknown outcome: by this very answer).
    pub async fn answer_interaction(
        &self,
        call: Call<'_>,
        interaction: InteractionId,
        token: &str,
        response: &CreateInteractionResponse,
    ) -> Result<(), RestError> {
        let route = Route::AnswerInteraction;
        let path = format!("/interactions/{interaction}/{}/callback", checked(route, token)?);
        self.sender.run(call, Request::new(route, 0, path).json(response)?).await
    }

    /// Reads the present text of the first response.
    ///
    /// # Errors
    /// 50027, 10015: the token is older than 15 min. 10008: there is no first response (yet).
    pub async fn original_response(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        token: &str,
    ) -> Result<String, RestError> {
        #[derive(Deserialize)]
        struct Original {
            content: String,
        }
        let route = Route::GetOriginal;
        let original: Original =
            self.sender.fetch(call, Request::new(route, 0, original(route, application, token)?)).await?;
        Ok(original.content)
    }

    /// Edits the first response; may be repeated as often as needed.
    ///
    /// # Errors
    /// 50027, 10015: the token is older than 15 min. 10008: there is no first response (yet).
    pub async fn edit_original_response(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        token: &str,
        edit: &EditInteractionResponse,
    ) -> Result<(), RestError> {
        let route = Route::EditOriginal;
        let request = Request::new(route, 0, original(route, application, token)?).json(edit)?;
        self.sender.run(call, request).await
    }

    /// The same with a file, in the place of those that it had.
    ///
    /// # Errors
    /// As [`Self::edit_original_response`].
    pub async fn edit_original_response_with(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        token: &str,
        edit: &EditInteractionResponse,
        file: &Attachment,
    ) -> Result<(), RestError> {
        let route = Route::EditOriginal;
        let request = Request::new(route, 0, original(route, application, token)?).json_and_file(edit, file)?;
        self.sender.run(call, request).await
    }

    /// Adds a message to the first response. It is repeated where the outcome is not known, so it may be there twice.
    ///
    /// # Errors
    /// 50027, 10015: the token is older than 15 min.
    pub async fn follow_up(
        &self,
        call: Call<'_>,
        application: ApplicationId,
        token: &str,
        message: &CreateInteractionResponseFollowup,
    ) -> Result<(), RestError> {
        let route = Route::FollowUp;
        let path = format!("/webhooks/{application}/{}", checked(route, token)?);
        self.sender.run(call, Request::new(route, 0, path).json(message)?).await
    }
}

fn original(route: Route, application: ApplicationId, token: &str) -> Result<String, RestError> {
    Ok(format!("/webhooks/{application}/{}/messages/@original", checked(route, token)?))
}

/// Refuses a token that could change the path. Tokens come from record headers, which other programs can write.
fn checked(route: Route, token: &str) -> Result<&str, RestError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'~' | b'.');
    if token.bytes().all(is_plain) && token.bytes().any(|byte| byte != b'.') {
        Ok(token)
    } else {
        Err(RestError::Unsendable { route: route.template(), reason: "this is no interaction token" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_could_change_the_path_is_refused() {
        for forged in ["", "..", ".", "a/../../channels/1/messages", "a?b", "a#b", "a b", "a%2e"] {
            let refused = checked(Route::EditOriginal, forged).expect_err(forged);
            assert!(!refused.is_transient() && !refused.may_have_happened());
        }
        assert!(checked(Route::EditOriginal, "aW50ZXJhY3Rpb246MTIz_-Zz09==").is_ok());
    }
}
