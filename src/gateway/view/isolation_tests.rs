//! Whatever happens in other servers, a server sees what it would see alone.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::{Listing, View, advice};
use crate::alert::{Alert, AlertId, AlertState, ChannelId, Event, EventId, GuildId, Kind, Millis, UserId};

const T0: Millis = Millis(1_700_000_000_000);
const SERVERS: std::ops::Range<u64> = 1..4;
const PEOPLE: std::ops::Range<u64> = 10..14;
const CHILDREN: [&str; 2] = ["Jake", "David"];

/// An alert with its records: who asked for whom, in which server, and who took it or ended it.
#[derive(Debug, Clone)]
struct Told {
    guild: GuildId,
    records: Vec<(AlertId, Event)>,
}

fn event(id: &str, offset: i64, minute: i64, kind: serde_json::Value) -> Event {
    let kind: Kind = serde_json::from_value(kind).expect("a kind");
    let ts = T0.plus(minute * 60_000);
    Event { id: EventId::new(id), offset, ts, source_ts: None, give_up_at: None, kind }
}

/// A few alerts in all servers, within two hours.
fn alerts() -> impl Strategy<Value = Vec<Told>> {
    let one = (SERVERS, PEOPLE, 0..CHILDREN.len(), 0..120_i64, proptest::option::of(PEOPLE), 0..4_u8);
    prop::collection::vec(one, 0..24).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(n, (guild, parent, child, minute, taker, ends))| {
                let id = AlertId::new(format!("a{n}")).expect("an id");
                let raised = json!({"kind": "raised", "parent_name": "A parent", "child_name": CHILDREN[child],
                "location": "Oak Street Bus Stop", "message": "Late", "parent_id": parent.to_string(),
                "guild_id": guild.to_string()});
                let mut records = vec![(id.clone(), event(id.as_str(), 0, minute, raised))];
                if let Some(taker) = taker {
                    let claimed = json!({"kind": "claimed", "neighbor_id": taker.to_string(), "neighbor_name": "Mike"});
                    records.push((id.clone(), event(&format!("a{n}/1"), 1, minute + 1, claimed)));
                }
                if ends == 0 {
                    let cancelled = json!({"kind": "cancelled", "parent_id": parent.to_string()});
                    records.push((id.clone(), event(&format!("a{n}/2"), 2, minute + 2, cancelled)));
                }
                Told { guild: GuildId(guild), records }
            })
            .collect()
    })
}

fn view_of<'a>(alerts: impl Iterator<Item = &'a Told>) -> Arc<View> {
    let records: Vec<_> = alerts.flat_map(|alert| alert.records.clone()).collect();
    View::staged(&records)
}

fn ids(states: &[Arc<AlertState>]) -> Vec<AlertId> {
    states.iter().map(|state| state.id.clone()).collect()
}

fn listed(view: &View, person: UserId, guild: GuildId) -> [Vec<AlertId>; 3] {
    let Listing { own, held, others, .. } = view.listing(person, guild, false).expect("something is known");
    [ids(&own), ids(&held), ids(&others)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_server_sees_what_it_would_see_alone(alerts in alerts(), minute in 0..130_i64, per_hour in 1..4_u16) {
        let now = T0.plus(minute * 60_000);
        let together = view_of(alerts.iter());
        for guild in SERVERS.map(GuildId) {
            let alone = view_of(alerts.iter().filter(|alert| alert.guild == guild));
            for person in PEOPLE.map(UserId) {
                prop_assert_eq!(listed(&together, person, guild), listed(&alone, person, guild));
                let words = |view: &View| view.words_of_parent(person, Some(guild));
                prop_assert_eq!(words(&together), words(&alone));
                for child in CHILDREN {
                    let new = Alert {
                        child_name: child.into(),
                        location: "Oak Street Bus Stop".into(),
                        parent_id: Some(person),
                        guild_id: Some(guild),
                        ..Alert::default()
                    };
                    let advice = |view: &View| advice::for_new(view, &new, per_hour, now);
                    prop_assert_eq!(advice(&together), advice(&alone));
                }
                for here in alerts.iter().filter(|alert| alert.guild == guild) {
                    let held = |view: &View| {
                        let this = view.alert(&here.records[0].0).expect("known");
                        advice::held_at_that_time(view, &this, person, Some(guild)).map(|held| held.id.clone())
                    };
                    prop_assert_eq!(held(&together), held(&alone));
                }
            }
            for alert in &alerts {
                let is_elsewhere = together.is_elsewhere(&alert.records[0].0, Some(guild), Some(ChannelId(7)));
                prop_assert_eq!(is_elsewhere, alert.guild != guild, "a button of it that is pressed here");
            }
        }
    }
}

#[test]
fn a_card_can_be_pressed_where_it_is_and_also_by_who_has_not_read_everything() {
    let raised = json!({"kind": "raised", "parent_name": "Sarah", "child_name": "Jake", "location": "", "message": "",
        "guild_id": "1"});
    let posted = json!({"kind": "posted", "cause": "a", "channel_id": "7", "message_id": "8", "as_of": 0});
    let id = AlertId::new("a").expect("an id");
    let view = View::staged(&[(id.clone(), event("a", 0, 0, raised)), (id.clone(), event("p", 1, 0, posted))]);
    let elsewhere = |guild, channel| view.is_elsewhere(&id, guild, Some(ChannelId(channel)));
    assert!(elsewhere(Some(GuildId(2)), 6));
    assert!(!elsewhere(Some(GuildId(2)), 7), "the server that another program named is wrong");
    assert!(!elsewhere(Some(GuildId(1)), 6));
    assert!(!elsewhere(None, 6), "in a direct message");
    assert!(!View::default().is_elsewhere(&id, Some(GuildId(2)), None), "nothing is known");
}
