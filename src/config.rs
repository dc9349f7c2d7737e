//! The configuration, read once from the environment and `.env`. `.env.example` explains each variable.
//!
//! A wrong value is reported in one line: the variable, its value (never a secret) and the correct form. Only
//! `needhelp demo` reads a variable elsewhere, `RUST_LOG`.
//!
//! - [`discord`], [`kafka`], [`guild`], [`history`], [`stats_page`], [`webhook`]: a part of the variables each. [`reader`]: reads one variable.
//! - [`env_file`]: reads `.env`.

mod discord;
mod env_file;
mod guild;
mod history;
mod kafka;
mod reader;
mod shards;
mod stats_page;
mod webhook;
mod weekly_line;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use reader::Reader;

pub use discord::{DiscordConfig, GLOBAL_LIMIT};
pub use guild::GuildSettings;
pub use history::{HistoryConfig, HistoryUrl};
pub use kafka::{KafkaConfig, Properties};
pub use shards::GatewayShards;
pub use stats_page::StatsPageConfig;
pub use webhook::EscalationWebhook;
pub use weekly_line::WeeklyLine;

/// One line for the admin: the variable, its value, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// Everything that the admin can set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Discord's part.
    pub discord: DiscordConfig,
    /// Kafka's part.
    pub kafka: KafkaConfig,
    /// What may differ between servers. For [`crate::settings`] alone, which everybody else asks.
    pub(crate) guild: GuildSettings,
    /// `REDACT_AFTER_HOURS`: how long after its end an alert's words are taken off the card.
    pub redact_after_hours: u8,
    /// `ALERTS_PER_HOUR`: of one person.
    pub alerts_per_hour: u16,
    /// `ESCALATION_WEBHOOK_URL`: what is called when nobody answers.
    pub escalation_webhook: Option<EscalationWebhook>,
    /// The history's database.
    pub history: HistoryConfig,
    /// When the week's line is posted; `None` where it is off.
    pub weekly_line: Option<WeeklyLine>,
    /// The page with the statistics.
    pub stats_page: StatsPageConfig,
    /// `HTTP_LISTEN_ADDR`: health and metrics.
    pub http_listen_addr: SocketAddr,
    /// `LOG_FORMAT`
    pub log_format: LogFormat,
    /// `RUST_LOG`, as the logging library reads it.
    pub log_filter: String,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// A value that no output may show.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl Config {
    /// Reads the environment, and `.env` if it exists. A variable in the environment overrides the one in `.env`, unless it
    /// is empty.
    ///
    /// # Errors
    /// The first wrong value, as one line.
    pub fn from_env() -> Result<Self, ConfigError> {
        let exported = |name: &str| {
            let value = std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
            let is_of_the_terminal = |value: &String| name == "LANGUAGE" && is_of_the_terminal(value);
            value.filter(|value| !value.trim().is_empty() && !is_of_the_terminal(value))
        };
        let path = env_file::find();
        // Before the file's variables are added to the environment.
        let token_file = path.clone().filter(|_| exported("DISCORD_TOKEN").is_none());
        let file = match path {
            Some(path) => env_file::load(&path).map_err(ConfigError)?,
            None => BTreeMap::new(),
        };
        let mut config = Self::read(&|name| exported(name).or_else(|| file.get(name).cloned()))?;
        config.discord.token_file = token_file;
        Ok(config)
    }

    /// Reads the variables through a function. An empty value counts as none.
    ///
    /// # Errors
    /// The first wrong value, as one line.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let read = Reader { variable };
        let (history, guild) = (HistoryConfig::read(&read)?, GuildSettings::read(&read)?);
        Ok(Config {
            discord: DiscordConfig::read(&read)?,
            kafka: KafkaConfig::read(&read)?,
            weekly_line: WeeklyLine::read(&read, &history)?,
            guild,
            redact_after_hours: read.number("REDACT_AFTER_HOURS", 12, 1, 22)?,
            alerts_per_hour: read.number("ALERTS_PER_HOUR", 6, 1, 1_000)?,
            escalation_webhook: EscalationWebhook::read(&read)?,
            stats_page: StatsPageConfig::read(&read, &history)?,
            history,
            http_listen_addr: read.parsed(
                "HTTP_LISTEN_ADDR",
                "127.0.0.1:8080",
                "an address and a port: 127.0.0.1:8080",
            )?,
            log_format: read.log_format()?,
            log_filter: read.text("RUST_LOG", "info"),
        })
    }
}

