//! `/stats`: the statistics as a page, for who has the token.
//!
//! One answer has all of it: no script, and nothing is fetched from elsewhere. Names that people typed are escaped. Must not
//! answer without the token, and must not be kept by a browser or a proxy.

mod html;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::config::{Config, Secret};
use crate::discord::Language;
use crate::history::database::Database;
use crate::history::since;
use crate::history::statistics::{Scope, Statistics};

/// What is shown where nothing else is asked for.
const DAYS: &str = "30d";

/// All alerts.
const ALL: &str = "all";

struct Page {
    database: Database,
    token: Secret,
    language: Language,
}

/// What may stand behind the `?`.
#[derive(Deserialize)]
struct Asked {
    token: Option<String>,
    since: Option<String>,
}

/// The page, where it is on.
///
/// # Errors
/// Where the history's address is wrong.
pub(crate) fn router(config: &Config) -> anyhow::Result<Router> {
    let (true, Some(token)) = (config.stats_page.is_on, &config.stats_page.token) else { return Ok(Router::new()) };
    let page = Page {
        database: Database::open_lazily(config.history.url()?)?,
        token: token.clone(),
        language: config.guild.language(),
    };
    Ok(Router::new().route("/stats", get(answer)).with_state(Arc::new(page)))
}

async fn answer(State(page): State<Arc<Page>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    let given = bearer.or(asked.token.as_deref());
    if !given.is_some_and(|given| is_same(given, page.token.reveal())) {
        let wanted = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, wanted, no_store(), "STATS_TOKEN is needed: /stats?token=…\n")
            .into_response();
    }
    let typed = asked.since.as_deref().unwrap_or(DAYS);
    let since = match typed {
        ALL => None,
        typed => match since::parse(typed) {
            Ok(since) => Some(since.at),
            Err(why) => return (StatusCode::BAD_REQUEST, no_store(), format!("since: {why}\n")).into_response(),
        },
    };
    match Statistics::read(&page.database, Scope { since, ..Scope::default() }).await {
        Ok(statistics) => {
            // A token in the address goes on in the page's own links.
            let token = asked.token.as_deref().filter(|_| bearer.is_none());
            match html::page(&statistics, page.language, typed, token) {
                Ok(body) => (no_store(), html_headers(), body).into_response(),
                Err(error) => unavailable(StatusCode::INTERNAL_SERVER_ERROR, &error),
            }
        }
        Err(error) => unavailable(StatusCode::SERVICE_UNAVAILABLE, &error),
    }
}

fn unavailable(status: StatusCode, error: &anyhow::Error) -> Response {
    let error = format!("{error:#}");
    tracing::warn!(error, "/stats could not be answered");
    (status, no_store(), "The history can't be read at the moment. The log says why.\n").into_response()
}

fn no_store() -> [(header::HeaderName, &'static str); 3] {
    [
        (header::CACHE_CONTROL, "no-store"),
        // The address may hold the token.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

fn html_headers() -> [(header::HeaderName, String); 2] {
    let style = STANDARD.encode(Sha256::digest(html::STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    [(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (header::CONTENT_SECURITY_POLICY, policy)]
}

/// Compares digests, so that the time that it takes says nothing about the token.
fn is_same(given: &str, token: &str) -> bool {
    Sha256::digest(given.as_bytes()) == Sha256::digest(token.as_bytes())
}
