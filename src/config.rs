//! The configuration, read once from the environment and `.env`. `.env.example` has the variables in the same order.
//!
//! A wrong value is reported in one line: the variable, its value (never a secret) and the correct form. Only
//! `needhelp demo` reads a variable elsewhere, `RUST_LOG`.

mod env_file;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::alert::{ChannelId, GuildId, RoleId};
use crate::discord::Authorities;

/// Discord's global limit unless it agreed to more: requests per second over all routes.
pub const GLOBAL_LIMIT: u16 = 50;

/// What may stand before `://` in front of a broker.
const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

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
    /// `TIMEZONE`: the zone of typed times such as `3:15`. Without it only waits such as `in 20 min` are taken.
    pub timezone: Option<jiff::tz::TimeZone>,
    /// `HTTP_LISTEN_ADDR`: health and metrics.
    pub http_listen_addr: SocketAddr,
    /// `LOG_FORMAT`
    pub log_format: LogFormat,
    /// `RUST_LOG`, as the logging library reads it.
    pub log_filter: String,
}

/// The bot's account, server, channel and role.
#[derive(Debug, Clone)]
pub struct DiscordConfig {
    /// `DISCORD_TOKEN`. Only the commands that speak to Discord need it.
    pub token: Option<Secret>,
    /// The `.env` that the token is from; `None` where it is from the environment.
    pub token_file: Option<PathBuf>,
    /// `DISCORD_GUILD_ID`: the command is registered in this server, at once, and only its people are served. Without it,
    /// the command is registered in all servers.
    pub guild_id: Option<GuildId>,
    /// `DISCORD_CHANNEL_ID`: the channel for cards. Without it: the channel where the command was typed, for a thread the
    /// thread's channel.
    pub channel_id: Option<ChannelId>,
    /// `DISCORD_HELPER_ROLE_ID`: the role that is pinged and may claim. Without it, nobody is pinged and everyone may
    /// claim.
    pub helper_role_id: Option<RoleId>,
    /// `DISCORD_API_URL`, without its final slash.
    pub api_url: String,
    /// `DISCORD_CA_FILE`: certificate authorities to trust beside the built-in ones.
    pub authorities: Option<Authorities>,
    /// `DISCORD_REQUESTS_PER_SECOND`: Discord's limit for this bot over all routes.
    pub requests_per_second: u16,
}

/// Kafka's address, and the names and settings of the topics.
#[derive(Debug, Clone)]
pub struct KafkaConfig {
    /// `KAFKA_BOOTSTRAP_SERVERS`, `host:port` separated by commas.
    pub bootstrap_servers: String,
    /// `KAFKA_GROUP_ID`: each service appends its name (`neighbors-intake`, `neighbors-board`).
    pub group_id: String,
    /// `KAFKA_ALERTS_TOPIC`
    pub alerts_topic: String,
    /// `KAFKA_CONFIRMATIONS_TOPIC`: the alerts' logs.
    pub confirmations_topic: String,
    /// `KAFKA_DEAD_LETTER_TOPIC`
    pub dead_letter_topic: String,
    /// `KAFKA_PARTITIONS`: the number that alert ids are hashed over (docs/protocol.md#rule-4); topics may have more.
    pub partitions: i32,
    /// `KAFKA_REPLICATION_FACTOR`
    pub replication_factor: i32,
    /// `KAFKA_RETENTION_DAYS`: of the topics that this program creates.
    pub retention_days: u32,
    /// `KAFKA_PROPERTIES`: more librdkafka settings, applied last; may hold passwords.
    pub properties: Properties,
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

/// librdkafka settings. `Debug` shows only the names, because the values may be passwords.
#[derive(Clone, Default)]
pub struct Properties(pub Vec<(String, String)>);

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
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
            value.filter(|value| !value.trim().is_empty())
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

