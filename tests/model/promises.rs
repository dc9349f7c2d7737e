//! The promises, as properties of every state, and of every state in which nothing is left to do.

use needhelp_model::alert::{About, AlertState, Event, Kind, Outcome, Phase, Recipient};
use stateright::Property;

use super::board::REDACT_AFTER_MS;
use super::choices::ADDRESS_LIVES_MS;
use super::discord::{Face, What};
use super::rules::{Act, When};
use super::world::{Protocol, World, alert_id};

pub const ONE_CARD: &str = "an alert has at most one visible card";
pub const ONE_WINNER: &str = "at most one neighbor at a time is told that they have it";
pub const TOLD_ONCE: &str = "nobody is told twice of the same cause";
pub const NOTHING_VOID: &str = "nothing void is shown or told";
pub const NOTHING_RECALLED: &str = "no claim known to be withdrawn is told as standing";
pub const SHORT_LOG: &str = "the board does not write on and on";
pub const REST: &str = "at rest all is as the log says, told once and finished";
pub const OF_ITS_CLAIM: &str = "a press changes only what its person saw";
pub const OF_ITS_CLOCK: &str = "no record of the clock changes what was set anew";
pub const NOT_EMPTIED: &str = "no board that has read a claim, an end or a later step begins to tell of a step";
pub const CALLED_AGAIN: &str = "at rest the helpers or the parent were told of the last step since the last opening";
pub const CHILD_FIRST: &str = "at rest the card does not say that the child waits while it is with a neighbor";
pub const WORDS_GONE: &str = "at rest, long after the end, no message with words is left";
pub const NOT_SENT: &str = "at rest who read NOT sent has no card and no claim, or was told otherwise since";
pub const ONLY_SAFE: &str = "a card says that the child is safe only where its neighbor has said so";
pub const PARENT_KNOWS: &str = "at rest the parent of an open alert past its plan was told of the last opening";
pub const RESTS: &str = "it comes to rest with an open card";
pub const RESTS_CLAIMED: &str = "it comes to rest with a claimed card";
pub const RESTS_OVER: &str = "it comes to rest with a card that is over";
pub const BACKUP_CALLED: &str = "the backup is called";
pub const COUNTED_AFTER_ALL: &str = "who read NOT sent is told that it counts";
pub const TOLD_TWO: &str = "the parent hears of two claims";

/// What has to hold; the others have to occur.
pub const PROMISES: [&str; 16] = [
    ONE_CARD,
    ONE_WINNER,
    TOLD_ONCE,
    NOTHING_VOID,
    NOTHING_RECALLED,
    SHORT_LOG,
    REST,
    NOT_SENT,
    ONLY_SAFE,
    PARENT_KNOWS,
    OF_ITS_CLAIM,
    OF_ITS_CLOCK,
    NOT_EMPTIED,
    CALLED_AGAIN,
    CHILD_FIRST,
    WORDS_GONE,
];

/// More records than the longest run here can need.
const LONGEST_LOG: usize = 48;

/// The promises; those of the whole life only where a run is about it, because they are slow to check.
pub fn all(whole_life: bool) -> Vec<Property<Protocol>> {
    let mut all = always();
    if whole_life {
        all.extend(of_the_whole_life());
    }
    all
}

fn of_the_whole_life() -> Vec<Property<Protocol>> {
    vec![
        Property::always(OF_ITS_CLAIM, |model: &Protocol, world: &World| {
            !at_rest(model, world) || nothing_stale_counts(model, world, Kind::is_of_a_person)
        }),
        Property::always(OF_ITS_CLOCK, |model: &Protocol, world: &World| {
            !at_rest(model, world) || nothing_stale_counts(model, world, |kind| !kind.is_of_a_person())
        }),
        Property::always(NOT_EMPTIED, |_: &Protocol, world: &World| !world.discord.told_emptied),
        Property::always(CALLED_AGAIN, |model: &Protocol, world: &World| {
            !at_rest(model, world) || (0..model.alerts()).all(|alert| called_again(world, alert))
        }),
        Property::always(PARENT_KNOWS, |model: &Protocol, world: &World| {
            !at_rest(model, world) || (0..model.alerts()).all(|alert| parent_knows(model, world, alert))
        }),
        Property::sometimes(BACKUP_CALLED, |_: &Protocol, world: &World| {
            let called = |what: &What| matches!(what, What::Notice { recipient: Recipient::Standby, .. });
            world.discord.messages.iter().any(|message| called(&message.what))
        }),
        Property::always(CHILD_FIRST, |model: &Protocol, world: &World| {
            !at_rest(model, world) || (0..model.alerts()).all(|alert| child_first(world, alert))
        }),
        Property::always(WORDS_GONE, |model: &Protocol, world: &World| {
            !at_rest(model, world) || (0..model.alerts()).all(|alert| words_gone(world, alert))
        }),
    ]
}

