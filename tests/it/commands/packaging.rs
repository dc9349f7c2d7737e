//! What a package takes from the program: completions for shells, manual pages, and the version.

use crate::support::cli::{Cli, Running, bare, run, text};

#[test]
fn each_shell_gets_a_script_that_knows_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(bare(&["completions", shell]));
        assert_eq!(output.status.code(), Some(0), "{shell}: {}", text(&output.stderr));
        for command in ["dead-letters", "redact", "watch"] {
            assert!(text(&output.stdout).contains(command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn a_manual_page_has_the_options_and_examples_of_the_command() {
    let output = run(bare(&["man"]));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    assert!(page.contains(".TH needhelp 1") && page.contains("needhelp\\-watch(1)"), "{page}");

    let page = run(bare(&["man", "watch"]));
    let page = text(&page.stdout);
    assert!(page.contains(".TH needhelp-watch 1") && page.contains("\\-\\-from\\-beginning"), "{page}");
}

#[test]
fn a_manual_page_of_an_unknown_command_is_refused_with_the_known_ones() {
    let output = run(bare(&["man", "wach"]));
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("there is no command \"wach\"") && said.contains("watch"), "{said}");
}

#[test]
fn the_version_is_the_first_line_of_the_log() {
    let cli = Cli::new();
    let printed = run(bare(&["--version"]));
    let version = text(&printed.stdout).trim().to_owned();
    assert!(version.starts_with("needhelp 0."), "{version}");
    let mut command = cli.needhelp(&["intake"]);
    command.env("RUST_LOG", "info");
    let intake = Running::start(command);
    intake.until_logged(|line| {
        assert!(line.ends_with(&version), "another line comes first: {line}");
        true
    });
}