    /// The zone in which commands write times for the admin: UTC where none is set.
    #[must_use]
    pub fn display_zone(&self) -> jiff::tz::TimeZone {
        self.timezone.clone().unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// Reads the variables through a function. An empty value counts as none.
    ///
    /// # Errors
    /// The first wrong value, as one line.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let read = Reader { variable };
        let discord = DiscordConfig {
            token: read.token()?,
            token_file: None,
            guild_id: read.snowflake("DISCORD_GUILD_ID", "a server's id")?.map(GuildId),
            channel_id: read.snowflake("DISCORD_CHANNEL_ID", "a channel's id")?.map(ChannelId),
            helper_role_id: read.snowflake("DISCORD_HELPER_ROLE_ID", "a role's id")?.map(RoleId),
            api_url: read.url("DISCORD_API_URL", "https://discord.com")?,
            authorities: read.authorities("DISCORD_CA_FILE")?,
            requests_per_second: read.number("DISCORD_REQUESTS_PER_SECOND", GLOBAL_LIMIT, 1, u16::MAX)?,
        };
        let kafka = KafkaConfig {
            bootstrap_servers: read.servers("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")?,
            group_id: read.text("KAFKA_GROUP_ID", "neighbors"),
            alerts_topic: read.topic("KAFKA_ALERTS_TOPIC", "bus-stop-alerts")?,
            confirmations_topic: read.topic("KAFKA_CONFIRMATIONS_TOPIC", "bus-stop-confirmations")?,
            dead_letter_topic: read.topic("KAFKA_DEAD_LETTER_TOPIC", "bus-stop-dead-letters")?,
            partitions: read.number("KAFKA_PARTITIONS", 3, 1, 1000)?,
            replication_factor: read.number("KAFKA_REPLICATION_FACTOR", 1, 1, 100)?,
            retention_days: read.number("KAFKA_RETENTION_DAYS", 7, 7, 36_500)?,
            properties: read.properties("KAFKA_PROPERTIES")?,
        };
        let topics = [&kafka.alerts_topic, &kafka.confirmations_topic, &kafka.dead_letter_topic];
        if topics[0] == topics[1] || topics[1] == topics[2] || topics[0] == topics[2] {
            return Err(ConfigError(format!(
                "KAFKA_ALERTS_TOPIC, KAFKA_CONFIRMATIONS_TOPIC and KAFKA_DEAD_LETTER_TOPIC have to differ: \
                 {topics:?}"
            )));
        }
        Ok(Config {
            discord,
            kafka,
            timezone: read.timezone()?,
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

impl DiscordConfig {
    /// The helper role; `None` also where it is the server's id, which Discord gives the role `@everyone`.
    #[must_use]
    pub fn helper_role(&self) -> Option<RoleId> {
        self.helper_role_id.filter(|role| self.guild_id.is_none_or(|guild| guild.0 != role.0))
    }

    /// The token, for a command that needs it.
    ///
    /// # Errors
    /// One line that says where to get one.
    pub fn token(&self) -> Result<&Secret, ConfigError> {
        self.token.as_ref().ok_or_else(|| {
            ConfigError(
                "DISCORD_TOKEN is not set: copy the bot's token from https://discord.com/developers/applications \
                 (your application, \"Bot\", \"Reset Token\") into .env"
                    .to_owned(),
            )
        })
    }
}

struct Reader<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.get(name).unwrap_or_else(|| default.to_owned())
    }

    fn token(&self) -> Result<Option<Secret>, ConfigError> {
        let Some(token) = self.get("DISCORD_TOKEN") else { return Ok(None) };
        let problem = if token.starts_with("Bot ") || token.starts_with("Bearer ") {
            "begins with \"Bot\": leave that word out"
        } else if token.contains(['"', '\'']) {
            "has quotes: leave them out"
        } else if !token.chars().all(|c| c.is_ascii_graphic()) {
            "holds a space or a character that no token has: copy it again"
        } else if token.len() >= 15 && token.bytes().all(|b| b.is_ascii_digit()) {
            "is an id: copy the token of the page \"Bot\""
        } else {
            return Ok(Some(Secret::new(token)));
        };
        Err(ConfigError(format!("DISCORD_TOKEN {problem}. It is the token alone: letters, digits, and two points")))
    }

    fn snowflake(&self, name: &str, what: &str) -> Result<Option<u64>, ConfigError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.parse::<u64>() {
            Ok(id) if id > 0 && id < u64::MAX => Ok(Some(id)),
            _ => Err(wrong(
                name,
                &value,
                &format!(
                    "{what}, digits alone (in Discord: Settings, Advanced, Developer Mode; then right-click, Copy ID)"
                ),
            )),
        }
    }

    fn url(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let url = value.trim_end_matches('/');
        match reqwest::Url::parse(url) {
            Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() => Ok(url.to_owned()),
            _ => Err(wrong(name, &value, "an address that begins with https://")),
        }
    }

    fn authorities(&self, name: &str) -> Result<Option<Authorities>, ConfigError> {
        let Some(path) = self.get(name) else { return Ok(None) };
        let read = Authorities::read(Path::new(&path));
        read.map(Some).map_err(|wrong| ConfigError(format!("{name}: the file {path:?} {wrong}")))
    }

    fn servers(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let is_server = |server: &str| {
            let server = server.trim();
            // librdkafka takes a protocol in front, but only its own.
            let server = match server.split_once("://") {
                Some((protocol, rest)) if PROTOCOLS.iter().any(|known| known.eq_ignore_ascii_case(protocol)) => rest,
                Some(_) => return false,
                None => server,
            };
            server
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|p| p > 0))
        };
        if value.split(',').all(is_server) {
            Ok(value)
        } else {
            Err(wrong(name, &value, "host:port without http:// in front, several separated by commas: localhost:9092"))
        }
    }

    fn topic(&self, name: &str, default: &str) -> Result<String, ConfigError> {
        let value = self.text(name, default);
        let fits = value.len() <= 249 && value != "." && value != "..";
        if fits && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
            Ok(value)
        } else {
            Err(wrong(name, &value, "a topic's name: letters, digits, '-', '_' and '.', 249 at most"))
        }
    }

    fn number<N>(&self, name: &str, default: N, least: N, most: N) -> Result<N, ConfigError>
    where
        N: std::str::FromStr + PartialOrd + fmt::Display + Copy,
    {
        let Some(value) = self.get(name) else { return Ok(default) };
        match value.parse::<N>() {
            Ok(number) if number >= least && number <= most => Ok(number),
            _ => Err(wrong(name, &value, &format!("a number from {least} to {most}"))),
        }
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str, default: &str, right: &str) -> Result<T, ConfigError> {
        let value = self.text(name, default);
        value.parse().map_err(|_| wrong(name, &value, right))
    }

    fn timezone(&self) -> Result<Option<jiff::tz::TimeZone>, ConfigError> {
        let Some(value) = self.get("TIMEZONE") else { return Ok(None) };
        jiff::tz::TimeZone::get(&value)
            .map(Some)
            .map_err(|_| wrong("TIMEZONE", &value, "a name of the time zone database: America/New_York, Europe/Madrid"))
    }

    fn log_format(&self) -> Result<LogFormat, ConfigError> {
        match self.text("LOG_FORMAT", "text").as_str() {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            value => Err(wrong("LOG_FORMAT", value, "text or json")),
        }
    }

    fn properties(&self, name: &str) -> Result<Properties, ConfigError> {
        let Some(value) = self.get(name) else { return Ok(Properties::default()) };
        let mut properties = Vec::new();
        for property in value.split(',').filter(|property| !property.trim().is_empty()) {
            let Some((key, value)) = property.split_once('=') else {
                // It may be the rest of a password with a comma in it: never shown.
                return Err(ConfigError(format!(
                    "{name} has a part without '=' (after {:?}): name=value, separated by commas",
                    properties.last().map_or("its beginning", |(name, _): &(String, String)| name)
                )));
            };
            properties.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        Ok(Properties(properties))
    }
}

fn wrong(name: &str, value: &str, right: &str) -> ConfigError {
    let shown: String = value.chars().take(80).collect();
    ConfigError(format!("{name} holds {shown:?}, which is wrong: it has to be {right}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("TIMEZONE", "Oak Street time"),
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
    fn topics_have_to_differ() {
        let said = read(&[("KAFKA_ALERTS_TOPIC", "one"), ("KAFKA_CONFIRMATIONS_TOPIC", "one")]).unwrap_err();
        assert!(said.to_string().contains("have to differ"));
    }
}
