//! `needhelp dead-letters`, and the intake that writes them.

use crate::support::cli::{Cli, Running, run, text};

#[test]
fn a_dead_letter_is_listed_and_can_be_retried() {
    let cli = Cli::new();
    cli.append("help!");
    let intake = Running::start(cli.needhelp(&["intake"]));
    let line = cli.eventually(|| {
        let listed = run(cli.needhelp(&["dead-letters", "list"]));
        text(&listed.stdout).lines().next().map(str::to_owned)
    });
    intake.signal(rustix::process::Signal::TERM);
    let place = line.split(' ').next().unwrap();
    assert!(line.contains("  bus-stop-alerts/0@0  ") && line.ends_with("  help!"), "{line}");
    assert!(line.contains("the value is not an alert"), "{line}");

    let again = run(cli.needhelp(&["dead-letters", "retry", place]));
    let expected = format!("dead letter {place} was appended again, as bus-stop-alerts/");
    assert!(text(&again.stdout).starts_with(&expected), "{}{}", text(&again.stdout), text(&again.stderr));
    let shown = run(cli.needhelp(&["watch", "--from-beginning", "--until-now"]));
    assert_eq!(text(&shown.stdout).matches("Error: ").count(), 2);
}

#[test]
fn a_retry_of_a_dead_letter_that_does_not_exist_says_so() {
    let cli = Cli::new();
    for place in ["0:17", "99:0"] {
        let output = run(cli.needhelp(&["dead-letters", "retry", place]));
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(&format!("there is no dead letter at {place}")));
    }
    let output = run(cli.needhelp(&["dead-letters", "retry", "first"]));
    assert_eq!(output.status.code(), Some(2));
}
