//! What a run is about: the rules of the protocol that hold in it, and the bounds within which everything is tried.

/// The rules that can be switched off, to show that the model finds what each of them is there for. Some came from
/// holes that the model found.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// docs/protocol.md#rule-1: a record that was appended after `give_up_at` is void.
    pub give_up: bool,
    /// docs/protocol.md#rule-10: a message's key is made of its cause; else of the alert and the purpose alone.
    pub nonce_by_cause: bool,
    /// docs/protocol.md#rule-10: the create of an old cause is preceded by a look-up.
    pub look_up: bool,
    /// docs/protocol.md#rule-13: a record is finished after its effects; else when it is read.
    pub offset_after_effects: bool,
    /// docs/protocol.md#rule-6: the first claim wins; else the last.
    pub first_claim_wins: bool,
    /// docs/protocol.md#rule-9: after a freeze nothing is sent until the group has answered.
    pub lease_after_freeze: bool,
    /// docs/protocol.md#rule-11: strays are deleted.
    pub strays: bool,
    /// docs/protocol.md#rule-35: bad news for the parent is told by a message that rings; else by an edit of their answer.
    pub rings: bool,
    /// Whether the age of the cause counts when the request is written, and not when the attempt begins.
    pub age_at_the_write: bool,
    /// Whether a create that may have found an earlier attempt's message is taken to show what that attempt rendered.
    pub found_shows_old: bool,
    /// Whether a claim's notice is no longer told once the claim is known to be withdrawn.
    pub withdrawn_untold: bool,
    /// docs/protocol.md#rule-15: a press names the record that its person saw.
    pub presses_name_what_they_saw: bool,
    /// docs/protocol.md#rule-16: a record of the clock names what set its time.
    pub clock_names_its_cause: bool,
    /// docs/protocol.md#rule-16: that is a part of the record's id.
    pub since_in_the_id: bool,
    /// docs/protocol.md#rule-17: what a later record has emptied is not told.
    pub emptied_untold: bool,
    /// docs/protocol.md#rule-18: each person whom a record concerns is a recipient of its own.
    pub one_recipient_each: bool,
    /// docs/protocol.md#rule-19: "the child is with me" is undone by no release and no cancel.
    pub child_before_record: bool,
    /// docs/protocol.md#rule-19: only the neighbor's own *done* says that the child is safe.
    pub safe_by_the_neighbor: bool,
    /// docs/protocol.md#rule-19: who read "NOT sent" and has the child's alert all the same is told so.
    pub told_what_counts: bool,
    /// docs/protocol.md#rule-22: what a gateway refuses by its view is withdrawn.
    pub refusal_withdraws: bool,
    /// docs/protocol.md#rule-27: the facts about a card name the version of its look.
    pub look_is_named: bool,
    /// docs/protocol.md#rule-26: the other messages of an alert whose words are removed are deleted.
    pub erases: bool,
    /// Whether a revocation waits for requests that are written to Discord.
    pub handover_awaits_attempts: bool,
}

impl Rules {
    /// As `src/` has them.
    pub const REAL: Rules = Rules {
        give_up: true,
        nonce_by_cause: true,
        look_up: true,
        offset_after_effects: true,
        first_claim_wins: true,
        lease_after_freeze: true,
        strays: true,
        rings: true,
        age_at_the_write: true,
        found_shows_old: true,
        withdrawn_untold: true,
        presses_name_what_they_saw: true,
        clock_names_its_cause: true,
        since_in_the_id: true,
        emptied_untold: true,
        one_recipient_each: true,
        child_before_record: true,
        safe_by_the_neighbor: true,
        told_what_counts: true,
        refusal_withdraws: true,
        look_is_named: true,
        erases: true,
        handover_awaits_attempts: true,
    };
}

/// What a person may do, once each. They need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    Raise(usize),
    Claim(usize, u64),
    /// The neighbor gives it back.
    Release(usize, u64),
    /// A moderator opens it again.
    Moderate(usize),
    /// The parent asks the others again.
    AskAgain(usize),
    WithChild(usize, u64),
    Done(usize, u64),
    DoneByParent(usize),
    DoneByModerator(usize),
    Standby(usize, u64),
    Offer(usize, u64, u64),
    TakeOver(usize, u64),
    /// Another time, in seconds from the beginning, or another place.
    Change(usize, Option<i64>),
    Confirm(usize, u64),
    Cancel(usize),
    /// The parent says thanks, by the message that it is done.
    Thank(usize),
}

