//! The errors that make a session with Discord impossible. The process ends with the error's line of advice.

/// Why there can be no session: what to do, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SessionError {
    #[error(
        "Discord refuses the bot's token (close code 4004): put a new one (developer portal, Bot, Reset Token) into \
         DISCORD_TOKEN (with containers: into .env, then `docker compose up -d`; a restart keeps the old one)"
    )]
    BadToken,
    #[error(
        "Discord closed the session for good (close code {0}: the number of sessions is wrong): start again, and the \
         right number is asked for"
    )]
    Sharding(u16),
    #[error("Discord closed the session for good (close code {0}): this needhelp is too old, get a newer one")]
    TooOld(u16),
    #[error("Discord closed the session for good (close code {0:?}): look it up in Discord's documentation")]
    Closed(Option<u16>),
    #[error(
        "more than 50 new sessions with Discord within 10 min: ended before Discord's limit of 1,000 a day, after which \
         it resets the token. Look in the log why they ended, and whether another bot runs with the same token"
    )]
    TooManyIdentifies,
    #[error(
        "only {remaining} of {total} new sessions with Discord are left, which grants new ones in {minutes} min: ended, \
         because after the last one it resets the token. Started again, the bot connects when there are new ones. Look \
         in the log why the sessions ended, and whether another bot runs with the same token"
    )]
    SpentForToday { remaining: u64, total: u64, minutes: u64 },
}

impl SessionError {
    pub(crate) fn of(code: Option<u16>) -> Self {
        match code {
            Some(4004) => SessionError::BadToken,
            Some(code @ (4010 | 4011)) => SessionError::Sharding(code),
            Some(code @ (4012..=4014)) => SessionError::TooOld(code),
            other => SessionError::Closed(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_for_good_says_what_to_do() {
        for (code, what) in
            [(Some(4004), "DISCORD_TOKEN"), (Some(4011), "start again"), (Some(4014), "newer"), (None, "documentation")]
        {
            let said = SessionError::of(code).to_string();
            assert!(said.contains(what) && !said.contains('\n'), "{said}");
        }
    }
}
