//! Which of three clocks is off: Discord's, the broker's or this machine's. Pure, but for [`ClockMeter`].
//!
//! Rules compare times of different clocks: the broker's append time with the gateway's give-up time
//! (docs/protocol.md#rule-1), the time in an interaction's id with the broker's (docs/protocol.md#rule-5). Must not decide
//! what happens to an alert: a wrong clock is reported, and the rules stay as they are.

mod meter;

use std::fmt;
use std::sync::Arc;

use crate::alert::Millis;
pub(crate) use meter::ClockMeter;
pub use meter::difference;

/// A clock to read.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// How far the broker's clock may be from this machine's (docs/protocol.md#rule-14): of the 7 s until a record is void,
/// 6 s are for the broker's answer.
pub(crate) const BROKER_LIMIT_MS: u64 = 2_000;
/// How far Discord's clock may be from this machine's. Its `Date` header has whole seconds, and nothing that counts in
/// seconds compares the two clocks but Discord's own limit of 3 s for the first answer.
pub(crate) const DISCORD_LIMIT_MS: u64 = 5_000;
/// From here on, the broker's clock makes every record void: `give_up_at` is 7 s after the receipt.
const ALL_VOID_MS: i64 = 7_000;

/// By how much the others' clocks are ahead of this machine's, in milliseconds; `None` where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clocks {
    /// Discord's clock.
    pub discord: Option<i64>,
    /// The Kafka broker's clock.
    pub broker: Option<i64>,
}

/// A clock that is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrongClock {
    whose: Whose,
    clocks: Clocks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The other two agree, or the broker's is not known: Discord's clock is taken to be right.
    Machine,
    /// Discord's clock and this machine's agree.
    Broker,
    /// They agree with each other and not with Discord, as on one machine.
    MachineAndBroker,
    /// Discord's clock is not known, so it may be either of the two.
    MachineOrBroker,
    /// All three differ.
    AllDiffer,
}

impl Clocks {
    /// Names the clock that is off; `None` where all that is known agrees.
    #[must_use]
    pub(crate) fn wrong(self) -> Option<WrongClock> {
        let off = |ms: Option<i64>, limit| ms.filter(|ms| ms.unsigned_abs() > limit);
        let whose = match (off(self.discord, DISCORD_LIMIT_MS), off(self.broker, BROKER_LIMIT_MS)) {
            (None, None) => return None,
            (None, Some(_)) if self.discord.is_some() => Whose::Broker,
            (None, Some(_)) => Whose::MachineOrBroker,
            (Some(_), None) if self.broker.is_some() => Whose::MachineAndBroker,
            (Some(_), None) => Whose::Machine,
            (Some(discord), Some(broker)) if discord.abs_diff(broker) <= DISCORD_LIMIT_MS => Whose::Machine,
            (Some(_), Some(_)) => Whose::AllDiffer,
        };
        Some(WrongClock { whose, clocks: self })
    }
}

impl WrongClock {
    /// Whether it is the same clock as in an earlier finding, whatever the seconds.
    #[must_use]
    pub(crate) fn is_same(self, other: Self) -> bool {
        self.whose == other.whose
    }

    /// Whether Kafka's append times are concerned.
    #[must_use]
    pub(crate) fn concerns_broker(self) -> bool {
        self.clocks.broker.is_some_and(|ms| ms.unsigned_abs() > BROKER_LIMIT_MS)
    }

    /// What goes wrong because of it.
    #[must_use]
    pub(crate) fn why(self) -> &'static str {
        match self.clocks.broker {
            Some(ms) if ms >= ALL_VOID_MS => {
                "so every record that somebody waits for counts as too late: each alert and each press is answered \"NOT sent\""
            }
            Some(ms) if ms > 0 && self.concerns_broker() => {
                "so alerts and presses may be answered \"NOT sent\" although Kafka took them in time"
            }
            Some(_) if self.concerns_broker() => {
                "so an alert may be shown although its parent read \"NOT sent\" a few seconds before"
            }
            _ => "so cards end and parents are told at the wrong time, and an alert with a time may be refused",
        }
    }

    /// How an admin fixes it.
    #[must_use]
    pub(crate) fn fix(self) -> &'static str {
        match self.whose {
            Whose::Machine | Whose::MachineAndBroker => {
                "synchronize the clock of this machine by NTP (Linux: timedatectl set-ntp true; Docker Desktop: restart it, \
                 because its clock stands still while the computer sleeps)"
            }
            Whose::Broker => "synchronize the clock of the broker's machine by NTP (Linux: timedatectl set-ntp true)",
            Whose::MachineOrBroker | Whose::AllDiffer => {
                "synchronize the clocks of this machine and of the broker's by NTP (Linux: timedatectl set-ntp true)"
            }
        }
    }
}

