//! An alert's rows, folded from its events by the same function as on the board.
//!
//! Pure: live and in a rebuild the same events make the same rows. Must not read a clock or a database.

mod rows;

use crate::alert::{
    AlertId, AlertState, ChannelId, Ending, Event, GuildId, Kind, MessageId, Millis, Outcome, Phase, UserId,
};
use crate::history::stored::StoredRecord;

pub(crate) use rows::{ALERTS, CLAIMS};

/// A time that a neighbor took the alert.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClaimRow {
    offset: i64,
    neighbor_id: UserId,
    neighbor_name: String,
    /// It was not withdrawn.
    counted: bool,
    taken_over: bool,
    at: Millis,
    with_child_at: Option<Millis>,
    ended: Option<(Millis, &'static str)>,
}

/// The words of an alert.
#[derive(Debug, Clone, PartialEq, Default)]
struct Words {
    parent_name: String,
    child_name: String,
    location: String,
    area: Option<String>,
    message: String,
}

/// One alert from `raised` on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AlertRow {
    id: AlertId,
    pub(crate) raised_offset: i64,
    pub(crate) last_offset: i64,
    guild_id: Option<GuildId>,
    card: Option<(ChannelId, MessageId)>,
    parent_id: Option<UserId>,
    words: Words,
    drill: bool,
    raised_at: Millis,
    needed_by: Option<Millis>,
    is_for_now: bool,
    timezone: Option<String>,
    phase: &'static str,
    ending: Option<Ending>,
    ended_at: Option<Millis>,
    safe: bool,
    neighbor: Option<(UserId, String)>,
    posted_at: Option<Millis>,
    with_child_at: Option<Millis>,
    highest_step: Option<u8>,
    last_at: Millis,
    claims: Vec<ClaimRow>,
}

/// An alert id's events so far in one partition.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    state: AlertState,
    row: Option<AlertRow>,
}

/// What an event has done.
pub(crate) struct Folded {
    pub(crate) outcome: Outcome,
    /// The alert that this id had before, where another begins.
    pub(crate) finished: Option<AlertRow>,
}

impl Story {
    pub(crate) fn new(id: AlertId) -> Self {
        Story { state: AlertState::new(id), row: None }
    }

    /// The present alert; `None` as long as it is not raised.
    pub(crate) fn row(&self) -> Option<&AlertRow> {
        self.row.as_ref()
    }

    /// When the alert was raised that a record belongs to, as far as is known.
    pub(crate) fn raised_at(&self, record: &StoredRecord) -> Option<Millis> {
        // It may be another alert with the same id.
        let raises = record.kind.as_deref() == Some("raised");
        self.state.raised.as_ref().filter(|_| !raises && record.at_home).map(|raised| raised.ts)
    }

    /// Folds the next event.
    pub(crate) fn fold(&mut self, event: &Event) -> Folded {
        let early = match event.kind {
            // Each of them changes the rows, one after the other, as the fold itself would take them.
            Kind::Raised(_) if self.state.raised.is_none() => std::mem::take(&mut self.state.early),
            _ => Vec::new(),
        };
        let mut folded = self.fold_one(event, event.offset);
        if self.state.raised.is_none() {
            self.state.early = early;
            return folded;
        }
        for before in early {
            let also = self.fold_one(&before, event.offset);
            folded.finished = folded.finished.or(also.finished);
        }
        folded
    }

    fn fold_one(&mut self, event: &Event, read_to: i64) -> Folded {
        let before = Present::of(&self.state);
        let outcome = self.state.fold(event);
        // Nobody is told anything here.
        self.state.drop_notices();
        let raised_at = |state: &AlertState| state.raised.as_ref().map(|raised| raised.offset);
        let is_same = self.row.as_ref().map(|row| row.raised_offset) == raised_at(&self.state);
        let finished = if is_same { None } else { self.row.take() };
        if self.row.is_none() {
            self.row = AlertRow::begin(&self.state, event);
        }
        if let Some(row) = &mut self.row {
            row.apply(&before, &self.state, event);
            row.last_offset = row.last_offset.max(read_to);
        }
        Folded { outcome, finished }
    }
}

/// What of a state is compared with the next.
struct Present {
    claim: Option<i64>,
    is_over: bool,
}

impl Present {
    fn of(state: &AlertState) -> Self {
        Present { claim: state.claim().map(|claim| claim.offset), is_over: state.is_over() }
    }
}

