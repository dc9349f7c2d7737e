//! The page's files, which are part of the program.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::get;

macro_rules! page {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("page/", $name)))),*] };
}

/// The name of each file, and its text.
const FILES: [(&str, &str); 20] = page![
    "index.html",
    "page.css",
    "icon.svg",
    "app.js",
    "api.js",
    "dom.js",
    "words.js",
    "words.en.js",
    "words.es.js",
    "words.de.js",
    "words.fr.js",
    "times.js",
    "markdown.js",
    "message.js",
    "channel.js",
    "composer.js",
    "dialogs.js",
    "people.js",
    "phone.js",
    "panel.js",
];

/// Serves the files below the token; those of `own` go before the page's.
pub(super) fn router(token: &str, own: &'static [(&'static str, &'static str)]) -> Router {
    let is_own = |name: &str| own.iter().any(|(known, _)| *known == name);
    let files = FILES.iter().copied().filter(|(name, _)| !is_own(name)).chain(own.iter().copied());
    files.fold(Router::new(), |router, (name, text)| {
        let kind = [(header::CONTENT_TYPE, content_type(name))];
        let path = if name == "index.html" { format!("/{token}/") } else { format!("/{token}/{name}") };
        router.route(&path, get(move || async move { (kind, text).into_response() }))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}
