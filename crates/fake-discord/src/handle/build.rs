//! Builds the state that a setup describes.

use std::collections::HashMap;
use std::sync::Arc;

use super::setup::{GuildSetup, Setup};
use crate::core::clock::Clock;
use crate::core::ids::UserId;
use crate::core::request_log::Journal;
use crate::core::snowflakes::Snowflakes;
use crate::faults::armed::Faults;
use crate::limits::buckets::Buckets;
use crate::state::World;
use crate::state::sessions::Gateway;

pub(crate) fn world(setup: Setup) -> World {
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
        crate::state::guild::User {
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

pub(crate) fn build(world: &mut World, setup: &GuildSetup) -> crate::core::ids::GuildId {
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
