//! In English.

use super::table;
use crate::discord::text::Language;

#[test]
fn what_people_get_in_each_moment() {
    insta::assert_snapshot!(table(Language::English), @"
    == asked
    push: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. @helpers
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. @helpers · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · [I've got it] · [Change] · [No longer needed]
    == asked for now
    push: Who can meet Jake NOW at Oak Street, bus stop? Sarah needs help. @helpers
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake NOW at Oak Street, bus stop? Sarah needs help. @helpers · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: Now (asked ‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · [I've got it] · [Change] · [No longer needed]
    == a drill
    push: TEST, no child is waiting. Did your phone ring? Press **I've got it**. @helpers
    screen: No one yet: TEST needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: TEST, no child is waiting. Did your phone ring? Press **I've got it**. @helpers · No one yet: TEST needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: TEST · Child: TEST · Sarah says: Meeting ran over · [I've got it] · [Change] · [No longer needed]
    == nobody yet
    push: Still needed, 13 minutes left: who can meet Jake at Oak Street, bus stop? @helpers
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹15:02› asked again · [I've got it] · [Change] · [No longer needed]
    == nobody yet: the parent and the wider group
    push: Still needed, 5 minutes left: who can meet Jake at Oak Street, bus stop? @helpers
    push: No helper has answered. Can anyone meet Jake by 3:15 PM at Oak Street, bus stop? @neighbors
    push: NO ONE has taken Jake's alert yet. Phone someone now: School office, 555 0100. The neighbors are being asked again. @Sarah
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹15:10› asked again, ‹15:10› Sarah was told that no one has it · [I've got it] · [Change] · [No longer needed]
    == past its time
    push: NO ONE has taken Jake's alert yet. Phone someone now: School office, 555 0100. @Sarah
    screen: No one came forward by 3:15 PM | If you can still go, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake NOW at Oak Street, bus stop? No one came forward by 3:15 PM. · No one came forward by 3:15 PM · If you can still go, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹15:15› Sarah was told that no one has it · [I've got it] · [Change] · [No longer needed]
    == taken
    push: You have it: please meet Jake by 3:15 PM at Oak Street, bus stop. @Mike
    push: Mike will meet Jake at Oak Street, bus stop. @Sarah
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it · [Child is with me] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == has a backup
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I can't make it] / [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:52› Lisa is backup · [Child is with me] · [I can't make it] · [Change] · [No longer needed]
    == soon
    push: In 5 minutes: meet Jake at Oak Street, bus stop. @Mike
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it · [Child is with me] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == changed
    push: Changed by Sarah: meet Jake at **Elm Road**, **by 3:15 PM**. Still OK? @Mike
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I'm still going] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Elm Road. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Elm Road · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:52› changed · [Child is with me] · [I'm still going] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == still going
    push: Mike answered and is still going. @Sarah
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Elm Road. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Elm Road · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:52› changed, ‹14:53› Mike is still going · [Child is with me] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == is the child with you
    push: Is Jake with you? Sarah is waiting for news. @Mike
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I'm still going] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it · [Child is with me] · [I'm still going] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == no news
    push: No news from Mike since ‹14:51›. Phone Mike or the stop. On the card you can ask the others again. @Sarah
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I'm still going] [I can't make it] / [I can be backup] [Ask the others again] [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it · [Child is with me] · [I'm still going] · [I can't make it] · [I can be backup] · [Ask the others again] · [Change] · [No longer needed]
    == the parent asks again
    push: Sarah is asking the others for Jake: you no longer have it, please don't go. @Mike
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake NOW at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹15:24› open again · [I've got it] · [Change] · [No longer needed]
    == given back
    push: Mike can't make it. The neighbors are being asked again; 21 minutes are left. @Sarah
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:54› Mike can't make it · [I've got it] · [Change] · [No longer needed]
    == given back: the helpers
    push: Still needed: who can meet Jake by 3:15 PM at Oak Street, bus stop? Mike can't make it. @helpers
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:54› Mike can't make it, ‹14:54› asked again · [I've got it] · [Change] · [No longer needed]
    == given back: the backup
    push: Mike can't make it. The backup, Lisa, is being asked now. @Sarah
    push: Your turn: Mike can't make it. Can you meet Jake by 3:15 PM? @Lisa
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:52› Lisa is backup, ‹14:54› Mike can't make it · [I've got it] · [Change] · [No longer needed]
    == offered
    push: Mike asks you to take over Jake at Oak Street, bus stop. @Lisa
    screen: Mike will meet Jake | Mike took this at ‹14:51›. | [Child is with me] [I can't make it] [I take it over] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet Jake at Oak Street, bus stop. No one else needs to go. · Mike will meet Jake · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it · [Child is with me] · [I can't make it] · [I take it over] · [I can be backup] · [Change] · [No longer needed]
    == taken over
    push: You have it: please meet Jake by 3:15 PM at Oak Street, bus stop. @Lisa
    push: Lisa has taken over: you don't need to care for Jake any longer. Thank you! @Mike
    push: Lisa takes over from Mike: Lisa has the alert for Jake now. @Sarah
    screen: Lisa will meet Jake | Lisa took this at ‹14:55›. | [Child is with me] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Lisa will meet Jake at Oak Street, bus stop. No one else needs to go. · Lisa will meet Jake · Lisa took this at ‹14:55›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:55› Lisa took it over · [Child is with me] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == with the child
    push: Jake is with Mike. @Sarah
    screen: Mike is with Jake | Jake has been with Mike since ‹15:13›. | [Done, all safe] [Hand over]
    heard: Mike is with Jake. No one else needs to go. · Mike is with Jake · Jake has been with Mike since ‹15:13›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹15:13› Jake is with Mike · [Done, all safe] · [Hand over]
    == done
    push: Jake is safe, says Mike. @Sarah
    screen: Jake is safe | Ended at ‹15:29›. Mike took care of Jake. |
    heard: Jake is safe. Thank you, Mike! · Jake is safe · Ended at ‹15:29›. Mike took care of Jake. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹15:13› Jake is with Mike
    == done, says the parent
    push: Sarah says that Jake is safe. Thank you! @Mike
    screen: Ended | Ended at ‹15:29›. Mike took this at ‹14:51›. |
    heard: This alert has ended. · Ended · Ended at ‹15:29›. Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹15:13› Jake is with Mike
    == no longer needed
    push: You don't need to go: Sarah no longer needs help. Thank you! @Mike
    screen: No longer needed | Ended at ‹14:54›. Mike took this at ‹14:51›. |
    heard: No longer needed: Sarah's alert for Jake has ended. · No longer needed · Ended at ‹14:54›. Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it
    == nobody came
    push: No one came forward for Jake. The alert has ended. @Sarah
    screen: No one came forward | Ended at ‹16:15›. |
    heard: No one came forward for Jake by 3:15 PM. · No one came forward · Ended at ‹16:15›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over
    == taken, and never done
    screen: The time has passed | Ended at ‹14:49›. Mike took this at ‹14:51›. |
    heard: The time has passed: Sarah's alert for Jake has ended. · The time has passed · Ended at ‹14:49›. Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it
    == too late
    push: Too late. Phone someone now. Your alert reached the channel after 3:15 PM; no one was asked. @Sarah
    screen: Arrived too late | This reached the channel after ‹15:15›, so no phones rang. Please ask Sarah if help is still needed. |
    heard: Arrived too late: Sarah asked for help with Jake by 3:15 PM. Please check with Sarah. · Arrived too late · This reached the channel after ‹15:15›, so no phones rang. Please ask Sarah if help is still needed. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over
    == not sent
    push: You don't need to go: this alert was not sent properly and Sarah was told to phone someone. Not sure? Ask @Sarah. @Mike
    screen: Not sent | Ended at ‹14:52›. Mike took this at ‹14:51›. |
    heard: Not sent: Sarah was told to phone someone for Jake. · Not sent · Ended at ‹14:52›. Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it
    == the claim was not sent
    push: Correction: Mike does NOT have it (the press came through too late). The neighbors are being asked again. @Sarah
    screen: No one yet: Jake needs someone | If you can be there, press **I've got it**. The first press counts. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet Jake by 3:15 PM at Oak Street, bus stop? Sarah needs help. · No one yet: Jake needs someone · If you can be there, press **I've got it**. The first press counts. · Be there by: ‹15:15› (‹…›) · Where: Oak Street, bus stop · Child: Jake · Sarah says: Meeting ran over · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹14:52› Mike does not have it · [I've got it] · [Change] · [No longer needed]
    == not posted
    push: NOT shown to anyone. Phone someone now. (The bot may not post in the channel; please tell an admin.) @Sarah
    == private: asked
    push: Who can meet J. by 3:15 PM near Oak Street? Open the card. @helpers
    screen: No one yet: J. needs someone | If you can be there, press **I've got it**. Then you read who and where. | [I've got it] / [Change] [No longer needed]
    heard: Who can meet J. by 3:15 PM near Oak Street? Open the card. @helpers · No one yet: J. needs someone · If you can be there, press **I've got it**. Then you read who and where. · Be there by: ‹15:15› (‹…›) · Where: Oak Street · Child: J. · [I've got it] · [Change] · [No longer needed]
    == private: taken
    push: You have it: please meet Jake by 3:15 PM at Oak Street, bus stop. @Mike
    push: Mike will meet Jake at Oak Street, bus stop. @Sarah
    screen: Mike will meet J. | Mike took this at ‹14:51›. | [Details] [Child is with me] [I can't make it] / [I can be backup] [Change] [No longer needed]
    heard: Mike will meet J. No one else needs to go. · Mike will meet J. · Mike took this at ‹14:51›. · Be there by: ‹15:15› (‹…›) · Where: Oak Street · Child: J. · So far: ‹14:49› asked, ‹14:51› Mike took it · [Details] · [Child is with me] · [I can't make it] · [I can be backup] · [Change] · [No longer needed]
    == private: done
    push: Jake is safe, says Mike. @Sarah
    screen: J. is safe | Ended at ‹15:29›. Mike took care of J. |
    heard: J. is safe. Thank you, Mike! · J. is safe · Ended at ‹15:29›. Mike took care of J. · Be there by: ‹15:15› (‹…›) · Where: Oak Street · Child: J. · So far: ‹14:49› asked, ‹14:51› Mike took it, ‹15:13› J. is with Mike
    ");
}
