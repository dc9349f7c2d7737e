//! The panel: a pinned message with a button, by which a parent asks for help without typing.

use std::sync::Arc;

use fake_discord::ids::ChannelId;
use fake_discord::{Interaction, Message, Permissions, ResponseKind};
use jiff::SignedDuration;

use super::buttons::{form, press_on};
use super::setup::{NOTHING, with_gateway};
use crate::support::bot::{Alert, Kind};
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown, eventually};

fn is_panel(message: &Message) -> bool {
    message.buttons().iter().any(|button| button.custom_id == "nh-panel:ask")
}

impl Neighborhood {
    /// Lisa posts the panel; what she reads then.
    async fn lisa_posts_the_panel(&self) -> Arc<Message> {
        let (_, message) = self.lisa_sets_up(&[]).await;
        self.lisa_presses(&message, "nh-setup:post_panel", "✅ The panel is in").await
    }

    async fn lisa_presses(&self, message: &Message, button: &str, says: &str) -> Arc<Message> {
        let pressed = self.discord.person("Lisa").click(message.id, button).await.expect("pressed").within(PATIENCE);
        pressed.original_matches(|shown| shown.content().starts_with(says)).await.expect(says)
    }

    async fn panel_in(&self, channel: ChannelId) -> Arc<Message> {
        let channel = self.discord.channel(channel).within(PATIENCE);
        channel.message(|message| is_panel(message) && message.is_pinned()).await.expect("the panel")
    }

    /// All panels that were ever in a channel.
    fn panels_ever(&self, channel: ChannelId) -> usize {
        self.discord.channel(channel).history().iter().filter(|message| is_panel(message)).count()
    }

    async fn sarah_presses(&self, message: &Message, button: &str) -> Interaction {
        self.discord.person("Sarah").click(message.id, button).await.expect("pressed").within(PATIENCE)
    }

    /// Sarah presses the panel, until the gateway knows what she has sent; the question that she reads then.
    async fn sarah_is_asked(&self, panel: &Message) -> Arc<Message> {
        let ask = async || {
            let pressed = self.sarah_presses(panel, "nh-panel:ask").await;
            let response = pressed.response().await.expect("answered");
            if response.kind == ResponseKind::Modal {
                return None;
            }
            Some(pressed.original().await.expect("a question"))
        };
        eventually(PATIENCE, "the gateway knows what she has sent", ask).await
    }

    /// The alerts of the log, in its order.
    async fn alerts(&self) -> Vec<Alert> {
        let raised = |kind| if let Kind::Raised(alert) = kind { Some(alert) } else { None };
        self.log().await.into_iter().filter_map(|body| raised(body.kind)).collect()
    }
}

