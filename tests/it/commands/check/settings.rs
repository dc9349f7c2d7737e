//! Settings that an admin forgets.

use super::{check, line, ok_but, ready, verdicts};
use crate::support::cli::{Cli, Running, text};

#[test]
fn without_a_time_zone_check_says_that_times_are_read_in_utc() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[("TIMEZONE", "")]);
    assert_eq!(verdicts(&output), ok_but(&[("time zone", "WARN")]), "{}", text(&output.stdout));
    let said = line(&output, "time zone");
    assert!(said.starts_with("WARN  time zone: times are read in UTC (TIMEZONE is not set), where it is "), "{said}");
    assert!(said.ends_with("TIMEZONE=America/New_York or TIMEZONE=Europe/Madrid"), "{said}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_time_zone_that_is_set_is_shown_with_its_present_time() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[("TIMEZONE", "Europe/Madrid")]);
    let said = line(&output, "time zone");
    assert!(said.starts_with("ok    time zone: Europe/Madrid, where it is "), "{said}");
    // An admin who has chosen UTC gets no warning.
    let output = check(&cli, &discord, &[("TIMEZONE", "UTC")]);
    assert!(line(&output, "time zone").starts_with("ok    time zone: "), "{}", line(&output, "time zone"));
}

#[test]
fn a_bot_without_a_time_zone_says_at_its_start_that_it_reads_utc() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let start = |timezone| {
        let mut command = cli.needhelp(&["run"]);
        command.env("DISCORD_API_URL", discord.url()).env("DISCORD_TOKEN", discord.token());
        Running::start({
            command.env("TIMEZONE", timezone);
            command
        })
    };
    start("").until_logged(|line| line.contains("times are read in UTC (TIMEZONE is not set)"));
    start("Europe/Madrid").until_logged(|line| {
        assert!(!line.contains("TIMEZONE is not set"), "{line}");
        line.contains("the slash commands are registered")
    });
}
