//! Whether a person can see a channel: a mention notifies nobody who cannot (docs/protocol.md#rule-35).
//!
//! Discord's answers are kept for a minute, in a bounded memory. Must not decide how a person is notified.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::alert::{ChannelId, GuildId, UserId};
use crate::discord::permissions::{VIEW_CHANNEL, in_channel, in_guild};
use crate::discord::rest::{Call, DiscordCode, Overwrite, Rest, RestError, RoleRights};

/// Short, because an admin may be changing the very permission that somebody waits for.
const KEPT: Duration = Duration::from_secs(60);

/// How many answers are kept of each kind.
const MAX: usize = 256;

/// Discord's type of a private thread, which only its members see.
const PRIVATE_THREAD: u8 = 12;

/// Discord's types of threads that everybody sees who sees their channel.
const PUBLIC_THREADS: [u8; 2] = [10, 11];

/// Asks Discord who can see which channel.
pub(crate) struct Visibility {
    rest: Rest,
    rights: Mutex<Recent<ChannelId, Option<Arc<Rights>>>>,
    seen: Mutex<Recent<(ChannelId, UserId), bool>>,
}

/// Who may see a channel.
struct Rights {
    guild: GuildId,
    owner: Option<UserId>,
    roles: Vec<RoleRights>,
    overwrites: Vec<Overwrite>,
}

impl Visibility {
    pub(crate) fn new(rest: Rest) -> Self {
        Visibility { rest, rights: Mutex::default(), seen: Mutex::default() }
    }

    /// Whether `user` can see `channel`. `None` where Discord does not say.
    pub(crate) async fn sees(&self, call: Call<'_>, channel: ChannelId, user: UserId) -> Option<bool> {
        let now = Instant::now();
        if let Some(known) = lock(&self.seen).get(&(channel, user), now) {
            return Some(known);
        }
        let sees = self
            .ask(call, channel, user)
            .await
            .inspect_err(|error| tracing::debug!(channel_id = %channel, %error, "who can see the channel is not known"))
            .ok()??;
        lock(&self.seen).put((channel, user), sees, now);
        Some(sees)
    }

    async fn ask(&self, call: Call<'_>, channel: ChannelId, user: UserId) -> Result<Option<bool>, RestError> {
        let Some(rights) = self.rights(call, channel).await? else { return Ok(None) };
        if rights.owner == Some(user) {
            return Ok(Some(true));
        }
        let member = match self.rest.guild_member(call, rights.guild, user).await {
            Ok(member) => member,
            Err(error) => {
                let has_left = matches!(error.code(), Some(DiscordCode::UNKNOWN_MEMBER | DiscordCode::UNKNOWN_USER));
                return if has_left { Ok(Some(false)) } else { Err(error) };
            }
        };
        let held: Vec<u64> = member.roles.iter().map(|role| role.0).collect();
        let base = in_guild(&rights.roles, rights.guild.0, &held);
        let here = in_channel(base, &rights.overwrites, rights.guild.0, user.0, &held);
        Ok(Some(here & VIEW_CHANNEL != 0))
    }

    /// `None` for a channel whose permissions do not tell who sees it.
    async fn rights(&self, call: Call<'_>, id: ChannelId) -> Result<Option<Arc<Rights>>, RestError> {
        let now = Instant::now();
        if let Some(known) = lock(&self.rights).get(&id, now) {
            return Ok(known);
        }
        let mut channel = self.rest.channel_rights(call, id).await?;
        if PUBLIC_THREADS.contains(&channel.kind)
            && let Some(parent) = channel.parent_id
        {
            channel = self.rest.channel_rights(call, parent).await?;
        }
        let rights = match channel.guild_id {
            Some(guild) if channel.kind != PRIVATE_THREAD => {
                let owner = self.rest.guild(call, guild).await?.owner_id;
                let roles = self.rest.role_rights(call, guild).await?;
                Some(Arc::new(Rights { guild, owner, roles, overwrites: channel.permission_overwrites }))
            }
            _ => None,
        };
        lock(&self.rights).put(id, rights.clone(), now);
        Ok(rights)
    }
}

/// The newest answers, each for a minute.
struct Recent<K, V>(HashMap<K, (Instant, V)>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Recent(HashMap::new())
    }
}

impl<K: Eq + Hash + Copy, V: Clone> Recent<K, V> {
    fn get(&self, key: &K, now: Instant) -> Option<V> {
        self.0.get(key).filter(|(since, _)| now.duration_since(*since) < KEPT).map(|(_, value)| value.clone())
    }

    fn put(&mut self, key: K, value: V, now: Instant) {
        if self.0.len() >= MAX {
            self.0.retain(|_, (since, _)| now.duration_since(*since) < KEPT);
        }
        if self.0.len() >= MAX
            && let Some(oldest) = self.0.iter().min_by_key(|(_, (since, _))| *since).map(|(key, _)| *key)
        {
            self.0.remove(&oldest);
        }
        self.0.insert(key, (now, value));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A map is whole after each step, so a poisoned lock guards a sound one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_a_minute_and_the_oldest_makes_room() {
        let (start, mut recent) = (Instant::now(), Recent::default());
        for key in 0..MAX {
            recent.put(key, key, start + Duration::from_millis(key as u64));
        }
        recent.put(MAX, MAX, start + Duration::from_secs(1));
        let soon = start + Duration::from_secs(2);
        assert_eq!((recent.0.len(), recent.get(&0, soon), recent.get(&1, soon)), (MAX, None, Some(1)));
        assert_eq!(recent.get(&1, start + KEPT + Duration::from_secs(1)), None);
    }
}
