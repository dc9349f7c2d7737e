//! `needhelp health`: asks the bot that listens on `HTTP_LISTEN_ADDR`, for a container that has no curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;

use super::Failure;
use crate::config::Config;

/// Within the healthcheck's own time.
const WITHIN: Duration = Duration::from_secs(3);

/// The options of `needhelp health`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  needhelp health --ready")]
pub(crate) struct Health {
    /// Ask whether all its parts work, and print what is missing
    #[arg(long)]
    ready: bool,
}

impl Health {
    pub(crate) async fn carry_out(self, config: &Config) -> Result<(), Failure> {
        let address = reachable(config.http_listen_addr);
        let path = if self.ready { "readyz" } else { "healthz" };
        let failed = |error: reqwest::Error| {
            let why = if error.is_connect() { "nothing listens there" } else { "no answer in time" };
            Failure::Failed(format!("http://{address}/{path}: {why}"))
        };
        let client = reqwest::Client::builder().no_proxy().timeout(WITHIN).build().map_err(failed)?;
        let answer = client.get(format!("http://{address}/{path}")).send().await.map_err(failed)?;
        let status = answer.status();
        let body = answer.text().await.map_err(failed)?;
        super::stdout::write(&body)?;
        if status.is_success() { Ok(()) } else { Err(Failure::Said) }
    }
}

/// Where a server is reached that listens on all addresses.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_are_asked_on_this_machine() {
        for (listening, asked) in
            [("0.0.0.0:8080", "127.0.0.1:8080"), ("[::]:8080", "[::1]:8080"), ("127.0.0.1:9000", "127.0.0.1:9000")]
        {
            assert_eq!(reachable(listening.parse().unwrap()).to_string(), asked);
        }
    }
}
