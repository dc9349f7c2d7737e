//! Wrong settings and options: one line on stderr that says what would be right, exit code 2.

use std::collections::BTreeSet;
use std::net::TcpListener;

use crate::support::bot::Config;
use crate::support::cli::{bare, run, text};

fn wrong(name: &str, value: &str, arguments: &[&str]) -> String {
    let mut command = bare(arguments);
    command.env(name, value);
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "");
    let said = text(&output.stderr).to_owned();
    assert_eq!(said.matches('\n').count(), 1, "{said}");
    assert!(said.starts_with("needhelp: ") && said.contains(name), "{said}");
    said
}

#[test]
fn a_wrong_setting_is_one_line_and_exit_code_2() {
    for (name, value) in [
        ("KAFKA_PARTITIONS", "three"),
        ("DISCORD_GUILD_ID", "Oak Street"),
        ("TIMEZONE", "Oak Street time"),
        ("RUST_LOG", "needhelp=everything"),
        ("KAFKA_PROPERTIES", "acks=0"),
        ("LOG_FORMAT", "xml"),
    ] {
        wrong(name, value, &["run"]);
        wrong(name, value, &["watch"]);
    }
}

#[test]
fn a_value_that_cannot_be_right_is_refused_with_what_it_should_look_like() {
    for (name, value, right) in [
        ("DISCORD_CHANNEL_ID", "#bus-stop", "digits alone"),
        ("DISCORD_TOKEN", "\"hunter2.a.b\"", "has quotes: leave them out"),
        ("DISCORD_TOKEN", "Bot hunter2.a.b", "begins with \"Bot\": leave that word out"),
        ("DISCORD_TOKEN", "1305193870427029544", "is an id"),
        ("KAFKA_BOOTSTRAP_SERVERS", "http://localhost:9092", "without http:// in front"),
    ] {
        let said = wrong(name, value, &["run"]);
        assert!(said.contains(right) && !said.contains("hunter2"), "{said}");
    }
}

/// The bot in a folder with this `.env`, and with these variables in its environment.
fn with_env_file(text: &str, exported: &[(&str, &str)], arguments: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap().join(".env");
    std::fs::write(&path, text).unwrap();
    let mut command = bare(arguments);
    command.current_dir(folder.path()).envs(exported.iter().copied());
    let output = run(command);
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    (text_of(&output), path.display().to_string())
}

fn text_of(output: &std::process::Output) -> String {
    text(&output.stderr).to_owned()
}

#[test]
fn a_line_of_env_that_cannot_be_read_is_named_by_file_and_number() {
    let (said, path) = with_env_file("# needhelp\nTIMEZONE=America/New York\n", &[], &["run"]);
    let right = format!("needhelp: {path}, line 2: the value of TIMEZONE can't be read: put it in quotes");
    assert!(said.starts_with(&right) && said.matches('\n').count() == 1, "{said}");
    let (said, path) = with_env_file("LOG_FORMAT=text\nKAFKA_PROPERTIES=sasl.password=hun$ter2\n", &[], &["run"]);
    assert!(said.starts_with(&format!("needhelp: {path}, line 2: ")) && said.contains("single quotes"), "{said}");
    assert!(!said.contains("hun"), "{said}");
    let (said, _) = with_env_file("DISCORD_CHANNEL_ID=#bus-stop\n", &[], &["run"]);
    assert!(said.contains("DISCORD_CHANNEL_ID holds \"#bus-stop\"") && said.contains("digits alone"), "{said}");
}

#[test]
fn an_empty_variable_in_the_environment_does_not_hide_the_one_in_env() {
    let file = "DISCORD_TOKEN='Bot x.y.z'\nLOG_FORMAT=xml\n";
    let (said, _) = with_env_file(file, &[("DISCORD_TOKEN", ""), ("LOG_FORMAT", "text")], &["run"]);
    assert!(said.contains("DISCORD_TOKEN begins with \"Bot\""), "the file's token was read: {said}");
    let (said, _) = with_env_file(file, &[("DISCORD_TOKEN", "x.y.z"), ("LOG_FORMAT", "")], &["run"]);
    assert!(said.contains("LOG_FORMAT holds \"xml\""), "{said}");
}

#[test]
fn a_port_in_use_is_one_line_and_exit_code_2() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    wrong("HTTP_LISTEN_ADDR", &taken.local_addr().unwrap().to_string(), &["intake"]);
}

