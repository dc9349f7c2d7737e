//! `needhelp demo`, the first thing that README.md has a newcomer type: its story holds, and says when it does not.

use std::net::TcpListener;
use std::process::Command;

use crate::support::cli::{Running, bare, run, text};

/// A broker's port of its own, so that tests and whatever listens at 9092 leave each other alone.
fn demo(more: &[&str]) -> Command {
    bare(&[&["demo", "--kafka-port", "0"], more].concat())
}

#[test]
fn the_demo_tells_its_story_in_readable_text() {
    let output = run(demo(&["--exit"]));
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), complained), (Some(0), ""), "{said}");
    assert!(
        said.contains("/needhelp child:Jake location:Oak Street Bus Stop when:in 5 min message:Meeting ran over, will be 10 mins late\n"),
        "{said}"
    );
    assert!(said.contains("│ ✅ Sent. Time: "), "{said}");
    assert!(
        said.contains("│ Who can meet Jake by ")
            && said.contains(" at Oak Street Bus Stop? Sarah needs help. @helpers"),
        "{said}"
    );
    assert!(said.contains("│ No one yet: Jake needs someone"), "{said}");

    let (winner, loser) = if said.contains("Mike was first") { ("Mike", "Lisa") } else { ("Lisa", "Mike") };
    let part = |from: &str, to: &str| said.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap().0;
    let winners = part(&format!("Only {winner} sees:\n"), loser);
    assert!(winners.contains("✅ You have it.") && winners.contains("Child: Jake"), "{winners}");
    let losers = part(&format!("{loser} was a moment later. Only {loser} sees:\n"), "Sarah's phone rings");
    assert!(losers.contains(&format!("│ Thank you! {winner} took this at ")), "{losers}");
    assert_eq!(said.matches("You have it.").count(), 1, "one has it: {said}");
    assert!(said.contains(&format!("│ {winner} will meet Jake at Oak Street Bus Stop. @Sarah")), "{said}");
    assert!(said.contains(&format!("│ {winner} took this at ")), "{said}");
    assert!(said.trim_end().ends_with("ms after she asked."), "{said}");

    for not_for_people in ["<t:", "<@", "│ Ref ", "discord.com/channels/"] {
        assert!(!said.contains(not_for_people), "{not_for_people} in {said}");
    }
}

#[test]
fn a_demo_that_fails_is_exit_code_1_and_says_why() {
    // A Discord that finds fault with each message: the description wants something that no message has.
    let folder = tempfile::tempdir().unwrap();
    let strict = folder.path().join("openapi.json");
    let wants =
        serde_json::json!({"requestBody": {"content": {"application/json": {"schema": {"required": ["rhyme"]}}}}});
    let description = serde_json::json!({"paths": {"/channels/{channel_id}/messages": {"post": wants}}});
    std::fs::write(&strict, description.to_string()).unwrap();
    let mut command = demo(&["--exit"]);
    command.env("DISCORD_OPENAPI", strict);
    let output = run(command);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    let said = text(&output.stderr);
    assert!(said.contains("needhelp: ") && said.contains("rhyme"), "{said}");
}

#[test]
fn the_commands_that_the_demo_prints_work_as_printed() {
    let mut demo = Running::start(demo(&[]));
    demo.until(|line| line.contains("needhelp") && line.contains(" watch --from-beginning"));
    let watch = demo.said.last().unwrap().clone();
    demo.until(|line| line.contains(" send --parent "));
    let send = demo.said.last().unwrap().clone();
    demo.until(|line| line.contains("producer.py") || line.contains("own scripts"));
    let shell = |line: &str| {
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir("/").env_clear();
        run(command)
    };
    let sent = shell(&send);
    let said = text(&sent.stdout);
    assert!(said.starts_with("✅ Alert sent: Sarah needs help\n   Time: "), "{said}{}", text(&sent.stderr));
    demo.until(|line| line.contains(" at Oak Street Bus Stop? Sarah needs help. @helpers"));
    let watched = shell(&format!("{watch} --until-now"));
    assert_eq!(text(&watched.stdout).matches("🚨 Sarah needs help!").count(), 2, "the story's and this one");
    assert_eq!(demo.interrupt().code(), Some(0));
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(bare(&["demo", "--exit", "--kafka-port", &port]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("at port {port}")), "{}", text(&output.stderr));
}