fn custom_id(message: &Message, action: &str) -> String {
    let prefix = format!("nh-panel:{action}:");
    let buttons = message.buttons();
    buttons.iter().find(|button| button.custom_id.starts_with(&prefix)).expect("a button").custom_id.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_alert_is_two_presses_and_no_keystroke() {
    let (here, gateway) = with_gateway(&[]).await;
    here.lisa_posts_the_panel().await;
    let panel = here.panel_in(here.discord.channel_id("bus-stop")).await;
    assert!(panel.is_silent() && panel.pings.people.is_empty() && panel.pings.roles.is_empty(), "{panel:#?}");
    here.needhelp("Jake").await.original_matches(Message::says_posted).await.expect("posted");
    gateway.end().await;
    // The panel works after a restart, and so does what she has sent.
    let gateway = here.gateway().await;
    let asked = here.sarah_is_asked(&panel).await;
    insta::assert_snapshot!(here.read(&asked), @"
    When should someone meet Jake at Oak Street Bus Stop?
    Your message: Meeting ran over, will be 10 mins late
    [Now] [In 10 min] [In 20 min] [Change…]
    (private)
    ");
    let sent = here.sarah_presses(&asked, &custom_id(&asked, "in10")).await;
    let sent = sent.original_matches(Message::says_posted).await.expect("posted");
    assert_eq!(sent.id, asked.id, "in the place of the question");
    let alerts = here.alerts().await;
    let [first, second] = alerts.as_slice() else { panic!("{alerts:#?}") };
    let words = |alert: &Alert| (alert.child_name.clone(), alert.location.clone(), alert.message.clone());
    assert_eq!(words(first), words(second));
    let waits = second.needed_by.zip(second.raised_at).map(|(by, raised)| by.duration_since(raised));
    assert_eq!(waits, Some(SignedDuration::from_mins(10)));
    // Another child's alert, and both are offered.
    here.needhelp("David").await.original_matches(Message::says_posted).await.expect("posted");
    let about_both = async || {
        let asked = here.sarah_is_asked(&panel).await;
        asked.content().contains("David").then_some(asked)
    };
    let asked = eventually(PATIENCE, "the gateway knows David", about_both).await;
    let jake = here.sarah_presses(&asked, "Jake").await;
    let jake = jake.original_matches(|asked| asked.content().contains("Jake")).await.expect("asked");
    let change = here.sarah_presses(&jake, &custom_id(&jake, "change")).await;
    let filled = form(&change).await.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(filled, ["Jake", "Oak Street Bus Stop", "", "Meeting ran over, will be 10 mins late"]);
    // Nobody repeats what another person has sent.
    let id = custom_id(&asked, "now");
    let forged = here.discord.person("Mike").click_forged(panel.id, &id).await.expect("pressed").within(PATIENCE);
    assert!(form(&forged).await.iter().all(|(_, value)| value.is_empty()));
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_sent_nothing_fills_in_a_form_and_what_is_refused_comes_back_filled_in() {
    let (here, gateway) = with_gateway(&[("LANGUAGE", "es")]).await;
    here.lisa_posts_the_panel().await;
    let panel = here.panel_in(here.discord.channel_id("bus-stop")).await;
    insta::assert_snapshot!(here.read(&panel), @"
    **¿Necesitas que alguien recoja a tu hijo o hija?** Pulsa el botón. Los vecinos reciben el aviso enseguida.
    [Pedir ayuda]
    (notified: nobody)
    ");
    let pressed = here.sarah_presses(&panel, "nh-panel:ask").await;
    assert!(form(&pressed).await.iter().all(|(_, value)| value.is_empty()));
    let filled = |when| [("child", "Jake"), ("location", "Oak Street"), ("when", when), ("message", "")];
    let sarah = here.discord.person("Sarah");
    let refused = sarah.submit_modal(&pressed, &filled("soon")).await.expect("submitted").within(PATIENCE);
    let refused = refused.original_matches(|answer| answer.content().starts_with("❌ NOT sent.")).await;
    let refused = refused.expect("refused");
    let pressed = press_on(&here, "Sarah", &refused, "fix_and_send").await;
    let again = form(&pressed).await.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(again, ["Jake", "Oak Street", "soon", ""]);
    let sent = sarah.submit_modal(&pressed, &filled("in 20 min")).await.expect("submitted").within(PATIENCE);
    sent.original_matches(Message::says_posted).await.expect("posted");
    assert!(here.pinned("Jake").await.text().contains("Oak Street"));
    assert!(here.panel_in(panel.channel_id).await.exists(), "the panel stays");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_panel_is_posted_again_once_also_by_two_gateways() {
    let (here, first) = with_gateway(&[]).await;
    let second = here.gateway().await;
    let channel = here.discord.channel_id("bus-stop");
    here.lisa_posts_the_panel().await;
    let panel = here.panel_in(channel).await;
    assert_eq!(here.panels_ever(channel), 1, "two gateways were asked");
    let moderators = here.discord.add_role(here.discord.guild_id(), "moderators", false);
    here.discord.set_permissions(moderators, Permissions::MANAGE_MESSAGES);
    let david = here.discord.person("David");
    david.gets_role(moderators);
    assert!(david.deletes(panel.id));
    let restart = async |gateways: [crate::support::neighborhood::Service; 2]| {
        for gateway in gateways {
            gateway.end().await;
        }
        [here.gateway().await, here.gateway().await]
    };
    let gateways = restart([first, second]).await;
    let again = here.panel_in(channel).await;
    assert_ne!(again.id, panel.id);
    assert_eq!(here.panels_ever(channel), 2, "once more, by two gateways");
    // Who deletes it again does not want it.
    assert!(david.deletes(again.id));
    let gateways = restart(gateways).await;
    let gone = async || {
        let (_, message) = here.lisa_sets_up(&[]).await;
        message.content().contains("Panel *Ask for help*: not posted").then_some(())
    };
    eventually(PATIENCE, "the gateway has given it up", gone).await;
    assert_eq!(here.panels_ever(channel), 2);
    // An admin may have it again.
    here.lisa_posts_the_panel().await;
    here.panel_in(channel).await;
    for gateway in gateways {
        gateway.end().await;
    }
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_follows_the_servers_channel_and_language_and_an_admin_can_remove_it() {
    let (here, gateway) = with_gateway(&NOTHING).await;
    let (_, message) = here.lisa_sets_up(&[]).await;
    assert!(message.content().contains("choose a channel first"), "{}", message.content());
    let [one, other] = ["one", "other"].map(|name| here.discord.add_channel(here.discord.guild_id(), name));
    let message = here.lisa_chooses(&message, "nh-setup:channel", &one.to_string()).await;
    let message = here.lisa_presses(&message, "nh-setup:post_panel", "✅ The panel is in").await;
    here.panel_in(one).await;
    here.lisa_sets_up(&[("language", "de")]).await;
    let in_german = here.discord.channel(one).within(PATIENCE);
    in_german.message(|panel| is_panel(panel) && panel.content().contains("Nachbarn")).await.expect("in German");
    let message = here.lisa_chooses(&message, "nh-setup:channel", &other.to_string()).await;
    here.panel_in(other).await;
    let gone = here.discord.channel(one).within(PATIENCE);
    gone.wait_for(|messages| (!messages.iter().any(|message| is_panel(message))).then_some(())).await.expect("moved");
    here.lisa_presses(&message, "nh-setup:remove_panel", "✅ The panel is removed.").await;
    let gone = here.discord.channel(other).within(PATIENCE);
    gone.wait_for(|messages| (!messages.iter().any(|message| is_panel(message))).then_some(())).await.expect("removed");
    assert_eq!(here.panels_ever(one) + here.panels_ever(other), 2);
    gateway.end().await;
    here.discord.assert_clean();
}
