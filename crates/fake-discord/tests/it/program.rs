//! `fake-discord serve`, and what README.md says about it. tests/browser uses the page with the examples' bots.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn serve_prints_the_settings_of_the_bot_and_serves_the_page() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fake-discord"))
        .args(["serve", "--token", "secret"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it was built");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut said = Vec::new();
    let mut value = async |start: &str| loop {
        let line = lines.next_line().await.expect("readable").expect("a line");
        said.push(line.clone());
        if let Some(value) = line.strip_prefix(start) {
            return value.to_owned();
        }
    };
    let url = value("  DISCORD_URL=").await;
    let gateway = value("  DISCORD_GATEWAY=").await;
    let token = value("  DISCORD_TOKEN=").await;
    let page = format!("http://{}", value("  http://").await);

    let http = reqwest::Client::new();
    let me = http.get(format!("{url}/api/v10/users/@me")).header("authorization", format!("Bot {token}"));
    assert_eq!(me.send().await.expect("an answer").status(), 200);
    assert_eq!(gateway, url.replace("http", "ws"));
    let shown = http.get(&page).send().await.expect("an answer").text().await.expect("a text");
    assert!(shown.contains("<title>Playground</title>"), "{shown}");

    let port = url.rsplit(':').next().expect("a port");
    let settings = said.iter().position(|line| line.contains("DISCORD_TOKEN")).expect("it was read");
    let documented = said[..=settings].join("\n").replace(port, "8000");
    assert!(README.contains(&format!("{documented}\n…")), "README.md does not print this:\n{documented}");
}

#[test]
fn the_readme_prints_the_examples_as_they_are() {
    for (language, example) in
        [("python", include_str!("../../examples/ride_bot.py")), ("js", include_str!("../../examples/ride_bot.js"))]
    {
        assert!(
            README.contains(&format!("```{language}\n{example}```\n")),
            "README.md does not print the example in {language}"
        );
    }
}
