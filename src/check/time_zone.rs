//! The time zone of typed times.

use jiff::Timestamp;

use super::Findings;
use crate::alert::GuildId;
use crate::settings::Settings;

/// How an admin sets it.
const FIX: &str = "set TIMEZONE to the neighborhood's, as in TIMEZONE=America/New_York or TIMEZONE=Europe/Madrid";

/// Shows the time zone with the time there, which an admin recognizes as right or wrong.
pub(super) fn check(settings: &Settings, guild: Option<GuildId>, findings: &mut Findings<'_>) {
    let settings = settings.for_guild(guild);
    let there = Timestamp::now().to_zoned_datetime(settings.display_zone());
    let clock = there.strftime("%-I:%M %p");
    if let Some(zone) = &settings.timezone {
        let name = zone.iana_name().unwrap_or("a zone without a name");
        return findings.ok("time zone", format!("{name}, where it is {clock} now"));
    }
    let problem = format!(
        "times are read in UTC (TIMEZONE is not set), where it is {clock} now: so parents cannot type a time by their \
         clock, only `now` and waits such as `in 20 min`"
    );
    findings.warn("time zone", problem, FIX);
}