impl fmt::Display for WrongClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Clocks { discord, broker } = self.clocks;
        let (discord, broker) = (discord.unwrap_or(0), broker.unwrap_or(0));
        match self.whose {
            Whose::Machine => write!(f, "this machine's clock is {} Discord's", apart(-discord))?,
            Whose::Broker => write!(f, "the broker's clock is {} Discord's and this machine's", apart(broker))?,
            Whose::MachineAndBroker => {
                write!(f, "the clocks of this machine and of the broker are {} Discord's", apart(-discord))?;
            }
            Whose::MachineOrBroker => write!(f, "the broker's clock is {} this machine's", apart(broker))?,
            Whose::AllDiffer => write!(
                f,
                "three clocks differ: this machine's is {} Discord's, and the broker's is {} this machine's",
                apart(-discord),
                apart(broker)
            )?,
        }
        if self.whose == Whose::Machine && self.concerns_broker() {
            write!(f, " and {} the broker's", apart(-broker))?;
        }
        Ok(())
    }
}

/// `20 s ahead of`, `1 day behind`.
fn apart(ms: i64) -> String {
    let seconds = (ms.unsigned_abs() + 500) / 1_000;
    let (number, unit) = match seconds {
        ..120 => (seconds, "s"),
        120..7_170 => ((seconds + 30) / 60, "min"),
        7_170..171_000 => ((seconds + 1_800) / 3_600, "h"),
        _ => ((seconds + 43_200) / 86_400, "days"),
    };
    format!("{number} {unit} {}", if ms > 0 { "ahead of" } else { "behind" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(discord: Option<i64>, broker: Option<i64>) -> Option<String> {
        Clocks { discord, broker }.wrong().map(|wrong| wrong.to_string())
    }

    #[test]
    fn clocks_that_agree_within_their_limits_are_not_mentioned() {
        for (discord, broker) in [(None, None), (Some(0), Some(0)), (Some(-5_000), Some(2_000)), (Some(900), None)] {
            assert_eq!(said(discord, broker), None);
        }
    }

    #[test]
    fn the_clock_that_differs_from_the_two_others_is_named() {
        let day = 86_400_000;
        let cases = [
            (Some(0), Some(20_000), "the broker's clock is 20 s ahead of Discord's and this machine's"),
            (Some(20_000), Some(20_000), "this machine's clock is 20 s behind Discord's and 20 s behind the broker's"),
            (Some(day), Some(0), "the clocks of this machine and of the broker are 24 h behind Discord's"),
            (Some(-90_000), None, "this machine's clock is 90 s ahead of Discord's"),
            (None, Some(-180_000), "the broker's clock is 3 min behind this machine's"),
        ];
        for (discord, broker, expected) in cases {
            assert_eq!(said(discord, broker).as_deref(), Some(expected));
        }
        assert!(said(Some(day), Some(-20_000)).is_some_and(|said| said.starts_with("three clocks differ")));
    }

    #[test]
    fn it_is_said_what_each_difference_leads_to() {
        let why =
            |discord, broker| Clocks { discord: Some(discord), broker: Some(broker) }.wrong().map(WrongClock::why);
        assert!(why(0, 20_000).is_some_and(|why| why.contains("each alert and each press")));
        assert!(why(0, 3_000).is_some_and(|why| why.contains("may be answered \"NOT sent\"")));
        assert!(why(0, -3_000).is_some_and(|why| why.contains("may be shown")));
        assert!(why(86_400_000, 0).is_some_and(|why| why.contains("wrong time")));
    }
}
