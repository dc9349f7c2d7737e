//! `needhelp demo`, the first thing that README.md has a newcomer type: its story holds, and says when it does not.

use std::net::TcpListener;
use std::process::Command;

use crate::support::cli::{Running, bare, run, text};

/// A broker's port of its own, so that tests and whatever listens at 9092 leave each other alone.
fn demo(more: &[&str]) -> Command {
    bare(&[&["demo", "--kafka-port", "0"], more].concat())
}

/// What the demo prints about the story, which has to come to a good end.
fn told(more: &[&str]) -> String {
    let output = run(demo(more));
    let (said, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), complained), (Some(0), ""), "{said}");
    for not_for_people in ["<t:", "<@", "│ Ref ", "discord.com/channels/"] {
        assert!(!said.contains(not_for_people), "{not_for_people} in {said}");
    }
    said.to_owned()
}

/// Checks that these are said in this order.
fn in_order(said: &str, parts: &[String]) {
    let mut rest = said;
    for part in parts {
        rest = rest.split_once(part.as_str()).unwrap_or_else(|| panic!("{part:?} is missing here in {said}")).1;
    }
}

#[test]
fn the_demo_tells_its_story_to_the_end_in_readable_text() {
    let said = told(&["--exit"]);
    let (first, second) = if said.contains("Mike was first") { ("Mike", "Lisa") } else { ("Lisa", "Mike") };
    in_order(
        &said,
        &[
            "/needhelp child:Jake location:Oak Street Bus Stop when:in 5 min message:Meeting ran over, will be 10 mins late\n"
                .to_owned(),
            "│ ✅ Sent. Time: ".to_owned(),
            "│ Who can meet Jake by ".to_owned(),
            " at Oak Street Bus Stop? Sarah needs help. @helpers".to_owned(),
            "│ No one yet: Jake needs someone".to_owned(),
            format!("Only {first} sees:\n"),
            "│ ✅ You have it.".to_owned(),
            format!("{second} was a moment later. Only {second} sees:\n"),
            format!("│ Thank you! {first} took this at "),
            format!("│ {first} will meet Jake at Oak Street Bus Stop. @Sarah"),
            format!("│ {first} will meet Jake\n"),
            format!("{first} presses [I can't make it]"),
            format!("│ {first} can't make it. The neighbors are being asked again; "),
            "│ Still needed: who can meet Jake by ".to_owned(),
            "│ No one yet: Jake needs someone".to_owned(),
            format!("{second} presses [I've got it]"),
            "│ ✅ You have it.".to_owned(),
            format!("│ {second} will meet Jake at Oak Street Bus Stop. @Sarah"),
            format!("│ {second} will meet Jake\n"),
            format!("{second} presses [Child is with me]"),
            format!("│ Jake is with {second}. @Sarah"),
            format!("│ {second} is with Jake\n"),
            format!("{second} presses [Done, all safe]"),
            "│ [Yes, all safe] [Not yet]".to_owned(),
            format!("│ Jake is safe, says {second}. @Sarah"),
            "│ Jake is safe\n".to_owned(),
            "Jake is safe. Sarah's phone rang 5 times".to_owned(),
            "`needhelp stats` prints:".to_owned(),
            "  answered in time        1\n".to_owned(),
            format!("{second} "),
        ],
    );
    assert_eq!(said.matches("You have it.").count(), 2, "one has it at a time: {said}");
}

#[test]
fn on_a_quiet_day_the_parent_is_told_to_phone_someone_and_the_demo_ends() {
    // Ends without --exit, too.
    let said = told(&["--story", "quiet"]);
    let parts = [
        "when:in 40 min",
        "│ No one yet: Jake needs someone",
        "The phones of all helpers ring",
        "│ Still needed, ",
        "The phones of all helpers ring",
        "The phones of all neighbors ring",
        "│ NO ONE has taken Jake's alert yet. Phone someone now: school office, 555-0100",
        "@Sarah",
        "│ No one came forward by ",
        "`needhelp stats` prints:",
        "  4 nobody came by the time ",
    ];
    in_order(&said, &parts.map(str::to_owned));
    assert_eq!(said.matches("40 minutes left").count(), 0, "time passes: {said}");
}

#[test]
fn where_no_file_can_be_written_the_demo_plays_without_a_history_and_says_so() {
    let mut command = demo(&["--exit"]);
    command.env("TMPDIR", "/nowhere");
    let output = run(command);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    assert!(said.contains("keeps no history, because the folder /nowhere/needhelp-demo-"), "{said}");
    assert!(said.contains("Jake is safe") && !said.contains("`needhelp stats` prints"), "{said}");
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
fn the_demo_prints_the_address_of_its_page_and_serves_it_alone() {
    let mut demo = Running::start(demo(&["--story", "none"]));
    demo.until(|line| line.trim_start().starts_with("http://127.0.0.1:"));
    let page = demo.said.last().unwrap().trim().to_owned();
    assert!(demo.said.iter().all(|line| !line.contains("went wrong")), "{:?}", demo.said);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let status = |url: &str| runtime.block_on(async { reqwest::get(url).await.expect("an answer").status().as_u16() });
    assert_eq!(status(&page), 200);
    let secret = page.trim_end_matches('/').rsplit('/').next().unwrap();
    assert_eq!(status(&page.replace(secret, &"0".repeat(secret.len()))), 404);
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
