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
#[cfg(feature = "tls")]
use crate::core::tls::Tls;
#[cfg(feature = "tls")]
use crate::core::tls_listener::TlsListener;
use crate::gateway::connection;
use crate::gateway::parameters::{Parameters, Refused};
use crate::handle::FakeDiscord;
use crate::handle::build;
use crate::handle::setup::{OpenApiFile, Setup};
use crate::state::shared::{Address, Reset, Shared};
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
    let host = setup.public_host.clone().unwrap_or_else(|| bound.to_string());
    #[cfg(feature = "tls")]
    let tls = setup.tls.then(|| Tls::issue(host.rsplit_once(':').map(|(name, _)| name))).transpose()?;
    #[cfg(feature = "tls")]
    let ca = tls.as_ref().map(|tls| tls.ca.clone());
    #[cfg(not(feature = "tls"))]
    let ca = None;
    let control = setup.control;
    let again = setup.clone();
    let reset = Reset(Box::new(move |state| build::reset(state, again.clone())));
    let shared = Arc::new(Shared::new(build::new_state(setup), openapi, Address { host, ca }, reset));
    shared.state().files.base = shared.address.url();
    let mut router = Router::new();
    if control {
        router = router.nest("/_fake", crate::control_api::router());
    }
    let app = router.fallback(rest_or_gateway).with_state(Arc::clone(&shared));
    let mut stopped = shared.stopped();
    let service = app.into_make_service_with_connect_info::<KillSwitch>();
    let listener = KillableListener(listener);
    tokio::spawn(async move {
        let stopped = async move { stopped.wait().await };
        #[cfg(feature = "tls")]
        if let Some(tls) = tls {
            let server = axum::serve(TlsListener::new(listener, tls.acceptor), service);
            return log_end(server.with_graceful_shutdown(stopped).await);
        }
        log_end(axum::serve(listener, service).with_graceful_shutdown(stopped).await);
    });
    Ok(shared)
}

fn log_end(ended: std::io::Result<()>) {
    if let Err(error) = ended {
        tracing::error!(%error, "the server of fake-discord ended with an error");
    }
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

/// Serves the gateway at `/` and `/resume`, attachments, and REST at all other paths.
async fn rest_or_gateway(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(kill): ConnectInfo<KillSwitch>,
    request: Request<Body>,
) -> Response<Body> {
    let path = request.uri().path();
    if let Some(file) = crate::rest::attachments::serve(&shared, path) {
        return file;
    }
    if path != "/" && path != "/resume" && path != "/resume/" {
        return crate::rest::serve(shared, kill, request).await;
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let (mut parts, _) = request.into_parts();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let complain = || shared.state().request_log.add_unknown_route(format!("gateway ?{query}"));
    match Parameters::of(&query) {
        Ok(parameters) => {
            let url = shared.address.gateway_url();
            let date = shared.clock.http_date();
            let mut response =
                upgrade.on_upgrade(move |socket| connection::serve(socket, shared, kill, url, parameters));
            if let Ok(date) = date.parse() {
                response.headers_mut().insert(header::DATE, date);
            }
            response
        }
        Err(Refused::Version) => {
            complain();
            upgrade.on_upgrade(connection::refuse_version)
        }
        // Refused before the upgrade, so that a client sees the reason.
        Err(Refused::Unsupported(reason)) => {
            complain();
            (StatusCode::BAD_REQUEST, reason).into_response()
        }
    }
}
