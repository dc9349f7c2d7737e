//! Which shards of Discord's gateway this process keeps.

use super::ConfigError;
use super::reader::{Reader, wrong};
use crate::alert::GuildId;

const NAME: &str = "GATEWAY_SHARDS";

/// Discord's largest bots have fewer.
const MOST: u32 = 10_000;

/// `GATEWAY_SHARDS`: the shards from `first` to `last`, of `total`, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayShards {
    /// The first one of this process.
    pub first: u32,
    /// The last one of this process.
    pub last: u32,
    /// How many there are in all processes together.
    pub total: u32,
}

impl GatewayShards {
    pub(super) fn read(read: &Reader<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(value) = read.get(NAME) else { return Ok(None) };
        let shards = Self::parse(&value);
        let expected = "the first and the last shard of this process, counted from 0, and how many there are: 0-1/4";
        shards.map(Some).ok_or_else(|| wrong(NAME, &value, expected))
    }

    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let (range, total) = text.split_once('/')?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let shards = GatewayShards { first: number(first)?, last: number(last)?, total: number(total)? };
        (shards.first <= shards.last && shards.last < shards.total && shards.total <= MOST).then_some(shards)
    }

    /// Whether this process gets the events of a server; without one, direct messages.
    #[must_use]
    pub fn include(&self, guild: Option<GuildId>) -> bool {
        (self.first..=self.last).contains(&shard_of(guild, self.total))
    }

    /// Whether no other process has a shard.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.first == 0 && self.last + 1 == self.total
    }
}

/// The shard that gets the events of a server (<https://discord.com/developers/docs/events/gateway#sharding>).
#[must_use]
fn shard_of(guild: Option<GuildId>, total: u32) -> u32 {
    let number = guild.map_or(0, |guild| (guild.0 >> 22) % u64::from(total.max(1)));
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_a_range_of_all_shards_or_one() {
        let shards = |first, last, total| Some(GatewayShards { first, last, total });
        assert_eq!(GatewayShards::parse("0-1/4"), shards(0, 1, 4));
        assert_eq!(GatewayShards::parse("3/4"), shards(3, 3, 4));
        for wrong in ["", "0", "4/4", "2-1/4", "0-4/4", "-1/4", "0-/4", "+0/1", "0/10001", "0-1/4/2"] {
            assert_eq!(GatewayShards::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_server_belongs_to_one_process() {
        let halves = ["0-1/4", "2-3/4"].map(|text| GatewayShards::parse(text).expect("a range"));
        for number in 0..8_u64 {
            let guild = Some(GuildId(number << 22 | 7));
            let owners = halves.iter().filter(|shards| shards.include(guild)).count();
            assert_eq!((owners, halves[0].include(guild)), (1, number % 4 < 2), "{number}");
        }
        assert!(halves[0].include(None) && !halves[1].include(None), "direct messages come to shard 0");
        assert!(!halves[0].are_all() && GatewayShards::parse("0-3/4").expect("a range").are_all());
    }
}
