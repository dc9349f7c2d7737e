//! Prints commands to try while the demo runs. Must print only commands that work exactly as they are printed.

use std::path::{Path, PathBuf};

use super::story::say;
use crate::config::Config;

/// The port at which the tutorial's scripts look for Kafka.
pub(crate) const TUTORIAL_PORT: u16 = 9092;

/// Prints what to type in another terminal.
pub(crate) fn print_commands(servers: &str) {
    let program = program();
    let finds_it = Config::from_env().is_ok_and(|config| reaches(&config.kafka.bootstrap_servers, servers));
    let environment = if finds_it { String::new() } else { format!("KAFKA_BOOTSTRAP_SERVERS={servers} ") };
    say(
        "\nThe bot keeps running, and new messages in #bus-stop appear here. Ctrl-C ends it. Try this in another terminal, in this \
         directory:\n",
    );
    let alert = "--parent Sarah --child Jake --location \"Oak Street Bus Stop\" --message \"Meeting ran over\" --when \"in 20 min\"";
    for (arguments, comment) in [
        ("watch --from-beginning", "print the alerts, like the tutorial's consumer.py"),
        ("watch --log", "print what happened to each alert, one line per record"),
        (&format!("send {alert}"), "send another alert, like the tutorial's producer.py"),
    ] {
        say(&format!("  # {comment}\n  {environment}{program} {arguments}"));
    }
    if reaches(&format!("localhost:{TUTORIAL_PORT}"), servers) {
        say("\nThe tutorial's own producer.py and consumer.py work with this Kafka, too, unchanged.");
    } else {
        say(&format!(
            "\nThe tutorial's own scripts look for Kafka at localhost:{TUTORIAL_PORT}. This Kafka is at {servers}: change the \
             address in the scripts."
        ));
    }
}

/// Prints the address of the page.
pub(crate) fn print_page(url: &str) {
    say(&format!(
        "\nSee it, and be one of the people: open this page in a browser. Two windows are two people.\n\n  {url}"
    ));
}

/// Whether the address `configured` leads to the broker at `servers`.
fn reaches(configured: &str, servers: &str) -> bool {
    configured.replace("localhost", "127.0.0.1") == servers
}

/// What to type to run this program: its name if the shell finds it by that, otherwise its path.
fn program() -> String {
    let Ok(executable) = std::env::current_exe() else { return "needhelp".to_owned() };
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join("needhelp")).find(|file| file.is_file())
    });
    if on_path.is_some_and(|found| found.canonicalize().ok() == executable.canonicalize().ok()) {
        return "needhelp".to_owned();
    }
    shell_path(&executable, std::env::current_dir().ok())
}

/// A path as it is typed in a shell in this directory.
fn shell_path(path: &Path, directory: Option<PathBuf>) -> String {
    let inside = directory.and_then(|directory| path.strip_prefix(directory).ok());
    let text = match inside {
        // Without a slash, a shell would look for it on the PATH.
        Some(name) if name.components().count() == 1 => format!("./{}", name.display()),
        Some(inside) => inside.display().to_string(),
        None => path.display().to_string(),
    };
    let needs_no_quotes = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if text.chars().all(needs_no_quotes) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_path_works_in_a_shell() {
        let inside = |path: &str| shell_path(Path::new(path), Some(PathBuf::from("/home/lisa/needhelp")));
        assert_eq!(inside("/home/lisa/needhelp/target/release/needhelp"), "target/release/needhelp");
        assert_eq!(inside("/home/lisa/needhelp/needhelp"), "./needhelp");
        assert_eq!(inside("/opt/needhelp"), "/opt/needhelp");
        assert_eq!(inside("/home/lisa's own/needhelp"), r"'/home/lisa'\''s own/needhelp'");
    }

    #[test]
    fn the_tutorials_address_leads_here_only_with_its_port() {
        assert!(reaches("localhost:9092", "127.0.0.1:9092"));
        assert!(!reaches("localhost:9092", "127.0.0.1:9093"));
    }
}
