//! No token leaves this module but in a request.

use std::io;
use std::sync::{Arc, Mutex};

use serenity::builder::{CreateInteractionResponse, EditInteractionResponse};
use tracing_subscriber::fmt::MakeWriter;

use super::super::{Rest, SetupError};
use super::server::{Server, limited, refused};
use super::{TOKEN, call, channel, hello, rest};
use crate::alert::{ApplicationId, InteractionId};
use crate::config::GLOBAL_LIMIT;

const INTERACTION_TOKEN: &str = "interaction-secret-YmFy";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// An error with all its sources, in both forms.
fn all_output(error: &(dyn std::error::Error + 'static)) -> String {
    let mut output = format!("{error:?}");
    let mut next = Some(error);
    while let Some(error) = next {
        output.push_str(&error.to_string());
        next = error.source();
    }
    output
}

#[tokio::test]
async fn neither_token_is_in_any_log_line_or_error_at_any_level() {
    let lines = Lines::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (resetting, _) = Server::resetting(true).await;
    let limiting = Server::start(|_, _| limited("user", 0.001)).await;
    let refusing = Server::start(|_, _| refused(404, 10062)).await;
    let nowhere = "http://127.0.0.1:9";
    let mut output = String::new();
    for url in [resetting.url.as_str(), &limiting.url, &refusing.url, nowhere] {
        let rest = rest(url);
        output.push_str(&format!("{rest:?}"));
        let pong = CreateInteractionResponse::Acknowledge;
        let answered = rest.answer_interaction(call(), InteractionId(9), INTERACTION_TOKEN, &pong).await;
        let edit = EditInteractionResponse::new().content("x");
        let edited = rest.edit_original_response(call(), ApplicationId(3), INTERACTION_TOKEN, &edit).await;
        let posted = rest.create_message(call(), channel(1), &hello()).await;
        output.push_str(&all_output(&answered.expect_err("refused")));
        output.push_str(&all_output(&edited.expect_err("refused")));
        output.push_str(&all_output(&posted.expect_err("refused")));
    }
    drop(guard);
    output.push_str(&String::from_utf8_lossy(&lines.0.lock().unwrap()));
    assert!(output.contains("POST /interactions/{interaction}/{token}/callback"), "the log was caught: {output}");
    assert!(!output.contains(TOKEN) && !output.contains(INTERACTION_TOKEN), "{output}");
}

#[tokio::test]
async fn wrong_arguments_are_named_without_the_token() {
    for url in ["discord.com", "", "ftp://discord.com", "http://"] {
        assert!(matches!(Rest::new(url, TOKEN, GLOBAL_LIMIT), Err(SetupError::BaseUrl(_))), "{url}");
    }
    let error = Rest::new("https://discord.com", "bot-secret\n", GLOBAL_LIMIT).expect_err("a line break");
    let output = all_output(&error);
    assert!(output.contains("DISCORD_TOKEN") && !output.contains("bot-secret"), "{output}");
}