fn always() -> Vec<Property<Protocol>> {
    vec![
        Property::always(ONE_CARD, |model: &Protocol, world: &World| {
            (0..model.alerts()).all(|alert| world.discord.cards(alert).len() <= 1)
        }),
        Property::always(ONE_WINNER, one_winner),
        Property::always(TOLD_ONCE, |_: &Protocol, world: &World| {
            world.discord.messages.iter().all(|message| match &message.what {
                What::Card { .. } => true,
                What::Notice { recipient, cause, .. } => world.discord.tellings(cause, *recipient) == 1,
            })
        }),
        Property::always(NOTHING_VOID, nothing_void),
        Property::always(NOTHING_RECALLED, |_: &Protocol, world: &World| {
            !world.discord.messages.iter().any(|message| matches!(message.what, What::Notice { recalled: true, .. }))
        }),
        Property::always(SHORT_LOG, |_: &Protocol, world: &World| world.log.len() <= LONGEST_LOG),
        Property::always(REST, |model: &Protocol, world: &World| {
            !at_rest(model, world) || as_the_log_says(model, world)
        }),
        Property::always(NOT_SENT, |model: &Protocol, world: &World| {
            let read = |act: &usize| world.people[*act].not_sent;
            !at_rest(model, world)
                || (0..model.bounds.script.len()).filter(read).all(|act| has_nothing(model, world, act))
        }),
        Property::always(ONLY_SAFE, only_safe),
        Property::sometimes(COUNTED_AFTER_ALL, |model: &Protocol, world: &World| {
            at_rest(model, world) && (0..model.bounds.script.len()).any(|act| told_otherwise(model, world, act))
        }),
        Property::sometimes(RESTS, |model: &Protocol, world: &World| {
            rests_with(model, world, |face| matches!(face, Face::Open { .. }))
        }),
        Property::sometimes(RESTS_CLAIMED, |model: &Protocol, world: &World| {
            rests_with(model, world, |face| matches!(face, Face::Claimed(_)))
        }),
        Property::sometimes(RESTS_OVER, |model: &Protocol, world: &World| {
            rests_with(model, world, |face| matches!(face, Face::Over { .. } | Face::Redacted))
        }),
        Property::sometimes(TOLD_TWO, |model: &Protocol, world: &World| {
            let claims = claims(model).map(|act| world.discord.tellings(model.event_id(act), Recipient::Parent));
            claims.sum::<usize>() >= 2
        }),
    ]
}

/// Nothing is left that happens by itself.
fn at_rest(model: &Protocol, world: &World) -> bool {
    // Most states are seen at a glance not to be.
    // What a board of the version before shows is what the next one finds.
    let of_the_old = model.bounds.old_board && world.owner == Some(0);
    if world.owner.is_none() || of_the_old || world.people.iter().any(|status| status.withdraw) {
        return false;
    }
    model.next_by_itself(world).is_empty()
}

fn rests_with(model: &Protocol, world: &World, shows: impl Fn(Face) -> bool) -> bool {
    world.discord.cards(0).iter().any(|card| shows(card.1)) && at_rest(model, world)
}

fn claims(model: &Protocol) -> impl Iterator<Item = usize> {
    let script = model.bounds.script.iter().enumerate();
    script.filter(|(_, act)| matches!(act, Act::Claim(..))).map(|(act, _)| act)
}

/// Between two claims of an alert whose neighbors were both told "you have it" the log has the end of the first.
fn one_winner(model: &Protocol, world: &World) -> bool {
    let at = |act: usize| {
        let id = model.event_id(act);
        world.log.iter().position(|record| record.event.id == *id).unwrap_or(usize::MAX)
    };
    let told: Vec<_> =
        claims(model).filter(|act| world.discord.tellings(model.event_id(*act), Recipient::Neighbor) > 0).collect();
    told.iter().all(|first| {
        told.iter().all(|second| {
            let (from, to) = (at(*first), at(*second));
            let (Act::Claim(alert, who), Act::Claim(other, _)) =
                (model.bounds.script[*first], model.bounds.script[*second])
            else {
                return true;
            };
            let id = model.event_id(*first);
            from >= to
                || alert != other
                || to == usize::MAX
                || world.log[from..to].iter().any(|record| match &record.event.kind {
                    Kind::Released { neighbor_id, .. } => neighbor_id.0 == who,
                    Kind::Withdrawn { event_id } => event_id == id,
                    Kind::TakenOver { .. } => true,
                    _ => false,
                })
        })
    })
}

