//! The board is down over a step of the clock. What has become due meanwhile comes once, when a board runs again, and nothing
//! comes in a burst.

use futures_util::{StreamExt as _, stream};

use super::Afternoon;
use crate::support::bot::Kind;

/// What happens one after the other.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// The clock shows this.
    Is(&'static str),
    Down,
    Up,
    Claims(&'static str),
    GivesBack(&'static str),
    IsBackup(&'static str),
    HasTheChild(&'static str),
    IsDone(&'static str),
}
use Act::{Claims, Down, GivesBack, HasTheChild, Is, IsBackup, IsDone, Up};

struct Outage {
    over: &'static str,
    minutes: i64,
    acts: &'static [Act],
    /// What people see from the end of the outage on.
    then: &'static [&'static str],
}

const OUTAGES: &[Outage] = &[
    Outage {
        over: "the card, until the time has passed",
        minutes: 15,
        acts: &[Down, Is("20:00"), Up],
        then: &["20:00 @Sarah Too late", "20:00 card: Arrived too late"],
    },
    Outage {
        over: "step 1; step 2 keeps its distance to the late call",
        minutes: 15,
        acts: &[Is("4:59"), Down, Is("6:00"), Up, Is("7:59"), Is("8:00")],
        then: &[
            "6:00 @helpers Still needed, 9 minutes left",
            "8:00 @helpers Still needed, 7 minutes left",
            "8:00 @parents No helper has answered",
        ],
    },
    Outage {
        over: "step 2",
        minutes: 15,
        acts: &[Is("6:00"), Down, Is("9:00"), Up, Is("9:59"), Is("10:00")],
        then: &[
            "9:00 @helpers Still needed, 6 minutes left",
            "9:00 @parents No helper has answered",
            "10:00 @Sarah NO ONE has taken Jake's alert yet",
            "10:00 phone service: needhelp.escalated",
        ],
    },
    Outage {
        over: "step 3",
        minutes: 15,
        acts: &[Is("8:00"), Down, Is("12:00"), Up],
        then: &["12:00 @Sarah NO ONE has taken Jake's alert yet", "12:00 phone service: needhelp.escalated"],
    },
    Outage {
        over: "steps 1 to 3, of which only the last comes, and calls all",
        minutes: 15,
        acts: &[Is("1:00"), Down, Is("12:00"), Up, Is("14:59")],
        then: &[
            "12:00 @Sarah NO ONE has taken Jake's alert yet",
            "12:00 @helpers Still needed, 3 minutes left",
            "12:00 @parents No helper has answered",
            "12:00 phone service: needhelp.escalated",
        ],
    },
    Outage {
        over: "step 4",
        minutes: 15,
        acts: &[Is("11:00"), Down, Is("20:00"), Up],
        then: &["20:00 card: No one came forward by <time>"],
    },
    Outage {
        over: "steps 3 and 4: the parent is told all the same",
        minutes: 15,
        acts: &[Is("8:00"), Down, Is("20:00"), Up],
        then: &[
            "20:00 @Sarah NO ONE has taken Jake's alert yet",
            "20:00 card: No one came forward by <time>",
            "20:00 phone service: needhelp.escalated",
        ],
    },
    Outage {
        over: "the end of an alert that nobody took",
        minutes: 15,
        acts: &[Is("20:00"), Down, Is("80:00"), Up],
        then: &[
            "80:00 @Sarah No one came forward for Jake",
            "80:00 card: No one came forward",
            "80:00 phone service: needhelp.over",
        ],
    },
    Outage {
        over: "all steps and the end: no step comes any more",
        minutes: 15,
        acts: &[Is("1:00"), Down, Is("80:00"), Up],
        then: &["80:00 @Sarah No one came forward for Jake", "80:00 card: No one came forward"],
    },
    Outage {
        over: "step 0: the neighbor gives it back meanwhile",
        minutes: 15,
        acts: &[
            Is("1:00"),
            Claims("Mike"),
            Is("1:30"),
            Down,
            Is("2:00"),
            GivesBack("Mike"),
            Is("3:00"),
            Up,
            Is("4:59"),
            Is("5:00"),
        ],
        then: &[
            "3:00 @Sarah Mike can't make it",
            "3:00 @helpers Still needed",
            "3:00 card: No one yet: Jake needs someone",
            "5:00 @helpers Still needed, 10 minutes left",
            "5:00 @parents No helper has answered",
        ],
    },
    Outage {
        over: "step 0 with a backup, who had two minutes",
        minutes: 15,
        acts: &[
            Is("1:00"),
            Claims("Mike"),
            IsBackup("Lisa"),
            Is("2:00"),
            GivesBack("Mike"),
            Is("3:59"),
            Down,
            Is("4:30"),
            Up,
        ],
        then: &["4:30 @helpers Still needed"],
    },
    Outage {
        over: "the reminder",
        minutes: 30,
        acts: &[Is("1:00"), Claims("Mike"), Is("24:59"), Down, Is("27:00"), Up],
        then: &["27:00 @Mike In 3 minutes"],
    },
    Outage {
        over: "the reminder and the time itself, after which nobody is reminded",
        minutes: 30,
        acts: &[Is("1:00"), Claims("Mike"), Is("24:59"), Down, Is("31:00"), Up],
        then: &[],
    },
    Outage {
        over: "step 5; step 6 comes three minutes after the question",
        minutes: 15,
        acts: &[Is("1:00"), Claims("Mike"), Is("19:59"), Down, Is("22:00"), Up, Is("24:59"), Is("25:00")],
        then: &["22:00 @Mike Is Jake with you", "25:00 @Sarah No news from Mike since <time>"],
    },
    Outage {
        over: "step 6",
        minutes: 15,
        acts: &[Is("1:00"), Claims("Mike"), Is("20:00"), Down, Is("40:00"), Up],
        then: &["40:00 @Sarah No news from Mike since <time>"],
    },
    Outage {
        over: "steps 5 and 6: the neighbor is asked before the parent is told that there is no news",
        minutes: 15,
        acts: &[Is("1:00"), Claims("Mike"), Is("16:00"), Down, Is("60:00"), Up],
        then: &["60:00 @Mike Is Jake with you"],
    },
    Outage {
        over: "the end of an alert that somebody has",
        minutes: 15,
        acts: &[Is("1:00"), Claims("Mike"), Is("30:00"), Down, Is("1441:00"), Up],
        then: &["1441:00 card: The time has passed"],
    },
    Outage {
        over: "the removal of the words",
        minutes: 15,
        acts: &[
            Is("1:00"),
            Claims("Mike"),
            HasTheChild("Mike"),
            Is("20:00"),
            IsDone("Mike"),
            Is("739:59"),
            Down,
            Is("741:00"),
            Up,
        ],
        then: &["741:00 card: Ended"],
    },
];

impl Afternoon {
    async fn goes_on(&mut self, act: Act) {
        let neighbor = |name: &str| self.here.user(name);
        let record = match act {
            Is(at) => return self.is(at).await,
            Down => return self.board_ends().await,
            Up => return self.board_starts(),
            Claims(name) => Kind::Claimed {
                neighbor_id: neighbor(name),
                neighbor_name: name.into(),
                message: "I've got it".into(),
                message_id: None,
                channel_id: None,
                locale: None,
            },
            GivesBack(name) => {
                Kind::Released { neighbor_id: neighbor(name), moderator_id: None, parent_id: None, since: None }
            }
            IsBackup(name) => Kind::Standby { neighbor_id: neighbor(name), neighbor_name: name.into(), since: None },
            HasTheChild(name) => Kind::WithChild { neighbor_id: neighbor(name), since: None },
            IsDone(name) => {
                Kind::Done { neighbor_id: neighbor(name), moderator_id: None, parent_id: None, since: None }
            }
        };
        self.append(record).await;
    }
}

async fn is_survived(outage: &Outage) {
    let mut afternoon = Afternoon::before().await;
    afternoon.board_starts();
    if !matches!(outage.acts, [Down, ..]) {
        afternoon.raise(Some(outage.minutes)).await;
        afternoon.here.card_is_recorded().await;
    }
    let (mut at, mut before) = ("0:00", 0);
    for act in outage.acts {
        // What was written before has been done: only then is it the outage that delays something.
        if afternoon.board.is_some() {
            afternoon.settles(at).await;
        }
        afternoon.goes_on(*act).await;
        match act {
            Is(time) => at = time,
            Down if matches!(outage.acts, [Down, ..]) => afternoon.raise(Some(outage.minutes)).await,
            Down => before = afternoon.told.len(),
            _ => {}
        }
    }
    afternoon.settles(at).await;
    // Another board repeats nothing.
    afternoon.board_ends().await;
    afternoon.board_starts();
    afternoon.here.all_before_is_processed("afterwards").await;
    afternoon.settles(at).await;
    let happened = afternoon.ends().await;
    assert_eq!(happened[before..], *outage.then, "down over {}", outage.over);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_the_board_was_down_comes_once() {
    let Some(_) = Afternoon::before().await.here.breakable() else { return };
    stream::iter(OUTAGES).map(is_survived).buffer_unordered(3).collect::<Vec<()>>().await;
}
