//! An alert that nobody takes: who is called at which minute, by the minutes that are left.

use futures_util::{StreamExt as _, stream};

use super::{Afternoon, stops};

/// The minutes until the child has to be met, and what happens (docs/protocol.md#clock).
const CASES: &[(Option<i64>, &[&str])] = &[
    (
        // With so little time, half of it is enough between two calls of the helpers.
        Some(1),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "0:30 @Sarah NO ONE has taken Jake's alert yet",
            "0:30 @helpers Still needed, 1 minute left",
            "0:30 @parents No helper has answered",
            "0:30 phone service: needhelp.escalated",
            "1:00 card: No one came forward by <time>",
            "61:00 @Sarah No one came forward for Jake",
            "61:00 card: No one came forward",
            "61:00 phone service: needhelp.over",
        ],
    ),
    (
        Some(3),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "1:30 @Sarah NO ONE has taken Jake's alert yet",
            "1:30 @helpers Still needed, 2 minutes left",
            "1:30 @parents No helper has answered",
            "1:30 phone service: needhelp.escalated",
            "3:00 card: No one came forward by <time>",
            "63:00 @Sarah No one came forward for Jake",
            "63:00 card: No one came forward",
            "63:00 phone service: needhelp.over",
        ],
    ),
    (
        Some(4),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "2:00 @Sarah NO ONE has taken Jake's alert yet",
            "2:00 @helpers Still needed, 2 minutes left",
            "2:00 @parents No helper has answered",
            "2:00 phone service: needhelp.escalated",
            "4:00 card: No one came forward by <time>",
            "64:00 @Sarah No one came forward for Jake",
            "64:00 card: No one came forward",
            "64:00 phone service: needhelp.over",
        ],
    ),
    (
        Some(9),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "4:30 @Sarah NO ONE has taken Jake's alert yet",
            "4:30 @helpers Still needed, 5 minutes left",
            "4:30 @parents No helper has answered",
            "4:30 phone service: needhelp.escalated",
            "9:00 card: No one came forward by <time>",
            "69:00 @Sarah No one came forward for Jake",
            "69:00 card: No one came forward",
            "69:00 phone service: needhelp.over",
        ],
    ),
    (
        Some(14),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "4:00 @helpers Still needed, 10 minutes left",
            "7:00 @helpers Still needed, 7 minutes left",
            "7:00 @parents No helper has answered",
            "9:00 @Sarah NO ONE has taken Jake's alert yet",
            "9:00 phone service: needhelp.escalated",
            "14:00 card: No one came forward by <time>",
            "74:00 @Sarah No one came forward for Jake",
            "74:00 card: No one came forward",
            "74:00 phone service: needhelp.over",
        ],
    ),
    (
        // As in docs/guide.md.
        Some(15),
        &[
            "0:00 card: No one yet: Jake needs someone",
            "5:00 @helpers Still needed, 10 minutes left",
            "7:30 @helpers Still needed, 8 minutes left",
            "7:30 @parents No helper has answered",
            "10:00 @Sarah NO ONE has taken Jake's alert yet",
            "10:00 phone service: needhelp.escalated",
            "15:00 card: No one came forward by <time>",
            "75:00 @Sarah No one came forward for Jake",
            "75:00 card: No one came forward",
            "75:00 phone service: needhelp.over",
        ],
    ),
    (
        None,
        &[
            "0:00 card: No one yet: Jake needs someone",
            "2:00 @helpers Still needed",
            "5:00 @helpers Still needed",
            "5:00 @parents No helper has answered",
            "10:00 @Sarah NO ONE has taken Jake's alert yet",
            "10:00 phone service: needhelp.escalated",
            "1440:00 @Sarah No one came forward for Jake",
            "1440:00 card: No one came forward",
            "1440:00 phone service: needhelp.over",
        ],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn who_is_called_at_which_minute_follows_from_the_minutes_left() {
    let Some(_) = Afternoon::before().await.here.breakable() else { return };
    let played = stream::iter(CASES).map(|(minutes, expected)| async move {
        let mut afternoon = Afternoon::before().await;
        afternoon.board_starts();
        afternoon.raise(*minutes).await;
        afternoon.here.card_is_recorded().await;
        afternoon.is("0:00").await;
        for stop in stops(expected) {
            afternoon.is(&stop).await;
        }
        assert_eq!(afternoon.ends().await, *expected, "{minutes:?} minutes");
    });
    played.buffer_unordered(3).collect::<Vec<()>>().await;
}
