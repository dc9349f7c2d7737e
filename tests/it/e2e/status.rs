//! `/needhelp-admin status`, and what `/needhelp-admin setup` says is missing: the findings of `needhelp check`, in Discord.

use fake_discord::Message;

use super::setup::with_gateway;
use crate::support::Neighborhood;
use crate::support::neighborhood::PATIENCE;

/// What Lisa reads in the end after this subcommand.
async fn lisa_reads(here: &Neighborhood, subcommand: &str, says: &str) -> String {
    let typed = here.discord.person("Lisa").slash(&format!("needhelp-admin {subcommand}"));
    let typed = typed.send().await.expect("typed").within(PATIENCE);
    let found = |message: &Message| message.is_ephemeral() && message.text().contains(says);
    typed.original_matches(found).await.expect(says).text()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_reads_what_is_wrong_and_how_to_fix_it() {
    let (here, gateway) = with_gateway(&[]).await;
    // Nobody has the role, so no phone rings.
    for name in ["Mike", "Lisa", "David"] {
        here.discord.person(name).loses_role(here.discord.role_id("helpers"));
    }
    for subcommand in ["setup", "status"] {
        let said = lisa_reads(&here, subcommand, "To fix it: ").await;
        assert!(said.contains("❌ Wrong: ") || said.contains("⚠️ Please note: "), "{said}");
        assert!(said.contains("helpers"), "{said}");
    }
    let said = lisa_reads(&here, "status", "How the bot is doing").await;
    assert!(said.contains("✅ These parts work: gateway."), "{said}");
    let refused = here.discord.person("Mike").slash("needhelp-admin status").unchecked();
    let refused = refused.send().await.expect("typed").within(PATIENCE).response().await.expect("answered");
    assert_eq!(refused.content, "Only admins of this server can do that.");
    gateway.end().await;
    here.discord.assert_clean();
}
