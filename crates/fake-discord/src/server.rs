//! Putting a stand-in together and running it: one listener for REST, gateway and control.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::{Request, Response, StatusCode};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use crate::core::killable_tcp::{KillSwitch, KillableListener};
use crate::gateway::connection;
use crate::handle::FakeDiscord;
use crate::handle::build::world;
use crate::handle::setup::Setup;
use crate::state::shared::Shared;
use crate::validate::openapi::OpenApi;

impl FakeDiscord {
    /// Starts a stand-in.
    ///
    /// # Errors
    /// When the address is taken, or the OpenAPI file cannot be read.
    pub async fn start(setup: Setup) -> anyhow::Result<Self> {
        let tolerates_violations = setup.tolerates_violations;
        Ok(Self::owning(start(setup).await?, tolerates_violations))
    }
}

/// Binds, builds the world and serves until [`Shared::stop`].
async fn start(setup: Setup) -> anyhow::Result<Arc<Shared>> {
    let openapi = setup.openapi.as_deref().map(OpenApi::load).transpose()?;
    let listener = TcpListener::bind(setup.listen)
        .await
        .with_context(|| format!("the stand-in cannot listen on {}", setup.listen))?;
    let bound = listener.local_addr().context("the listener has no address")?;
    let address = setup.public_host.clone().unwrap_or_else(|| bound.to_string());
    let control = setup.control;
    let shared = Arc::new(Shared::new(world(setup), openapi, address));
    let mut router = Router::new();
    if control {
        router = router.nest("/_fake", crate::control_api::router());
    }
    let app = router.fallback(any).with_state(Arc::clone(&shared));
    let mut stopped = shared.stopped();
    let service = app.into_make_service_with_connect_info::<KillSwitch>();
    let server = axum::serve(KillableListener(listener), service);
    tokio::spawn(async move {
        let ended = server.with_graceful_shutdown(async move { stopped.wait().await }).await;
        if let Err(error) = ended {
            tracing::error!(%error, "the stand-in of Discord ended");
        }
    });
    Ok(shared)
}

/// What is not control is the gateway (an upgrade at `/` or `/resume`) or REST.
async fn any(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(kill): ConnectInfo<KillSwitch>,
    request: Request<Body>,
) -> Response<Body> {
    let path = request.uri().path();
    if path != "/" && path != "/resume" && path != "/resume/" {
        return crate::rest::serve(shared, kill, request).await;
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(refusal) => return refusal.into_response(),
    };
    // What the stand-in cannot speak it refuses, so that nobody waits for an answer in another language.
    let unsupported = query.split('&').any(|pair| matches!(pair, "encoding=etf") || pair.starts_with("compress="));
    let version = query.split('&').find_map(|pair| pair.strip_prefix("v="));
    if unsupported || version.is_some_and(|version| version != "10") {
        shared.world().journal.unknown(format!("gateway ?{query}"));
        return (StatusCode::BAD_REQUEST, "only v=10, encoding=json and no compression").into_response();
    }
    let url = format!("ws://{}", shared.address);
    upgrade.on_upgrade(move |socket| connection::serve(socket, shared, kill, url))
}
