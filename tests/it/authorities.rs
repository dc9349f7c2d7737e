//! Discord behind a certificate that no built-in authority issued, as with a proxy that reads encrypted traffic.

use crate::support::neighborhood::PROCESS_PATIENCE as PATIENCE;
use crate::support::{Neighborhood, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn with_its_authority_the_whole_way_works_over_https_and_wss() {
    let here = Neighborhood::over_tls(true).await;
    here.until_readyz(|status, _| status == 200).await;
    here.needhelp("Jake").await;
    let card = here.pinned("Jake").await;
    here.claim("Mike", &card).await;
    here.closed(&card).await;
    // A lost connection is resumed at another address, which needs the authority, too.
    here.discord.gateway().drop_connections();
    let resumed = async || (here.discord.gateway().resumes() == 1).then_some(());
    eventually(PATIENCE, "a resumed session", resumed).await;
    here.needhelp("Jane").await;
    here.pinned("Jane").await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_authority_log_and_readyz_name_the_certificate_and_the_setting() {
    let here = Neighborhood::over_tls(false).await;
    here.processes[0].logs("DISCORD_CA_FILE", PATIENCE).await;
    let log = here.processes[0].log();
    let line = log.lines().find(|line| line.contains("DISCORD_CA_FILE")).unwrap_or_default();
    assert!(line.contains("its certificate was issued by an authority that the bot does not know"), "{log}");
    here.until_readyz(|status, said| {
        status == 503 && said.contains("MISSING gateway: ") && said.contains("DISCORD_CA_FILE")
    })
    .await;
    assert_eq!(here.discord.requests().len(), 0, "nothing was said to a stranger");
}
