//! `needhelp health`: asks the bot at `HTTP_LISTEN_ADDR` for its state. The container has no curl.
//!
//! Must not read Kafka or Discord itself: the answer is the running bot's own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;

use super::Failure;
use crate::config::Config;

/// Shorter than the timeout of the container's health check.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The options of `needhelp health`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  needhelp health --ready")]
pub(crate) struct Health {
    /// Ask whether every part works, and print what is missing
    #[arg(long)]
    ready: bool,
}

impl Health {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failure> {
        let address = address_to_ask(config.http_listen_addr);
        let path = if self.ready { "readyz" } else { "healthz" };
        let failure = |error: reqwest::Error| {
            let why = if error.is_connect() { "nothing listens there" } else { "no answer in time" };
            Failure::Failed(format!("http://{address}/{path}: {why}"))
        };
        let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build().map_err(failure)?;
        let answer = client.get(format!("http://{address}/{path}")).send().await.map_err(failure)?;
        let status = answer.status();
        let body = answer.text().await.map_err(failure)?;
        super::stdout::write(&body)?;
        if status.is_success() { Ok(()) } else { Err(Failure::Reported) }
    }
}

/// A server that listens on all addresses is asked on this machine's loopback address.
fn address_to_ask(listening: SocketAddr) -> SocketAddr {
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
    fn a_server_on_all_addresses_is_asked_on_loopback() {
        for (listening, asked) in
            [("0.0.0.0:8080", "127.0.0.1:8080"), ("[::]:8080", "[::1]:8080"), ("127.0.0.1:9000", "127.0.0.1:9000")]
        {
            assert_eq!(address_to_ask(listening.parse().unwrap()).to_string(), asked);
        }
    }
}