#[test]
fn without_a_token_the_bot_says_where_to_get_one() {
    let said = wrong("DISCORD_TOKEN", "", &["run"]);
    assert!(said.contains("https://discord.com/developers/applications"), "{said}");
}

#[test]
fn no_secret_is_shown_with_a_wrong_setting() {
    let said = wrong("KAFKA_PROPERTIES", "sasl.pasword=hunter2", &["run"]);
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn settings_of_kafka_that_are_wrong_together_are_one_line_and_exit_code_2() {
    let in_every_build = [
        ("security.protocol=SASL_PLAINTEXT", "SASL mechanism"),
        ("security.protocol=SASL_PLAINTEXT,sasl.mechanism=PLAIN,sasl.password=hunter2", "sasl.username"),
        ("session.timeout.ms=6000,max.poll.interval.ms=1000", "max.poll.interval.ms"),
    ];
    let of_this_build = if cfg!(feature = "tls") {
        [
            ("security.protocol=SASL_SSL", "SASL mechanism"),
            ("security.protocol=SSL,ssl.ca.location=/nope", "ssl.ca.location"),
            (
                "ssl.ca.location=/nope,security.protocol=SASL_SSL,sasl.mechanism=PLAIN,sasl.password=hunter2",
                "sasl.username",
            ),
        ]
    } else {
        [
            ("security.protocol=SASL_SSL", "build --release --features tls"),
            ("security.protocol=SSL,ssl.ca.location=/nope", "`security.protocol` needs TLS to Kafka"),
            ("sasl.mechanism=SCRAM-SHA-512,sasl.password=hunter2", "build --release --features tls"),
        ]
    };
    for (value, why) in in_every_build.into_iter().chain(of_this_build) {
        let send = ["send", "--parent", "Sarah", "--child", "Jake", "--location", "Oak", "--message", "Late"];
        for arguments in [&["intake"][..], &["check"], &send] {
            let said = wrong("KAFKA_PROPERTIES", value, arguments);
            assert!(said.contains(why) && !said.contains("hunter2"), "{said}");
        }
    }
}

#[test]
fn wrong_options_say_what_would_be_right() {
    for arguments in [
        &["send", "--parent", "Sarah"][..],
        &["send", "--parent", " ", "--child", "Jake", "--location", "Oak", "--message", "Late"],
        &["watch", "--log", "a:b"],
        &["watch", "--log", "--from-beginning"],
        &["wave"],
    ] {
        let output = run(bare(arguments));
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
    }
}

#[test]
fn help_is_on_stdout_and_has_an_example_for_each_command_with_options() {
    for command in ["send", "watch", "check", "health", "dead-letters", "demo"] {
        let output = run(bare(&[command, "--help"]));
        assert_eq!(output.status.code(), Some(0));
        let said = text(&output.stdout);
        assert!(said.contains("Example") && said.contains(&format!("  needhelp {command}")), "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= 100), "too wide for a terminal:\n{said}");
    }
}

#[test]
fn health_of_a_bot_that_is_not_running_is_exit_code_1() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = bare(&["health"]);
    command.env("HTTP_LISTEN_ADDR", free.to_string());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nothing listens there"));
}

#[test]
fn the_example_and_the_readme_have_every_setting_in_one_order_with_its_default() {
    let root = env!("CARGO_MANIFEST_DIR");
    let parts = [
        "config.rs",
        "config/discord.rs",
        "config/guild.rs",
        "config/history.rs",
        "config/kafka.rs",
        "config/stats_page.rs",
        "config/webhook.rs",
        "config/weekly_line.rs",
    ];
    let source = parts.map(|file| std::fs::read_to_string(format!("{root}/src/{file}")).unwrap()).concat();
    let is_name = |text: &&str| text.len() > 4 && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let fields = source.lines().filter_map(|line| line.trim().strip_prefix("/// `"));
    let read: BTreeSet<&str> = fields.filter_map(|rest| rest.split('`').next()).filter(is_name).collect();

    let example: Vec<(String, String)> =
        dotenvy::from_path_iter(format!("{root}/.env.example")).unwrap().map(Result::unwrap).collect();
    let names: Vec<&str> = example.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names.iter().copied().collect::<BTreeSet<_>>(), read);

    let config = Config::read(&|name| example.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()));
    let defaults = Config::read(&|_| None);
    assert_eq!(format!("{:?}", config.unwrap()), format!("{:?}", defaults.unwrap()));

    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.filter(|name| read.contains(name)).collect::<Vec<_>>(), names);
}
