//! Putting a stand-in together and running it: one listener for REST, gateway and control.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::{Request, Response, StatusCode};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::discord::FakeDiscord;
use crate::faults::armed::Faults;
use crate::gateway::{Gateway, connection};
use crate::ids::UserId;
use crate::journal::Journal;
use crate::limits::buckets::Buckets;
use crate::net::{KillSwitch, KillableListener};
use crate::openapi::OpenApi;
use crate::setup::{GuildSetup, Setup};
use crate::shared::Shared;
use crate::world::World;
use crate::world::snowflakes::Snowflakes;

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
        router = router.nest("/_fake", crate::control::router());
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

fn world(setup: Setup) -> World {
    let clock = Arc::new(Clock::new());
    let mut snowflakes = Snowflakes::default();
    // As at Discord, the bot's user has the application's id.
    let bot: UserId = snowflakes.next(clock.now());
    let mut rng = fastrand::Rng::with_seed(setup.seed);
    let token = setup.token.unwrap_or_else(|| made_up_token(bot, &mut rng));
    let mut world = World {
        clock,
        snowflakes,
        rng,
        token,
        token_reset: false,
        application: bot.cast(),
        privileged: setup.privileged,
        bot,
        bot_grant: Default::default(),
        users: HashMap::new(),
        guilds: Default::default(),
        channels: HashMap::new(),
        dms: HashMap::new(),
        commands: HashMap::new(),
        interactions: HashMap::new(),
        interaction_order: Default::default(),
        tokens: HashMap::new(),
        nonces: HashMap::new(),
        nonce_order: Default::default(),
        nonce_window: setup.nonce_window,
        old_edits: HashMap::new(),
        gateway: Gateway::new(setup.heartbeat),
        faults: Faults::new(setup.seed),
        buckets: Buckets::new(setup.limits),
        journal: Journal::default(),
        history: setup.history,
    };
    world.users.insert(
        bot,
        crate::world::guild::User {
            id: bot,
            name: setup.bot_name,
            bot: true,
            locale: "en-US".to_owned(),
            dms_closed: false,
        },
    );
    for guild in setup.guilds {
        build(&mut world, &guild);
    }
    world
}

pub(crate) fn build(world: &mut World, setup: &GuildSetup) -> crate::ids::GuildId {
    let guild = world.add_guild(&setup.name);
    for channel in &setup.channels {
        world.add_channel(guild, channel);
    }
    let mut roles = HashMap::new();
    for role in &setup.roles {
        let id = world.add_role(guild, &role.name, role.mentionable);
        world.change_role(id, |made| made.permissions = role.permissions);
        roles.insert(role.name.clone(), id);
    }
    for (name, wanted) in &setup.people {
        let user = world.add_user(name, false);
        let held = wanted.iter().filter_map(|name| roles.get(name)).copied().collect();
        world.join(guild, user, held);
    }
    guild
}

/// A token of Discord's shape: the bot's id in base64, a time, a secret.
fn made_up_token(bot: UserId, rng: &mut fastrand::Rng) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = String::new();
    for chunk in bot.to_string().as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            token.push(char::from(DIGITS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    for length in [6, 38] {
        token.push('.');
        token.extend((0..length).map(|_| char::from(DIGITS[rng.usize(..62)])));
    }
    token
}
