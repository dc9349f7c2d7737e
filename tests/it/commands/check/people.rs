//! The helper role, parents who cannot see the channel, the command, and who may invite the bot.

use fake_discord::{Fault, Method, OverwriteTarget, Permissions};

use super::{check, line, ok_but, ready, register, register_these, verdicts, warned, wrong};
use crate::support::cli::{Cli, text};

#[test]
fn the_servers_id_as_the_helper_role_counts_as_no_role() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let everyone = discord.guild_id().to_string();
    let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", &everyone)]);
    assert_eq!(verdicts(&output), ok_but(&[("role", "WARN"), ("role lines", "--")]), "{}", text(&output.stdout));
    assert!(line(&output, "role").contains("stands for @everyone: it counts as no role"));
    assert_eq!(output.status.code(), Some(0), "a warning is no failure");
}

#[test]
fn a_role_that_belongs_to_a_bot_is_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let own = discord.role_id("bot").to_string();
    let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", &own)]);
    assert_eq!(verdicts(&output), ok_but(&[("role", "WRONG")]), "{}", text(&output.stdout));
    assert!(line(&output, "role").contains("no neighbor can be given it"), "{}", line(&output, "role"));
    assert_eq!(line(&output, "role members"), "ok    role members: one member has @bot");
}

#[test]
fn a_deleted_role_and_one_that_became_managed_are_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let helpers = discord.role_id("helpers");
    discord.set_managed(helpers, true);
    let set = [("DISCORD_HELPER_ROLE_ID", helpers.to_string())];
    let set = set.each_ref().map(|(name, value)| (*name, &**value));
    assert!(line(&check(&cli, &discord, &set), "role").contains("@helpers belongs to a bot or another integration"));
    discord.delete_role(helpers);
    let output = check(&cli, &discord, &set);
    assert_eq!(verdicts(&output), ok_but(&[("role", "WRONG"), ("role lines", "--")]), "{}", text(&output.stdout));
    assert!(line(&output, "role").contains("it was deleted, or the id is another's, so nobody is pinged"));
}

#[test]
fn a_server_that_demands_two_factor_authentication_of_the_owner_is_a_warning() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.set_two_factor(discord.guild_id(), true);
    let said = line(&check(&cli, &discord, &[]), "two-factor").to_owned();
    assert_eq!(said, "ok    two-factor: the server demands it, and the application's owner has it");
    discord.set_owner_two_factor(false);
    let output = check(&cli, &discord, &[]);
    assert_eq!(verdicts(&output), ok_but(&[("two-factor", "WARN")]), "{}", text(&output.stdout));
    let said = line(&output, "two-factor");
    assert!(
        said.contains("60003") && said.ends_with("User Settings → My Account → Enable Authenticator App"),
        "{said}"
    );
}

#[test]
fn a_role_that_nobody_has_is_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let empty = discord.add_role(discord.guild_id(), "drivers", true).to_string();
    let output = check(&cli, &discord, &[("DISCORD_HELPER_ROLE_ID", &empty)]);
    let expected = "role members: nobody has @drivers, so a card rings no phone and every press is refused. \
                    To fix it: Server Settings → Roles → drivers → Manage Members → Add Members";
    assert_eq!(wrong(&output), [expected]);

    let output = check(&cli, &discord, &[]);
    assert_eq!(line(&output, "role members"), "ok    role members: 3 members have @helpers");
}

#[test]
fn the_moderators_role_and_the_wider_one_are_tested_too() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let output = check(&cli, &discord, &[]);
    let ok = "ok    moderator role: none is set, so people with Manage Messages may act on the alerts of others";
    assert_eq!(line(&output, "moderator role"), ok);
    let ok = "ok    wider role: none is set, so nobody more is called where no helper answers";
    assert_eq!(line(&output, "wider role"), ok);

    let role = |name| discord.add_role(discord.guild_id(), name, false).to_string();
    let (moderators, neighbors) = (role("moderators"), role("neighbors"));
    let set = |moderators: &str, wider: &str| {
        check(&cli, &discord, &[("DISCORD_MODERATOR_ROLE_ID", moderators), ("DISCORD_ESCALATION_ROLE_ID", wider)])
    };
    discord.revoke(Permissions::MENTION_EVERYONE);
    let output = set(&moderators, &neighbors);
    assert_eq!(line(&output, "moderator role"), "ok    moderator role: moderators");
    let silent = "wider role: a call does not notify @neighbors. \
                  To fix it: Server Settings → Roles → neighbors → Allow anyone to @mention this role";
    assert!(wrong(&output).contains(&silent), "{}", text(&output.stdout));

    let output = set("5", "5");
    for line in ["moderator role: the server has no role 5", "wider role: the server has no role 5"] {
        assert!(wrong(&output).iter().any(|said| said.starts_with(line)), "{}", text(&output.stdout));
    }
    assert!(line(&output, "moderator role").contains("so only administrators may act on the alerts of others"));
    let everyone = discord.guild_id().to_string();
    let output = set(&everyone, &everyone);
    assert_eq!(warned(&output).iter().filter(|said| said.contains("it counts as no role")).count(), 2);
}

