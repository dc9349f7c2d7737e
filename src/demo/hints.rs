//! What can be done beside the demo while it stays up: commands that work as they are printed.

use std::path::{Path, PathBuf};

use super::story::say;
use crate::config::Config;

/// Where the tutorial's scripts look for Kafka.
pub(crate) const TUTORIALS_PORT: u16 = 9092;

/// Says what to type in another terminal.
pub(crate) fn say_what_to_type(servers: &str) {
    let program = program();
    let elsewhere = Config::from_env().map_or(true, |config| !reaches(&config.kafka.bootstrap_servers, servers));
    let with = if elsewhere { format!("KAFKA_BOOTSTRAP_SERVERS={servers} ") } else { String::new() };
    say(
        "\nThe bot stays up, and tells here what is new in #bus-stop; Ctrl+C ends it. In another terminal, in this directory:\n",
    );
    let alert = "--parent Sarah --child Jake --location \"Oak Street Bus Stop\" --message \"Meeting ran over\" --when \"in 20 min\"";
    for (arguments, why) in [
        ("watch --from-beginning", "the alerts, as the tutorial's consumer.py shows them"),
        ("watch --log", "what happened to each, a line a record"),
        (&format!("send {alert}"), "another alert, as the tutorial's producer.py sends it"),
    ] {
        say(&format!("  # {why}\n  {with}{program} {arguments}"));
    }
    if reaches(&format!("localhost:{TUTORIALS_PORT}"), servers) {
        say("\nThe tutorial's own producer.py and consumer.py work beside them, unchanged.");
    } else {
        say(&format!(
            "\nThe tutorial's own scripts look for Kafka at localhost:{TUTORIALS_PORT}, and this one is at {servers}: change the \
             address in them."
        ));
    }
}

/// Whether who asks for `asked` finds the broker at `servers`.
fn reaches(asked: &str, servers: &str) -> bool {
    asked.replace("localhost", "127.0.0.1") == servers
}

/// This program as a shell finds it: by its name where that leads here, else by its path.
fn program() -> String {
    let Ok(itself) = std::env::current_exe() else { return "needhelp".to_owned() };
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join("needhelp")).find(|file| file.is_file())
    });
    if on_path.is_some_and(|found| found.canonicalize().ok() == itself.canonicalize().ok()) {
        return "needhelp".to_owned();
    }
    typed(&itself, std::env::current_dir().ok())
}

/// A path as it is typed in this directory.
fn typed(path: &Path, directory: Option<PathBuf>) -> String {
    let inside = directory.and_then(|directory| path.strip_prefix(directory).ok());
    let text = match inside {
        // Without a slash a shell would look for it on its PATH.
        Some(name) if name.components().count() == 1 => format!("./{}", name.display()),
        Some(inside) => inside.display().to_string(),
        None => path.display().to_string(),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_typed_so_that_a_shell_finds_it() {
        let inside = |path: &str| typed(Path::new(path), Some(PathBuf::from("/home/lisa/needhelp")));
        assert_eq!(inside("/home/lisa/needhelp/target/release/needhelp"), "target/release/needhelp");
        assert_eq!(inside("/home/lisa/needhelp/needhelp"), "./needhelp");
        assert_eq!(inside("/opt/needhelp"), "/opt/needhelp");
        assert_eq!(inside("/home/lisa's own/needhelp"), r"'/home/lisa'\''s own/needhelp'");
    }

    #[test]
    fn the_tutorials_address_is_this_broker_only_at_its_port() {
        assert!(reaches("localhost:9092", "127.0.0.1:9092"));
        assert!(!reaches("localhost:9092", "127.0.0.1:9093"));
    }
}
