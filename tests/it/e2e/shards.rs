//! The shards of Discord's gateway: in one process, and shared by several.

use std::time::Duration;

use fake_discord::ids::GuildId;
use fake_discord::{GuildSetup, Limits, Message, Method, Person};

use super::two_servers::NOTHING;
use crate::support::neighborhood::PATIENCE;
use crate::support::{Neighborhood, Shown, eventually};

const SHARDS: u32 = 4;

/// A Discord that recommends four shards, of which so many may identify at once; and Sarah in a server of each shard.
async fn with_shards(at_once: u32) -> (Neighborhood, Vec<Person>) {
    let here = Neighborhood::with(&NOTHING).await;
    here.discord.gateway().recommend_shards(SHARDS, at_once);
    here.discord.set_limits(Limits { identify_interval: Some(Duration::from_secs(5)), ..Limits::off() });
    let shard_of = |guild: GuildId| (guild.get() >> 22) % u64::from(SHARDS);
    let mut people = Vec::new();
    while let shard @ 0..4 = people.len() as u64 {
        here.discord.advance(Duration::from_millis(1));
        let guild = here.discord.add_guild(&GuildSetup::new("A street").channel(&format!("street-{shard}")));
        if shard_of(guild) == shard {
            people.push(here.discord.person("Sarah").joins(guild, &[]));
        }
    }
    (here, people)
}

async fn is_served(person: &Person) {
    let typed =
        person.slash("needhelp").string("child", "Jake").string("location", "Bus stop").string("when", "in 20 min");
    let typed = typed.send().await.expect("typed").within(PATIENCE);
    typed.original_matches(Message::says_sent).await.expect("sent");
}

async fn connected(here: &Neighborhood, shards: &[u64]) {
    let are = async || (here.discord.gateway().connected_shards() == shards).then_some(());
    eventually(PATIENCE, &format!("the shards {shards:?} are connected"), are).await;
}

/// How often the commands were registered.
fn registrations(here: &Neighborhood) -> usize {
    let requests = here.discord.requests();
    requests.iter().filter(|request| request.method == Method::Put && request.path.ends_with("/commands")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_keeps_all_recommended_shards_and_a_lost_one_touches_no_other() {
    let (here, people) = with_shards(2).await;
    let gateway = here.gateway().await;
    connected(&here, &[0, 1, 2, 3]).await;
    assert_eq!(here.discord.gateway().identifies(), 4, "none was refused for coming too soon");
    for person in &people {
        is_served(person).await;
    }
    here.discord.gateway().refuse(Some(4000));
    assert_eq!(here.discord.gateway().drop_shard(2), 1);
    connected(&here, &[0, 1, 3]).await;
    let said = async || gateway.missing().filter(|missing| missing.contains("shard 2 of 4"));
    eventually(PATIENCE, "readiness names the shard", said).await;
    is_served(&people[1]).await;
    is_served(&people[3]).await;
    here.discord.gateway().refuse(None);
    connected(&here, &[0, 1, 2, 3]).await;
    is_served(&people[2]).await;
    assert_eq!((here.discord.gateway().identifies(), registrations(&here)), (4, 1), "it was resumed");
    gateway.end().await;
    here.discord.assert_clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_the_shards_and_one_of_them_registers_the_commands() {
    let (mut here, people) = with_shards(16).await;
    here.set("GATEWAY_SHARDS", "0-1/4");
    let first = here.gateway().await;
    here.set("GATEWAY_SHARDS", "2-3/4");
    let second = here.gateway().await;
    connected(&here, &[0, 1, 2, 3]).await;
    for person in &people {
        is_served(person).await;
    }
    assert_eq!((here.discord.gateway().connected(), registrations(&here)), (4, 1));
    // Each ends without the other.
    second.end().await;
    connected(&here, &[0, 1]).await;
    is_served(&people[0]).await;
    first.end().await;
    here.discord.assert_clean();
}
