//! The clocks of Discord, the broker and this machine.

use std::time::Duration;

use fake_discord::{FakeDiscord, Setup};

use super::{check, line, ok_but, ready, verdicts};
use crate::support::cli::{Cli, text};

#[test]
fn a_broker_whose_clock_is_ahead_is_named_with_what_follows() {
    let cli = Cli::breakable();
    cli.broker().clock_is_ahead(20_000).unwrap();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[]);
    assert_eq!(verdicts(&output), ok_but(&[("clocks", "WRONG")]), "{}", text(&output.stdout));
    let said = line(&output, "clocks");
    assert!(said.contains("the broker's clock is 20 s ahead of Discord's and this machine's"), "{said}");
    assert!(said.contains("each alert and each press is answered \"NOT sent\""), "{said}");
    assert!(said.contains("synchronize the clock of the broker's machine by NTP"), "{said}");
}

#[test]
fn three_clocks_that_agree_are_shown_with_their_differences() {
    let cli = Cli::breakable();
    cli.broker().clock_is_ahead(0).unwrap();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[]);
    let said = line(&output, "clocks");
    assert!(said.starts_with("ok    clocks: Discord's, the broker's and this machine's agree ("), "{said}");
}

#[test]
fn a_machine_whose_clock_is_behind_both_others_is_named() {
    let cli = Cli::breakable();
    cli.broker().clock_is_ahead(90_000).unwrap();
    let setup = Setup::default().clock_ahead(Duration::from_secs(90));
    let discord = cli.wait(FakeDiscord::start(setup)).unwrap();
    let output = check(&cli, &discord, &[]);
    let said = line(&output, "clocks");
    // Discord tells whole seconds.
    assert!(said.starts_with("WRONG clocks: this machine's clock is "), "{said}");
    assert!(said.contains("s behind Discord's and 90 s behind the broker's"), "{said}");
    assert!(said.contains("synchronize the clock of this machine by NTP"), "{said}");
}
