//! Creates the state that a setup describes.

use std::collections::HashMap;
use std::sync::Arc;

use super::setup::{GuildSetup, Setup};
use crate::core::clock::Clock;
use crate::core::ids::UserId;
use crate::core::request_log::RequestLog;
use crate::core::snowflakes::Snowflakes;
use crate::faults::armed::Faults;
use crate::limits::buckets::Buckets;
use crate::state::DiscordState;
use crate::state::sessions::{ConnectionCommand, Gateway};

/// The state of a new stand-in.
pub(crate) fn new_state(setup: Setup) -> DiscordState {
    let clock = Arc::new(Clock::new(setup.clock_ahead_by));
    let mut snowflakes = Snowflakes::default();
    // As at Discord, the bot's user and its application have the same id.
    let bot: UserId = snowflakes.next(clock.now());
    let mut rng = fastrand::Rng::with_seed(setup.seed);
    let token = setup.token.clone().unwrap_or_else(|| random_token(bot, &mut rng));
    state_of(setup, clock, snowflakes, bot, rng, token)
}

/// Replaces the state by that of a new stand-in. Clock, bot and token stay, and no id is used twice.
pub(crate) fn reset(state: &mut DiscordState, setup: Setup) {
    state.gateway.send_to_all(&ConnectionCommand::Close(4000, "The stand-in was reset."));
    let rng = fastrand::Rng::with_seed(setup.seed);
    let snowflakes = std::mem::take(&mut state.snowflakes);
    let mut fresh = state_of(setup, Arc::clone(&state.clock), snowflakes, state.bot, rng, state.token.clone());
    fresh.gateway.connections = state.gateway.connections;
    fresh.files.base = std::mem::take(&mut state.files.base);
    fresh.events = std::mem::take(&mut state.events);
    *state = fresh;
    state.note("reset", serde_json::json!({}));
}

fn state_of(
    setup: Setup,
    clock: Arc<Clock>,
    snowflakes: Snowflakes,
    bot: UserId,
    rng: fastrand::Rng,
    token: String,
) -> DiscordState {
    let mut state = DiscordState {
        clock,
        snowflakes,
        rng,
        token,
        token_reset: false,
        application: bot.cast(),
        privileged: setup.privileged,
        bot,
        owner_two_factor: setup.owner_two_factor,
        bot_permissions: Default::default(),
        bot_public: true,
        users: HashMap::new(),
        guilds: Default::default(),
        channels: HashMap::new(),
        deleted_channels: HashMap::new(),
        deleted_roles: HashMap::new(),
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
        request_log: RequestLog::default(),
        events: Default::default(),
        files: Default::default(),
        history: setup.history,
    };
    state.faults.set_weather(setup.weather);
    state.users.insert(
        bot,
        crate::state::guild::User {
            id: bot,
            name: setup.bot_name,
            bot: true,
            locale: "en-US".to_owned(),
            dms_closed: false,
        },
    );
    for guild in setup.guilds {
        add_guild(&mut state, &guild);
    }
    state
}

/// Adds a guild with its channels, roles and people.
pub(crate) fn add_guild(state: &mut DiscordState, setup: &GuildSetup) -> crate::core::ids::GuildId {
    let guild = state.add_guild(&setup.name);
    for (channel, kind) in &setup.channels {
        state.add_channel(guild, channel, *kind);
    }
    state.set_two_factor(guild, setup.two_factor);
    let mut roles = HashMap::new();
    for role in &setup.roles {
        let id = state.add_role(guild, &role.name, role.mentionable);
        state.change_role(id, |added| added.permissions = role.permissions);
        roles.insert(role.name.clone(), id);
    }
    for (name, role_names) in &setup.people {
        let user = state.add_user(name, false);
        let held = role_names.iter().filter_map(|name| roles.get(name)).copied().collect();
        state.join(guild, user, held);
    }
    guild
}

/// A token in Discord's format: the bot's id in base64, a time, a secret.
fn random_token(bot: UserId, rng: &mut fastrand::Rng) -> String {
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