impl Act {
    /// Whether its person reads "NOT sent" where its gateway gives up (docs/protocol.md#rule-21).
    pub fn is_withdrawn(self) -> bool {
        matches!(self, Act::Raise(_) | Act::Claim(..) | Act::TakeOver(..))
    }

    pub fn alert(self) -> usize {
        match self {
            Act::Raise(alert)
            | Act::Claim(alert, _)
            | Act::Release(alert, _)
            | Act::Moderate(alert)
            | Act::AskAgain(alert)
            | Act::DoneByParent(alert)
            | Act::DoneByModerator(alert)
            | Act::Standby(alert, _)
            | Act::WithChild(alert, _)
            | Act::Done(alert, _)
            | Act::Offer(alert, ..)
            | Act::TakeOver(alert, _)
            | Act::Change(alert, _)
            | Act::Confirm(alert, _)
            | Act::Cancel(alert)
            | Act::Thank(alert) => alert,
        }
    }
}

/// How much of what may go wrong is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Faults {
    /// A board is killed, and started again at once.
    pub crashes: u8,
    /// Discord does what it is asked and the answer is lost.
    pub lost_answers: u8,
    /// Kafka appends a board's record and the acknowledgement is lost, so that it is appended again.
    pub lost_acks: u8,
    /// A gateway gives up: the record may have been appended, or is appended later.
    pub give_ups: u8,
    /// Two gateways receive an alert or a claim. One refuses it by its view, the other, which has read less, appends it.
    pub refusals: u8,
    /// A board stops, and goes on at any later time.
    pub freezes: u8,
    /// The group takes the partition from a living board.
    pub rebalances: u8,
    /// A record of a person is in the log twice.
    pub twice: u8,
}

/// The time of an alert, by which its steps are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// So late that no step comes within the run.
    Late,
    /// None: steps after 2, 5 and 10 minutes.
    NotSaid,
    /// In seconds from the beginning.
    At(i64),
}

/// The bounds of a run.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub script: &'static [Act],
    pub faults: Faults,
    /// Whose gateway may give up.
    pub gives_up: fn(Act) -> bool,
    /// How time may pass, in seconds. Ten are past a give-up, a freeze's bound and a session; six hundred are past the
    /// nonce's window and the minute after which a record is parked.
    pub ticks: &'static [i64],
    /// By when somebody has to be there.
    pub when: When,
    /// Whether a board may find itself behind the log; else it reads at once what is appended.
    pub lag: bool,
    /// Whether offsets may be committed before a crash; else never.
    pub commits: bool,
    /// Whether `raised` goes through intake, so that other events may overtake it.
    pub intake: bool,
    /// Whether an edit or pin may still be on its way when the partition has gone to the other board.
    pub slow_discord: bool,
    /// Not promised: a process that is stopped between its last check and the write of a create.
    pub stopped_at_the_write: bool,
    /// Whether the promises of the whole life of an alert are checked as well.
    pub whole_life: bool,
    /// Whether an attempt, once it has begun, goes through at once, and nothing is pinned: the runs of [`super::holds`] try what
    /// may come between.
    pub at_once: bool,
    /// Whether something may come between the decision about a record of the clock and its append.
    pub slow_clock: bool,
    /// Whether a request may wait for minutes for its turn.
    pub long_queue: bool,
    /// Whether the first board is of a version that knows no change of the words, and shows none.
    pub old_board: bool,
}

impl Bounds {
    /// Whether anything that matters to a create can come between its look-up and its turn. Only a board that is stopped
    /// there, or a long wait, lets the other board make the same message.
    pub fn a_turn_is_a_step(&self) -> bool {
        self.faults.freezes > 0 || self.long_queue || self.stopped_at_the_write
    }

    pub const NONE: Bounds = Bounds {
        script: &[],
        faults: super::NO_FAULT,
        gives_up: |_| true,
        ticks: &[],
        when: When::Late,
        lag: false,
        commits: false,
        intake: false,
        slow_discord: false,
        stopped_at_the_write: false,
        whole_life: false,
        at_once: false,
        slow_clock: false,
        long_queue: false,
        old_board: false,
    };
}