/// No message speaks of an event that was appended after its gateway had given up.
fn nothing_void(model: &Protocol, world: &World) -> bool {
    let void = |act: usize| world.people[act].void;
    world.discord.messages.iter().all(|message| match &message.what {
        What::Card { .. } => model
            .bounds
            .script
            .iter()
            .enumerate()
            .all(|(act, script)| *script != Act::Raise(message.alert) || !void(act)),
        What::Notice { cause, .. } => {
            (0..model.bounds.script.len()).all(|act| model.event_id(act) != cause || !void(act))
        }
    })
}

fn as_the_log_says(model: &Protocol, world: &World) -> bool {
    let finished = world
        .boards
        .iter()
        .filter_map(|board| board.tenure.as_ref())
        .all(|tenure| tenure.read_to == world.log.len() && tenure.tracker.0.is_empty());
    finished && (0..model.alerts()).all(|alert| alert_is_as_the_log_says(model, world, alert))
}

fn alert_is_as_the_log_says(model: &Protocol, world: &World, alert: usize) -> bool {
    let mut state = AlertState::new(alert_id(alert));
    let mut refused = Vec::new();
    for record in world.log.iter().filter(|record| record.alert == alert) {
        let event: &Event = &record.event;
        if matches!(state.fold(event), Outcome::Refused(_)) && matches!(event.kind, Kind::Claimed { .. }) {
            refused.push(event);
        }
    }
    let cards = world.discord.cards(alert);
    let card = match cards[..] {
        [] => state.is_over() || state.raised.is_none(),
        [(_, shows, pinned)] => shows == Face::of(&state) && (model.bounds.at_once || pinned != state.is_over()),
        _ => false,
    };
    let withdrawn = |claim| {
        let recalls = |about: &About| matches!(about, About::ClaimWithdrawn(known) if known == claim);
        state.notices.iter().any(|other| recalls(&other.about))
    };
    let told = state.notices.iter().all(|notice| {
        let tellings = world.discord.tellings(&notice.cause, notice.recipient);
        let recalled = matches!(&notice.about, About::Claimed(claim) if withdrawn(claim));
        tellings == 1 || ((recalled || state.is_overtaken(notice)) && tellings == 0)
    });
    card && told
        && refused.iter().all(|event| {
            // Discord takes no answer any more.
            world.discord.answered.contains(&event.id) || world.millis().since(event.ts) >= ADDRESS_LIVES_MS
        })
}

/// The alert's state as the log has it.
fn state_of(world: &World, alert: usize) -> AlertState {
    let mut state = AlertState::new(alert_id(alert));
    for record in world.log.iter().filter(|record| record.alert == alert) {
        state.fold(&record.event);
    }
    state
}

/// Who read "NOT sent" has no open or claimed alert, and no claim but one of which they know.
fn has_nothing(model: &Protocol, world: &World, act: usize) -> bool {
    let script = model.bounds.script[act];
    let state = state_of(world, script.alert());
    match (&state.phase, script) {
        (Phase::Open | Phase::Claimed { .. }, Act::Raise(_)) => {
            state.raised.is_none() && world.discord.cards(script.alert()).is_empty()
        }
        (Phase::Claimed { claim, .. }, _) => claim.event != *model.event_id(act),
        (Phase::WithChild { claim, with, .. }, Act::Claim(..) | Act::TakeOver(..)) => {
            let knows = with.id == claim.neighbor_id || told_otherwise(model, world, act);
            claim.event != *model.event_id(act) || knows
        }
        _ => true,
    }
}

/// Whether the neighbor was told of the record by which their take-over was withdrawn.
fn told_otherwise(model: &Protocol, world: &World, act: usize) -> bool {
    let withdrawn = |kind: &Kind| matches!(kind, Kind::Withdrawn { event_id } if event_id == model.event_id(act));
    let mut withdrawn = world.log.iter().filter(|record| withdrawn(&record.event.kind));
    matches!(model.bounds.script[act], Act::TakeOver(..))
        && withdrawn.any(|record| world.discord.tellings(&record.event.id, Recipient::Neighbor) > 0)
}