#[test]
fn where_discord_does_not_count_a_roles_members_they_are_not_known() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.fault(Fault::error(403, 50001, "Missing Access").on(Method::Get, "/guilds/*/roles/member-counts"));
    let output = check(&cli, &discord, &[]);
    assert_eq!(verdicts(&output), ok_but(&[("role members", "--")]), "{}", text(&output.stdout));
    assert!(line(&output, "role members").contains("not known: Discord refuses to say it"));
}

#[test]
fn helpers_who_cannot_see_the_cards_are_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let (channel, helpers) = (discord.channel_id("bus-stop"), discord.role_id("helpers"));
    discord.overwrite(channel, OverwriteTarget::Role(helpers), Permissions::empty(), Permissions::VIEW_CHANNEL);
    let output = check(&cli, &discord, &[]);
    let expected = "role view: members of @helpers lack View Channel in #bus-stop unless another role has it: they see \
                    no card, and no phone rings. To fix it: right-click #bus-stop → Edit Channel → Permissions → Advanced \
                    permissions → helpers → View Channel → ✓";
    assert_eq!(wrong(&output), [expected]);
}

#[test]
fn parents_who_cannot_see_the_channel_get_news_by_direct_message() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let (channel, everyone) = (discord.channel_id("bus-stop"), discord.guild_id().cast());
    discord.overwrite(channel, OverwriteTarget::Role(everyone), Permissions::empty(), Permissions::VIEW_CHANNEL);
    for role in ["helpers", "bot"] {
        let target = OverwriteTarget::Role(discord.role_id(role));
        discord.overwrite(channel, target, Permissions::VIEW_CHANNEL, Permissions::empty());
    }
    let output = check(&cli, &discord, &[]);
    assert_eq!(verdicts(&output), ok_but(&[("parents", "WARN")]), "{}", text(&output.stdout));
    let said = line(&output, "parents");
    assert!(said.contains("told by direct message") && said.contains("@everyone → View Channel → ✓"), "{said}");
}

#[test]
fn people_who_may_not_use_commands_are_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    let everyone = discord.guild_id().cast();
    let without = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
    discord.set_permissions(everyone, without);
    let output = check(&cli, &discord, &[]);
    assert_eq!(verdicts(&output), ok_but(&[("parents", "WARN")]), "{}", text(&output.stdout));
    assert!(line(&output, "parents").ends_with("Default Permissions (@everyone) → Use Application Commands"));
}

#[test]
fn a_command_that_is_not_registered_is_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    // As after a kick and a new invitation.
    let elsewhere = discord.add_guild(&fake_discord::GuildSetup::new("Elm Street").channel("bus-stop"));
    let output = check(
        &cli,
        &discord,
        &[("DISCORD_GUILD_ID", &elsewhere.to_string()), ("DISCORD_CHANNEL_ID", ""), ("DISCORD_HELPER_ROLE_ID", "")],
    );
    let expected = "command: /needhelp is not registered in this server, so nobody can type it. To fix it: start the bot \
                    (needhelp run), which registers it; if it runs already, its log says why it could not";
    assert_eq!(wrong(&output), [expected]);
    // As a version before this one left it.
    register_these(&cli, &discord, &format!("guilds/{}/", discord.guild_id()), &["needhelp"]);
    let output = check(&cli, &discord, &[]);
    assert!(line(&output, "command").contains("/needhelp-me is not registered in this server"), "{output:?}");
}

#[test]
fn a_command_that_people_see_twice_is_reported() {
    let cli = Cli::new();
    let discord = ready(&cli);
    register(&cli, &discord, "");
    for (guild, left) in [(discord.guild_id().to_string(), "in all servers"), (String::new(), "in this server alone")] {
        let output = check(&cli, &discord, &[("DISCORD_GUILD_ID", &guild)]);
        assert_eq!(verdicts(&output), ok_but(&[("duplicates", "WARN")]), "{}", text(&output.stdout));
        let said = line(&output, "duplicates");
        assert!(said.contains("people see /needhelp twice") && said.contains(left), "{said}");
    }
}

#[test]
fn a_bot_that_anybody_may_invite_is_a_warning_with_the_clicks() {
    let cli = Cli::new();
    let discord = ready(&cli);
    discord.set_public(true);
    let output = check(&cli, &discord, &[]);
    let [said] = warned(&output)[..] else { panic!("{}", text(&output.stdout)) };
    assert!(said.starts_with("public bot: anybody") && said.contains("Install Link: None"), "{said}");
    assert!(said.ends_with("Bot → Public Bot: off → Save Changes"), "{said}");
    assert_eq!(output.status.code(), Some(0));
}
