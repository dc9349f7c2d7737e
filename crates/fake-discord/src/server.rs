//! Starts the server: one listener for REST, the gateway and the control API.

use std::env;
use std::path::Path;
use std::sync::{Arc, Once};

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::{Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use crate::core::killable_tcp::{KillSwitch, KillableListener};
use crate::gateway::connection;
use crate::handle::FakeDiscord;
use crate::handle::build::new_state;
use crate::handle::setup::{OpenApiFile, Setup};
use crate::state::shared::Shared;
use crate::validate::OpenApi;

impl FakeDiscord {
    /// Starts a stand-in.
    ///
    /// # Errors
    /// If it cannot listen on the address, or cannot read the OpenAPI description.
    pub async fn start(setup: Setup) -> anyhow::Result<Self> {
        let tolerates_violations = setup.tolerates_violations;
        Ok(Self::owning(start(setup).await?, tolerates_violations))
    }
}

/// Listens, creates the state and serves until [`Shared::stop`].
async fn start(setup: Setup) -> anyhow::Result<Arc<Shared>> {
    let openapi = load_openapi(&setup.openapi)?;
    let listener = TcpListener::bind(setup.listen)
        .await
        .with_context(|| format!("fake-discord cannot listen on {}", setup.listen))?;
    let bound = listener.local_addr().context("the listener has no address")?;
    let address = setup.public_host.clone().unwrap_or_else(|| bound.to_string());
    let control = setup.control;
    let shared = Arc::new(Shared::new(new_state(setup), openapi, address));
    let mut router = Router::new();
    if control {
        router = router.nest("/_fake", crate::control_api::router());
    }
    let app = router.fallback(rest_or_gateway).with_state(Arc::clone(&shared));
    let mut stopped = shared.stopped();
    let service = app.into_make_service_with_connect_info::<KillSwitch>();
    let server = axum::serve(KillableListener(listener), service);
    tokio::spawn(async move {
        let ended = server.with_graceful_shutdown(async move { stopped.wait().await }).await;
        if let Err(error) = ended {
            tracing::error!(%error, "the server of fake-discord ended with an error");
        }
    });
    Ok(shared)
}

/// Loads the OpenAPI description. A build without the feature `openapi` ignores the variable, and says so once.
fn load_openapi(file: &OpenApiFile) -> anyhow::Result<Option<Arc<OpenApi>>> {
    static WARNING: Once = Once::new();
    match file {
        OpenApiFile::None => Ok(None),
        OpenApiFile::Path(path) => OpenApi::load(path).map(Some),
        OpenApiFile::FromEnvironment => {
            let Some(path) = env::var_os("DISCORD_OPENAPI").filter(|path| !path.is_empty()) else { return Ok(None) };
            if cfg!(feature = "openapi") {
                return OpenApi::load(Path::new(&path)).map(Some);
            }
            // On stderr, because few tests have a subscriber for log lines.
            WARNING.call_once(|| {
                eprintln!(
                    "fake-discord: DISCORD_OPENAPI is set, but requests are NOT validated: this program was built \
                     without the feature `openapi` of fake-discord"
                );
            });
            Ok(None)
        }
    }
}

/// Serves the gateway at `/` and `/resume`, and REST at all other paths.
async fn rest_or_gateway(
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
        Err(rejection) => return rejection.into_response(),
    };
    // Unsupported encodings are refused, so that a client sees the reason.
    let unsupported = query.split('&').any(|pair| matches!(pair, "encoding=etf") || pair.starts_with("compress="));
    let version = query.split('&').find_map(|pair| pair.strip_prefix("v="));
    if unsupported || version.is_some_and(|version| version != "10") {
        shared.state().request_log.add_unknown_route(format!("gateway ?{query}"));
        return (StatusCode::BAD_REQUEST, "only v=10 and encoding=json without compression are supported")
            .into_response();
    }
    let url = format!("ws://{}", shared.address);
    let date = shared.clock.http_date();
    let mut response = upgrade.on_upgrade(move |socket| connection::serve(socket, shared, kill, url));
    if let Ok(date) = date.parse() {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}