fn only_safe(model: &Protocol, world: &World) -> bool {
    (0..model.alerts()).all(|alert| {
        let says_safe = world.discord.cards(alert).iter().any(|card| card.1 == Face::Over { safe: true });
        !says_safe || state_of(world, alert).is_safe()
    })
}

/// Without a time the plan ends ten minutes after the card or the opening.
fn parent_knows(model: &Protocol, world: &World, alert: usize) -> bool {
    const PLAN_MS: i64 = 10 * 60 * 1000;
    let state = state_of(world, alert);
    let Some(posted) = state.facts.posted.filter(|_| state.phase == Phase::Open) else { return true };
    let is_past = world.millis().since(posted.ts.max(state.opening.ts)) >= PLAN_MS;
    model.bounds.when != When::NotSaid || !is_past || told_of_opening(world, alert, &state, Recipient::Parent)
}

/// The `since` that a record names, and the one that it has to name.
fn named_and_present(kind: &Kind, state: &AlertState) -> Option<(i64, Option<i64>)> {
    let claim = state.claim().filter(|_| !state.is_over()).map(|claim| claim.offset);
    let phase = (!state.is_over()).then(|| state.phase_at());
    let (since, present) = match kind {
        Kind::Released { since, .. }
        | Kind::Done { since, .. }
        | Kind::Standby { since, .. }
        | Kind::Offered { since, .. }
        | Kind::TakenOver { since, .. } => (*since, claim),
        Kind::Cancelled { since, .. } | Kind::Expired { since, .. } => (*since, phase),
        Kind::Changed { since, .. } => (*since, Some(state.words_at())),
        Kind::Confirmed { since, .. } => (*since, state.question().map(|question| question.offset)),
        Kind::Escalated { step: 0..=4, since } => (*since, phase.filter(|_| claim.is_none())),
        _ => return None,
    };
    since.map(|since| (since, present))
}

/// No record of these kinds that names another record than the present one has changed anything for the boards.
fn nothing_stale_counts(model: &Protocol, world: &World, is_meant: impl Fn(&Kind) -> bool) -> bool {
    (0..model.alerts()).all(|alert| {
        let mut state = AlertState::new(alert_id(alert));
        world.log.iter().filter(|record| record.alert == alert).all(|record| {
            let before = state.clone();
            model.fold(&mut state, &record.event);
            let kind = &record.event.kind;
            let is_stale = named_and_present(kind, &before).is_some_and(|(since, present)| Some(since) != present);
            let same = (&before.phase, before.step, before.words_at()) == (&state.phase, state.step, state.words_at());
            !is_stale || !is_meant(kind) || before.raised.is_none() || same
        })
    })
}

/// What is told of the last step is told of the last opening.
fn called_again(world: &World, alert: usize) -> bool {
    let state = state_of(world, alert);
    let told = |whom: Recipient| told_of_opening(world, alert, &state, whom);
    match state.step {
        _ if state.phase != Phase::Open => true,
        Some(0..=2) => told(Recipient::Helpers),
        Some(_) => told(Recipient::Parent),
        None => true,
    }
}

/// Whether a step since the last opening was told to them.
fn told_of_opening(world: &World, alert: usize, state: &AlertState, whom: Recipient) -> bool {
    world.discord.messages.iter().any(|message| match &message.what {
        What::Notice { recipient, of_step, .. } => {
            message.alert == alert && *recipient == whom && *of_step == Some(state.opening.offset)
        }
        What::Card { .. } => false,
    })
}

fn child_first(world: &World, alert: usize) -> bool {
    let is_met = matches!(state_of(world, alert).phase, Phase::WithChild { .. });
    !is_met || world.discord.cards(alert).iter().all(|card| matches!(card.1, Face::WithChild { .. }))
}

fn words_gone(world: &World, alert: usize) -> bool {
    let Phase::Over { at, .. } = state_of(world, alert).phase else { return true };
    let are_due = world.millis().since(at) >= REDACT_AFTER_MS;
    !are_due
        || world
            .discord
            .messages
            .iter()
            .filter(|message| message.alert == alert && !message.deleted)
            .all(|message| matches!(message.what, What::Card { shows: Face::Redacted, .. }))
}