/// Many systems set `LANGUAGE` for the programs in a terminal, to a list such as `en_US:en`. That says nothing of the
/// server's people.
fn is_of_the_terminal(language: &str) -> bool {
    language.contains(['_', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::Language;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_is_the_tutorials_setting() {
        let config = read(&[]).unwrap();
        assert_eq!(config.kafka.bootstrap_servers, "localhost:9092");
        assert_eq!(config.kafka.alerts_topic, "bus-stop-alerts");
        assert_eq!(config.discord.api_url, "https://discord.com");
        assert!(config.discord.token().unwrap_err().to_string().starts_with("DISCORD_TOKEN is not set"));
    }

    #[test]
    fn a_wrong_value_names_the_variable_the_value_and_what_would_be_right() {
        for (name, value) in [
            ("DISCORD_GUILD_ID", "Oak Street"),
            ("DISCORD_API_URL", "discord.com"),
            ("KAFKA_BOOTSTRAP_SERVERS", "localhost"),
            ("KAFKA_ALERTS_TOPIC", "bus stop"),
            ("KAFKA_PARTITIONS", "0"),
            ("KAFKA_RETENTION_DAYS", "1"),
            ("KAFKA_SETTINGS_TOPIC", "bus stop"),
            ("DISCORD_MODERATOR_ROLE_ID", "@mods"),
            ("DISCORD_MODERATOR_CHANNEL_ID", "#mods"),
            ("PRIVATE_DETAILS", "perhaps"),
            ("REDACT_AFTER_HOURS", "23"),
            ("ALERTS_PER_HOUR", "0"),
            ("TIMEZONE", "Oak Street time"),
            ("LANGUAGE", "Klingon"),
            ("HTTP_LISTEN_ADDR", "8080"),
            ("LOG_FORMAT", "xml"),
        ] {
            let said = read(&[(name, value)]).unwrap_err().to_string();
            assert!(said.contains(name) && said.contains(value) && said.contains("it has to be"), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn no_secret_is_ever_shown() {
        let config = read(&[("DISCORD_TOKEN", "s3cret"), ("KAFKA_PROPERTIES", "sasl.password=s3cret")]).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
        let said = read(&[("DISCORD_TOKEN", "s3cret s3cret")]).unwrap_err().to_string();
        assert!(!said.contains("s3cret"), "{said}");
        let said = read(&[("KAFKA_PROPERTIES", "sasl.password=a,s3cret")]).unwrap_err().to_string();
        assert!(!said.contains("s3cret"), "{said}");
    }

    #[test]
    fn a_certificate_file_that_can_not_be_read_is_named_with_its_path() {
        let said = read(&[("DISCORD_CA_FILE", "/nowhere/ca.pem")]).unwrap_err().to_string();
        assert!(said.starts_with("DISCORD_CA_FILE: the file \"/nowhere/ca.pem\" can't be read ("), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }

    #[test]
    fn a_contact_is_one_short_line() {
        let contact = |value: &str| read(&[("FALLBACK_CONTACT", value)]).map(|config| config.guild.fallback_contact);
        assert_eq!(contact("School office, 555 0100").unwrap().as_deref(), Some("School office, 555 0100"));
        assert!(contact(&"5".repeat(101)).unwrap_err().to_string().contains("100 characters at most"));
        assert!(contact("555 0100\n555 0101").is_err());
    }

    #[test]
    fn the_language_of_the_terminal_is_not_the_servers() {
        assert!(["en_US:en", "es_ES", "de:en"].into_iter().all(is_of_the_terminal));
        assert!(!Language::ALL.into_iter().any(|language| is_of_the_terminal(language.id())));
        assert_eq!(read(&[("LANGUAGE", "es")]).unwrap().guild.language(), Language::Spanish);
        assert_eq!(read(&[]).unwrap().guild.language(), Language::English);
    }

    #[test]
    fn topics_have_to_differ() {
        let said = read(&[("KAFKA_ALERTS_TOPIC", "one"), ("KAFKA_CONFIRMATIONS_TOPIC", "one")]).unwrap_err();
        assert!(said.to_string().contains("have to differ"));
        let said = read(&[("KAFKA_SETTINGS_TOPIC", "bus-stop-alerts")]).unwrap_err();
        assert!(said.to_string().contains("KAFKA_SETTINGS_TOPIC"));
    }
}