impl AlertRow {
    fn begin(state: &AlertState, event: &Event) -> Option<Self> {
        let raised = state.raised.as_ref()?;
        let alert = &raised.alert;
        Some(AlertRow {
            id: state.id.clone(),
            raised_offset: raised.offset,
            last_offset: raised.offset,
            guild_id: alert.guild_id,
            card: None,
            parent_id: alert.parent_id,
            words: Words::default(),
            drill: alert.drill,
            // The parent's alert waited for intake until it was raised.
            raised_at: event.source_ts.unwrap_or(raised.ts),
            needed_by: None,
            is_for_now: alert.is_for_now(),
            timezone: alert.timezone.clone(),
            phase: "open",
            ending: None,
            ended_at: None,
            safe: false,
            neighbor: None,
            posted_at: None,
            with_child_at: None,
            highest_step: None,
            last_at: raised.ts,
            claims: Vec::new(),
        })
    }

    fn apply(&mut self, before: &Present, state: &AlertState, event: &Event) {
        self.last_at = self.last_at.max(event.ts);
        if let Some(raised) = state.raised.as_ref().filter(|_| !state.is_shrunk()) {
            let alert = &raised.alert;
            self.words = Words {
                parent_name: alert.parent_name.clone(),
                child_name: alert.child_name.clone(),
                location: alert.location.clone(),
                area: alert.area.clone(),
                message: alert.message.clone(),
            };
        }
        self.needed_by = state.needed_by();
        self.highest_step = self.highest_step.max(state.step);
        if let Some(posted) = &state.facts.posted {
            self.card = Some((posted.channel_id, posted.message_id));
            self.posted_at = Some(posted.ts);
        }
        (self.phase, self.ending) = match &state.phase {
            Phase::Open => ("open", None),
            Phase::Claimed { .. } => ("claimed", None),
            Phase::WithChild { .. } => ("with_child", None),
            Phase::Over { ending, at, safe, .. } => {
                (self.ended_at, self.safe) = (Some(*at), *safe);
                ("over", Some(*ending))
            }
        };
        self.claims(before, state, event);
    }

    fn claims(&mut self, before: &Present, state: &AlertState, event: &Event) {
        let now = Present::of(state);
        let has_ended = before.claim != now.claim || now.is_over && !before.is_over;
        if let (Some(offset), true) = (before.claim, has_ended)
            && let Some(claim) = self.claims.iter_mut().find(|claim| claim.offset == offset && claim.ended.is_none())
        {
            claim.ended = Some((event.ts, ended_by(state, event, claim.neighbor_id)));
            claim.counted = !matches!(event.kind, Kind::Withdrawn { .. }) || state.ending() == Some(Ending::Withdrawn);
        }
        if let Some(claim) = state.claim().filter(|claim| before.claim != Some(claim.offset)) {
            self.claims.push(ClaimRow {
                offset: claim.offset,
                neighbor_id: claim.neighbor_id,
                neighbor_name: claim.neighbor_name.clone(),
                counted: true,
                taken_over: matches!(event.kind, Kind::TakenOver { .. }),
                at: claim.ts,
                with_child_at: None,
                ended: None,
            });
        }
        if let Phase::WithChild { claim, with, since, .. } = &state.phase {
            self.with_child_at.get_or_insert(*since);
            let is_theirs = |row: &&mut ClaimRow| row.offset == claim.offset && with.id == row.neighbor_id;
            if let Some(row) = self.claims.iter_mut().find(is_theirs) {
                row.with_child_at.get_or_insert(*since);
            }
        }
        // An alert without its words has no names any more.
        self.neighbor = now.claim.and_then(|offset| {
            let row = self.claims.iter().find(|row| row.offset == offset)?;
            Some((row.neighbor_id, row.neighbor_name.clone()))
        });
    }
}

/// The record that ended a claim, by its kind.
fn ended_by(state: &AlertState, event: &Event, neighbor: UserId) -> &'static str {
    match (&event.kind, state.ending()) {
        (_, Some(ending)) => ending_name(ending),
        (Kind::Released { neighbor_id, moderator_id: None, parent_id: None, .. }, None) if *neighbor_id == neighbor => {
            "released"
        }
        (Kind::Released { .. }, None) => "reopened",
        (kind, None) => kind.name(),
    }
}

fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Done => "done",
        Ending::Cancelled => "cancelled",
        Ending::Expired => "expired",
        Ending::Missed => "missed",
        Ending::Withdrawn => "withdrawn",
        Ending::NotShown => "not_shown",
    }
}
