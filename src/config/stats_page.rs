//! The page with the statistics, which is off by default.
//!
//! Must not show the token.

use super::reader::Reader;
use super::{ConfigError, HistoryConfig, Secret};

const PAGE: &str = "STATS_PAGE";
const TOKEN: &str = "STATS_TOKEN";

/// A shorter token could be guessed.
const TOKEN_MIN: usize = 16;

/// The page, where it is on.
#[derive(Debug, Clone)]
pub struct StatsPageConfig {
    /// `STATS_PAGE`: whether `/stats` is there at all.
    pub is_on: bool,
    /// `STATS_TOKEN`: who has it may read the page. There where the page is on.
    pub token: Option<Secret>,
}

impl StatsPageConfig {
    pub(super) fn read(read: &Reader<'_>, history: &HistoryConfig) -> Result<Self, ConfigError> {
        let is_on = read.flag(PAGE)?;
        let token = read.get(TOKEN);
        // It may stand in the page's address.
        let is_right = |token: &String| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
            token.len() >= TOKEN_MIN && token.bytes().all(fits)
        };
        if token.as_ref().is_some_and(|token| !is_right(token)) {
            return Err(ConfigError(format!(
                "{TOKEN} is wrong: it has to have {TOKEN_MIN} characters at least, of letters, digits, '-', '_', '.' and \
                 '~', as `openssl rand -hex 32` prints them"
            )));
        }
        if is_on && token.is_none() {
            return Err(ConfigError(format!(
                "{TOKEN} is not set, and {PAGE} is true: set it to what `openssl rand -hex 32` prints, and give it to those \
                 who may read the page"
            )));
        }
        if is_on {
            history.url().map_err(|error| ConfigError(format!("{PAGE} is true, and {error}")))?;
        }
        Ok(StatsPageConfig { is_on, token: token.map(Secret::new) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(variables: &[(&str, &str)]) -> Result<StatsPageConfig, String> {
        let config = Config::read(&|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        });
        config.map(|config| config.stats_page).map_err(|error| error.to_string())
    }

    #[test]
    fn the_page_is_off_unless_it_has_a_token_and_a_history() {
        const HISTORY: (&str, &str) = ("HISTORY_URL", "sqlite:needhelp.db");
        const TRUE: (&str, &str) = (PAGE, "true");
        const RIGHT: (&str, &str) = (TOKEN, "0123456789abcdef");
        assert!(!read(&[]).expect("right").is_on);
        assert!(!read(&[HISTORY, RIGHT]).expect("right").is_on);
        assert!(read(&[HISTORY, TRUE, RIGHT]).expect("right").is_on);
        for (variables, says) in [
            (&[HISTORY, TRUE][..], "STATS_TOKEN is not set"),
            (&[TRUE, RIGHT], "HISTORY_URL is not set"),
            (&[HISTORY, TRUE, (TOKEN, "s3cret")], "16 characters"),
            (&[HISTORY, TRUE, (TOKEN, "s3cret&s3cret&s3cret")], "16 characters"),
        ] {
            let said = read(variables).expect_err(says);
            assert!(said.contains(says) && !said.contains("s3cret"), "{said}");
        }
        let shown = format!("{:?}", read(&[HISTORY, TRUE, RIGHT]));
        assert!(!shown.contains(RIGHT.1), "{shown}");
    }
}
