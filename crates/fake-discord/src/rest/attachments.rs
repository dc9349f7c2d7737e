//! Serves the files of attachments, as Discord's CDN does: without authorization.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};

use crate::state::shared::Shared;

/// The file of `/attachments/{channel}/{attachment}/{filename}`. `None`: the path is another one.
pub(crate) fn serve(shared: &Shared, path: &str) -> Option<Response<Body>> {
    let mut segments = path.strip_prefix("/attachments/")?.split('/');
    let id = segments.nth(1).and_then(|id| id.parse().ok());
    let file = id.and_then(|id| shared.state().stored_file(id));
    let response = match file {
        Some(file) => {
            let content_type = file.content_type.as_deref().unwrap_or("application/octet-stream");
            Response::builder().header(header::CONTENT_TYPE, content_type).body(Body::from(file.bytes.clone()))
        }
        None => Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty()),
    };
    // A content type that is no header value was sent by the bot.
    Some(response.unwrap_or_default())
}
