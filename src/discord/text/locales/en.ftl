# English. Every sentence that the bot writes, by its key in ../messages.rs. The format: https://projectfluent.org
#
# Short, calm and plain: they are read on a phone, in a hurry. A sentence has 15 words at most, and no idiom.
# A part is what stands in braces. `{ $by }` is "by 3:15 PM". `{ $by_if_any }`, `{ $time_if_any }` and `{ $told_if_any }`
# begin with a blank, or are empty.
# Names, places and what people typed come escaped.

## Parts of sentences

the_child = the child
the_parent = the parent
the_neighbor = the neighbor
took = { $neighbor } took this at { $time }
quoted = "{ $typed }"
a_moderator = a moderator

## Times

time_am = { $hour }:{ $minute } AM
time_pm = { $hour }:{ $minute } PM
time_at_night = { $hour }:{ $minute } AM
time_in_the_morning = { $hour }:{ $minute } AM
time_at_noon = { $hour }:{ $minute } PM
time_today = { $time } today
time_on_day = { $day } { $time }
time_in_zone = { $time } { $zone }
# As "las 15:15" and "la 1:15" in Spanish.
hour = { $time }
hour_one = { $time }
by = by { $hour }
by_today = by { $hour } today
by_on_day = by { $day } { $hour }
day = { $day ->
    [mon] Mon
    [tue] Tue
    [wed] Wed
    [thu] Thu
    [fri] Fri
    [sat] Sat
   *[sun] Sun
}
day_in_sentence = { $day ->
    [mon] Mon
    [tue] Tue
    [wed] Wed
    [thu] Thu
    [fri] Fri
    [sat] Sat
   *[sun] Sun
}
be_there_now = Now (asked { $distance })
understood = Time: { $time } ({ $clock }).
understood_by_clock = Time: { $clock }.
understood_now = Time: NOW.

## How an alert ended, as the rest of a sentence: without a capital letter and a full stop

ended_done = { $child } is safe
ended_cancelled = help is no longer needed
ended_expired = the time has passed
ended_missed = it arrived after the time
ended_withdrawn = it was not sent, and { $parent } was told to phone someone
ended_not_shown = it could not be posted

## The names of fields

field_by = Be there by
field_place = Where
field_child = Child
field_parent = Parent
field_says = { $parent } says

## Buttons, by the names of their actions. 20 characters at most

button_claim = I've got it
button_with_child = Child is with me
button_done = Done, all safe
button_released = I can't make it
button_standby = I can be backup
button_hand_over = Hand over
button_take_over = I take it over
button_thanks = Say thanks
button_details = Details
button_change = Change
button_cancelled = No longer needed
button_confirmed = I'm still going
button_ask_again = Ask the others again
# The answers to private questions.
button_done_yes = Yes, all safe
button_cancelled_yes = Yes, stop it
button_released_yes = Yes, I can't make it
button_claim_anyway = Yes, both
button_keep = No, keep it
button_done_keep = Not yet
button_released_keep = I'm still going
button_ask_again_yes = Yes, ask the others
button_claim_keep = No
button_same_child = Yes, don't send
button_another_child = No, another child
button_fix_and_send = Fix and send
# Links. The name is cut so that it fits.
button_open_card = Open the card
write_to = Write to { $person }

## The card: the line above it, which a phone shows

card_call = { $question } { $parent } needs help.
card_question = Who can meet { $child } { $by } at { $place }?
card_question_now = Who can meet { $child } NOW at { $place }?
card_taken = { $neighbor } will meet { $child } at { $place }. No one else needs to go.
card_with_child = { $neighbor } is with { $child }. No one else needs to go.
card_done = { $child } is safe. Thank you, { $neighbor }!
card_cancelled = No longer needed: { $parent }'s alert for { $child } has ended.
card_expired = No one came forward for { $child }{ $by_if_any }.
card_expired_taken = The time has passed: { $parent }'s alert for { $child } has ended.
card_too_late = Arrived too late: { $parent } asked for help with { $child }{ $by_if_any }. Please check with { $parent }.
card_withdrawn = Not sent: { $parent } was told to phone someone for { $child }.
card_not_shown = Not posted: { $parent } was told to phone someone for { $child }.
card_ended = This alert has ended.
# The time has passed, and nobody has it.
card_past_time = Who can meet { $child } NOW at { $place }? No one came forward { $by }.
# With private details: the child's initial, and the area or nothing.
card_private = Who can meet { $child } { $by } near { $area }? Open the card.
card_private_now = Who can meet { $child } NOW near { $area }? Open the card.
card_private_nowhere = Who can meet { $child } { $by }? Open the card.
card_private_nowhere_now = Who can meet { $child } NOW? Open the card.
card_private_taken = { $neighbor } will meet { $child }. No one else needs to go.

## The card: its title

title_open = No one yet: { $child } needs someone
title_taken = { $neighbor } will meet { $child }
title_with_child = { $neighbor } is with { $child }
title_done = { $child } is safe
title_cancelled = No longer needed
title_expired = No one came forward
title_expired_taken = The time has passed
title_too_late = Arrived too late
title_withdrawn = Not sent
title_not_shown = Not posted
title_ended = Ended
title_past_time = No one came forward { $by }

## The card: what to do, or who did it

status_open = If you can be there, press **{ $button }**. The first press counts.
status_taken = { $took }.
status_over = Ended at { $time }.
status_over_done = Ended at { $time }. { $neighbor } took care of { $child }.
status_over_taken = Ended at { $time }. { $neighbor } took this at { $taken }.
status_too_late = This reached the channel after { $time }, so no phones rang. Please ask { $parent } if help is still needed.
status_too_late_no_time = This reached the channel after the time, so no phones rang. Please ask { $parent } if help is still needed.
status_ended = This has ended: { $how }.
status_private = If you can be there, press **{ $button }**. Then you read who and where.
status_past_time = If you can still go, press **{ $button }**. The first press counts.
status_with_child = { $child } has been with { $neighbor } since { $time }.

## The card: what has happened so far, a line each

field_so_far = So far
sofar_asked = { $time } asked
sofar_claimed = { $time } { $neighbor } took it
sofar_taken_over = { $time } { $neighbor } took it over
sofar_given_back = { $time } { $neighbor } can't make it
sofar_reopened = { $time } open again
sofar_did_not_count = { $time } { $neighbor } does not have it
sofar_with_child = { $time } { $child } is with { $neighbor }
sofar_standby = { $time } { $neighbor } is backup
sofar_changed = { $time } changed
sofar_confirmed = { $time } { $neighbor } is still going
sofar_asked_again = { $time } asked again
sofar_parent_told = { $time } { $parent } was told that no one has it

## Messages that mention somebody. The mention follows

notice_has_it = { $neighbor } will meet { $child } at { $place }.
notice_has_it_somewhere = { $neighbor } will meet { $child }.
notice_gave_back = { $neighbor } can't make it. The neighbors are being asked again.
notice_did_not_count = Correction: { $neighbor } does NOT have it (the press came through too late).
notice_late = Your alert of { $time } arrived late. It IS posted now.
notice_late_no_time = Your alert arrived late. It IS posted now.
notice_nobody_rung = Your alert is posted, but the helpers' phones did not ring. Phone someone, too. (Please tell an admin.)
notice_done = { $child } is safe, says { $neighbor }.
notice_over = Your alert has ended: { $how }.
notice_you_have_it = You have it: please meet { $child }{ $by_if_any } at { $place }.
notice_you_have_it_now = You have it: please meet { $child } NOW at { $place }.
notice_you_have_it_somewhere = You have it: please look at the card.
notice_taken_from_you = A moderator opened the alert for { $child } again: you no longer have it, please don't go.
notice_yours_did_not_count = Correction: you do NOT have it, your press came through too late. If you can still go, press the button again.
notice_stand_down_cancelled = You don't need to go: { $parent } no longer needs help. Thank you!
notice_stand_down_by_moderator = You don't need to go: a moderator stopped the alert for { $child }. Thank you!
notice_removed_neighbor = The bot was removed from the server: the alert for { $child } has ended. Please ask { $parent } whether you are still needed.
notice_stand_down_not_sent = You don't need to go: this alert was not sent properly and { $parent } was told to phone someone. Not sure? Ask { $whom }.
notice_stand_down = You don't need to go: { $how }. Thank you!
notice_still_needed = Still needed: who can meet { $child } { $by } at { $place }?
notice_still_needed_now = Still needed: who can meet { $child } NOW at { $place }?
notice_cannot = { $neighbor } can't make it.
notice_look_at_the_card = Something changed for { $child }. Please look at the card.
notice_no_one_else = No one else needs to go.
# To the parent.
notice_gave_back_minutes = { $neighbor } can't make it. The neighbors are being asked again; { $minutes ->
    [one] 1 minute is left
   *[other] { $minutes } minutes are left
}.
notice_gave_back_backup = { $neighbor } can't make it. The backup, { $backup }, is being asked now.
notice_instead = { $neighbor } can't make it. { $backup } will meet { $child } instead.
notice_taken_over = { $neighbor } takes over from { $former }: { $neighbor } has the alert for { $child } now.
notice_taken_over_with_child = { $neighbor } takes over from { $former }. Until they meet, { $child } is with { $former }.
notice_reopened_by_moderator = A moderator ended { $neighbor }'s part.
notice_with_child = { $child } is with { $neighbor }.
notice_says_with_child = { $neighbor } says: "{ $child } is with me." Please check with { $neighbor }.
notice_done_unmet = { $neighbor } says that the alert for { $child } is done.
notice_done_by_moderator = A moderator closed the alert for { $child }.
notice_cancelled_by_moderator = A moderator stopped your alert for { $child }.
notice_removed = The bot was removed from the server: your alert for { $child } has ended. If { $child } still needs someone, phone them now.
notice_changed_by_moderator = A moderator changed your alert for { $child }. Please look at the card.
notice_still_going = { $neighbor } answered and is still going.
notice_nobody = NO ONE has taken { $child }'s alert yet. Phone someone now.
notice_nobody_fallback = NO ONE has taken { $child }'s alert yet. Phone someone now: { $contact }.
notice_are_asked_again = The neighbors are being asked again.
notice_open_again = The alert is open again.
notice_minutes_left = { $minutes ->
    [one] 1 minute is left.
   *[other] { $minutes } minutes are left.
}
notice_no_news = No news from { $neighbor } since { $time }. Phone { $neighbor } or the stop.
notice_no_news_card = On the card you can ask the others again.
notice_expired = No one came forward for { $child }. The alert has ended.
# To the neighbor who has it.
notice_reminder = In { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}: meet { $child } at { $place }.
notice_still_on = Is { $child } with you? { $parent } is waiting for news.
notice_changed = Changed by { $parent }: meet { $child } at **{ $place }**, **{ $by }**. Still OK?
notice_changed_no_time = Changed by { $parent }: meet { $child } at **{ $place }**. Still OK?
notice_done_by_parent = { $parent } says that { $child } is safe. Thank you!
notice_reopened_by_parent = { $parent } is asking the others for { $child }: you no longer have it, please don't go.
notice_relieved = { $neighbor } has taken over: you don't need to care for { $child } any longer. Thank you!
notice_relieved_with_child = { $neighbor } takes over: please stay with { $child } until { $neighbor } is there. Thank you!
notice_handed_over_to_you = You have it: { $child } is with { $former } now. Ask { $former } where to meet.
notice_counts_after_all = Correction: your press did come through, so you have it. { $child } is with { $former } now. If you can't take over, press **{ $button }** on the card.
# To the helpers, and to the wider group.
notice_still_needed_minutes = Still needed, { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left: who can meet { $child } at { $place }?
notice_wider = No helper has answered. Can anyone meet { $child } { $by } at { $place }?
notice_wider_now = No helper has answered. Can anyone meet { $child } NOW at { $place }?
# To the backup, and to whom the alert is offered.
notice_your_turn = Your turn: { $neighbor } can't make it. Can you meet { $child } { $by }?
notice_your_turn_now = Your turn: { $neighbor } can't make it. Can you meet { $child } NOW?
notice_offered = { $neighbor } asks you to take over { $child } at { $place }.
notice_offered_no_place = { $neighbor } asks you to take over { $child }.
notice_offer_ended = You don't need to take over: the alert for { $child } has ended. Thank you!
notice_thanked = { $parent } thanks you for looking after { $child }!
week_all = { $alerts ->
    [one] 1 alert this week, taken
   *[other] { $alerts } alerts this week, all taken
} within { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Thank you!
week_some = { $alerts } alerts this week, { $answered } of them taken. Thank you!
week_none = { $alerts ->
    [one] 1 alert this week, and nobody could take it.
   *[other] { $alerts } alerts this week, and nobody could take them.
}
phones_call = TEST, no child is waiting. Did your phone ring? Press *{ $button }*. { $role }
phones_button = I saw it
phones_over = TEST, over. No child was waiting. Thank you!
phones_result = **The phones were tested**
phones_answered = Answered: { $people }
phones_after = { $person } (after { $seconds } s)
phones_after_minutes = { $person } (after { $minutes } min)
phones_nobody = Nobody has answered.
phones_count = { $answered } of { $members } members of { $role } have answered.
phones_more = { $count } more
phones_missing = Answered an earlier test, but not this one: { $people }
phones_help = If a phone did not ring, one of three things is usual. The channel or the server is muted: in Discord, hold your finger on it and choose *Unmute*. Discord is open on a computer, so the phone stays silent: User Settings → Notifications → Push Notification Inactive Timeout → 1 minute. The phone does not let Discord notify: allow it in the phone's own settings.
# With private details, where a direct message is refused: the message says nothing of the alert.
notice_private = Something changed. Open the card.
notice_private_nobody = NO ONE has taken your alert yet. Phone someone now.
notice_private_nobody_fallback = NO ONE has taken your alert yet. Phone someone now: { $contact }.
notice_private_no_news = No news from { $neighbor }. Phone { $neighbor } or the stop.
notice_private_stand_down = You don't need to go anymore. Thank you!
notice_private_thanked = The parent whom you helped says thank you!
notice_private_yours = You have it. Press **{ $button }** on the card.

## The panel in the channel. The button: 20 characters at most

panel_text = **Do you need someone to meet your child?** Press the button. The neighbors are asked at once.
panel_ask = Ask for help

## Private answers to the parent. The first words say whether the alert was sent

reply_sent_sign = ✅ Sent
reply_sent = { reply_sent_sign }.{ $time_if_any } Keep your phone on: it will notify you when a neighbor takes it.
reply_sending = ⏳ Sending… If you still read this at { $at }, your alert was NOT sent: phone someone.{ $time_if_any }
reply_not_sent = ❌ NOT sent. Phone someone now. No neighbor has seen this and none will. You can also send a new one.
# What follows the sign ❌ is also a message that mentions the parent.
reply_no = ❌ { $sentence }
reply_not_shown = NOT shown to anyone. Phone someone now. (The bot may not post in the channel; please tell an admin.)
reply_rejected = NOT shown to anyone. Phone someone now. (The bot could not process your alert; please tell an admin.)
reply_deleted = Someone deleted your alert from the channel. If no one has contacted you, phone someone or send it again.
reply_missed = Too late. Phone someone now. Your alert reached the channel after { $time }; no one was asked.
reply_missed_no_time = Too late. Phone someone now. Your alert reached the channel after its time; no one was asked.
posted_in = in { $channel }
posted_in_the_channel = in the channel
posted_rang = ✅ Posted { $place } and the helpers' phones were notified. Yours will notify you when someone takes it.
posted_silent = ✅ Posted { $place }, but the helpers' phones did not ring. Phone someone, too. Your phone will notify you when someone takes it.
posted_unknown = ✅ Posted { $place }. Your phone will notify you when someone takes it.
posted_no_role = ✅ Posted { $place }. No phones were notified, because no helper role is set up. Your phone will notify you when someone takes it.
# For a parent who can't see the channel.
posted_unseen_rang = ✅ Posted for the helpers, and their phones were notified. Yours will notify you by direct message when someone takes it.
posted_unseen_silent = ✅ Posted for the helpers, but their phones did not ring. Phone someone, too. Your phone will notify you by direct message when someone takes it.
posted_unseen_unknown = ✅ Posted for the helpers. Your phone will notify you by direct message when someone takes it.
posted_unseen_no_role = ✅ Posted for the helpers. No phones were notified, because no helper role is set up. Your phone will notify you by direct message when someone takes it.
# With private details, where the place has no comma: the card says no place.
no_area = Neighbors can't see where it is, because your place names no area.
no_area_change = Press **{ $button }** on the card and write the area first: `Oak Street, at the yellow house`
no_area_next_time = Next time write the area first: `Oak Street, at the yellow house`
reply_limit = ❌ NOT sent. That was { $count ->
    [one] 1 alert
   *[other] { $count } alerts
} in an hour. Phone someone, or try again at { $time }.
reply_another_open = ⚠️ You have another open alert for { $child }.
reply_same_child = ⏳ NOT sent yet. { $parent } already asked for a { $child } at this stop ({ $time }). The same child?
reply_same_child_no_time = ⏳ NOT sent yet. { $parent } already asked for a { $child } at this stop. The same child?
reply_same_child_private = ⏳ NOT sent yet. Someone already asked for a { $child } at this stop. The same child?
reply_not_sent_same_child = ❌ NOT sent: it is the same child. { $parent }'s alert is enough.
reply_not_sent_same_child_private = ❌ NOT sent: it is the same child. The other alert is enough.
reply_question_gone = ❌ NOT sent. The bot was restarted and no longer has your alert. Please type `/needhelp` again.
# After the claim: to forward to the child.
parent_for_the_child = For { $child }'s phone: "{ $neighbor } will meet you. Ask for the password: { $password }."

## Private answers to a press

press_sending = ⏳ Sending… If you still read this at { $at }, your press did NOT go through.
press_sending_other = ⏳ Sending… If you still read this at { $at }, look at the card. Press again if it does not show your press.
press_checking = ⏳ One moment: checking if you are the first…
press_not_sent = ❌ That did not go through: you do NOT have it. Press again, or write to { $parent }.
press_of_no_alert = ❌ You do NOT have it: the bot no longer knows this alert. If you can help, write to the parent.
press_you_have_it = ✅ You have it. Please be at { $place }{ $by_if_any }.{ $told_if_any }
press_you_have_it_now = ✅ You have it. Please be at { $place } now.{ $told_if_any }
press_you_have_it_with = ✅ You have it. { $child } is with { $former } now. Ask { $former } where to meet.{ $told_if_any }
press_parent_is_told = { $parent } is being told now.
press_you_have_it_somewhere = ✅ You have it. Please look at the card.
press_saved = ✅ Saved. The card shows it.
press_early = You do NOT have it yet: the bot doesn't know this alert. If the alert arrives, your press counts.
press_late = ❌ Your press arrived too late: you do NOT have it. If you can be there, press the button again.
press_late_other = Not saved: your press arrived too late. Press again if the card does not show it.
press_one_moment = ⏳ One moment: checking your press…
press_kept = OK. Nothing was changed.
press_not_confirmed = Not confirmed. The card shows what counts; press again if it does not show it.
press_early_other = The bot doesn't know this alert yet. Your press counts as soon as it does.
press_with_child = ✅ Saved. { $parent } is being told that { $child } is with you. When { $child } is home or with family, press **{ $button }**.
press_passed_on = ✅ { $parent } is being told what you say.
press_done = ✅ Thank you! { $parent } is being told that { $child } is safe.
press_done_by_another = ✅ Closed. { $neighbor } is being told.
press_released = ✅ You no longer have it. The neighbors and { $parent } are being told.
press_released_open = ✅ You no longer have it. The alert is open again, and { $parent } is being told.
press_released_by_another = ✅ The neighbors are being asked again. { $neighbor } is being told not to go.
press_released_by_another_open = ✅ The alert is open again. { $neighbor } is being told not to go.
press_standby = ✅ You are backup. Your phone will notify you only if { $neighbor } can't make it.
press_thanked = ✅ Your thanks are on their way.
press_cancelled = ✅ Stopped. { $neighbor } is being told not to go.
press_cancelled_open = ✅ Stopped.
press_changed = ✅ Changed. The card shows it.
press_changed_asks = ✅ Changed. { $neighbor } is being asked if that still works.
press_confirmed = ✅ Saved. { $parent } is being told that you are going.
press_offered = ✅ { $to } is being asked. Until they accept, you stay responsible.
details = { $child } · { $place }{ $by_if_any }.
details_password = Password: **{ $password }**. Say it first; { $child } knows it from { $parent }.

## Questions, which only one person sees

ask_cancelled = Stop this alert? { $neighbor } will be told not to go.
ask_cancelled_open = Stop this alert?
ask_cancelled_unknown = Stop this alert? Whoever took it will be told not to go.
ask_released = Give it back? The neighbors and { $parent } will be told at once.
ask_released_for = Ask the others again? { $neighbor } will be told not to go.
ask_done = Is { $child } at home or with family now?
ask_hand_over = Who takes over? They have to accept first; until then you stay responsible.
ask_hand_over_menu = Choose a person
ask_both = You already have { $other } ({ $other_time }). Take { $child } ({ $time }), too?
ask_both_no_time = You already have { $other }. Take { $child }, too?

## Forms. 45 characters at most

form_change = Change the alert
form_ask = Ask for help
form_child = Child's first name
form_place = Where
form_when = Be there by
form_when_now = { $time }. Leave this empty to keep it
form_message = Anything else

## Why a press changed nothing

refused_own = This is your own alert, so a neighbor has to take it.
refused_taken = Thank you! { $took }, so you don't need to go.
refused_yours = You already have this one (since { $time }).
refused_over = This has ended: { $how }. Thank you!
refused_not_claimed = No one has taken this yet.
refused_not_yours = Only { $neighbor } can do that: { $took }.
refused_not_the_parent = Only { $parent } or a moderator can do that.
refused_never_raised = The bot doesn't know this alert. Nothing was changed.
refused_not_a_helper = Only people with the role { $role } can take alerts. An admin can give it to you.
refused_foreign = This button belongs to another bot. Nothing was changed.
refused_damaged = This button doesn't work anymore. Nothing was changed. If you can help, write to the parent.
refused_later = The bot is being updated. Nothing was changed. Please try again in a minute.
refused_outside = Please press this in your neighborhood's channel. Nothing was changed.
refused_another_server = This bot serves another server. Nothing was changed.
refused_alert_elsewhere = This alert belongs to another server. Nothing was changed.
refused_starting = The bot has just started. Nothing was changed. Please try again in a minute.
refused_unknown = The bot doesn't know this. Nothing was sent. To ask for help, type `/needhelp`.
went_wrong = ⚠️ Something went wrong. If your alert is not in the channel within a minute, it was NOT sent: phone someone.
refused_changed = This has changed meanwhile. Please look at the card.
refused_with_neighbor = { $child } is with { $neighbor }: ask { $neighbor } to hand over, or press **{ $button }** when { $child } is home.
refused_with_you = { $child } is with you: press **{ $button }**, or write to { $parent }.
refused_not_allowed = You can't take this alert.
refused_too_often = You have taken this alert twice already, so someone else has to take it now.
refused_only_the_parent = Only { $parent } can do that.
refused_not_done = You can say thanks when it is done.
refused_thanked = You have said thanks already.
refused_too_many = This alert has had too many presses. Nothing was changed. Please write to { $parent }.
refused_no_backup_needed = A backup is not needed anymore.
refused_no_backup_open = No one has taken this yet. Press **{ $button }** if you can be there.
refused_backup_twice = You are already backup.
refused_has_backup = Thank you! There is a backup already.
refused_not_offered = This was not offered to you. Nothing was changed.
refused_not_to_them = This person can't take over. Please choose someone else.
refused_too_far = That is more than 24 hours after the alert was sent. Nothing was changed.
refused_no_end = No one has taken this yet. To end it, press **{ $button }**.
refused_only_admins = Only admins of this server can do that.

## The list of open alerts

view_none = No open alerts.
view_own = Your alerts
view_held = You have taken
view_others = Other open alerts
view_line = { $child } · { $place }{ $by_if_any } · { $how }
view_line_private = { $child }{ $by_if_any } · { $how }
view_open = no one yet
view_taken = { $neighbor } will go
view_with_child = with { $neighbor }
view_more = { $count ->
    [one] And 1 more.
   *[other] And { $count } more.
}
view_starting = The bot has just started and doesn't know all alerts yet. Please try again in a minute.
view_behind = This may be out of date: the bot is catching up. Look at the card.

## Who may take a person's alerts

block_done = ✅ { $person } can't take your next alerts. They are not told.
block_undone = ✅ { $person } can take your next alerts again.
block_yourself = You can't take your own alerts anyway.
block_bot = That is a bot, and bots don't take alerts.
block_too_many = You have blocked { $count } people, and more is not possible. Unblock someone first.
block_not_confirmed = ⚠️ The bot can't say whether this was saved. Please try again.

forget_noted = ✅ Noted. What the history has of you is erased: names, places and messages, also those of alerts that you took. Kafka keeps its own copy until { $day } at the latest. Cards in the channel lose their names by themselves.
forget_not_confirmed = ⚠️ The bot can't say whether this was noted. Please try again.

## The panel: by when, for what this parent sent last

panel_question = When should someone meet { $child } at { $place }?
panel_message = Your message: { $message }
panel_now = Now
panel_in_10 = In 10 min
panel_in_20 = In 20 min
panel_change = Change…

## What is kept of a person, and whether statistics name them

privacy_named = Statistics may show your name.
privacy_unnamed = Statistics never show your name.
privacy_hide = Don't show my name
privacy_show = Show my name
privacy_kept = **What the bot keeps of you:** your name, what you typed for alerts, and what you pressed.
privacy_channel = In the channel: names and places go away { $hours } hours after the end of an alert.
privacy_kafka = In Kafka: { $days } days at most.
privacy_history = In the history: { $days } days. Counts stay, without names.
privacy_no_history = There is no history here.
privacy_until_changed = Whom you block, and this choice: until you change it.
privacy_forget = `/needhelp-me forget` erases what the history has of you.
privacy_not_confirmed = ⚠️ The bot can't say whether this was saved. Please try again.

## Whether everything works, for admins

health_title = **How the bot is doing**
health_parts_work = ✅ These parts work: { $parts }.
health_part_wrong = ❌ { $part }: { $problem }
health_behind = ⚠️ This part of the bot has not read all alerts yet.
finding_wrong = ❌ Wrong: { $problem }
finding_warn = ⚠️ Please note: { $problem }
finding_fix = To fix it: { $fix }
findings_none = ✅ Everything that the bot needs is there.
findings_more = And { $count } more.

## How a server is set up

setup_title = **How this server is set up**
setup_saved = ✅ Saved. **How this server is set up**
setup_not_confirmed = ⚠️ The bot can't say whether this was saved. Please look again in a moment. **How this server was set up**
setup_not_read = ⚠️ The bot has not read this server's settings yet, so nothing was saved. Please try again in a minute.
setup_channel = Channel for alerts: { $channel }
setup_helpers = Helpers: { $role }
setup_moderators = Moderators: { $role }
setup_moderator_channel = Channel for moderators: { $channel }
setup_wider = Wider circle: { $role }
setup_zone = Time zone: { $zone }
setup_language = Language of the alerts: { $language }
setup_contact = Whom a parent can phone: { $contact }
setup_private = Only who takes an alert reads name and place: { $on }
setup_on = yes
setup_off = no
setup_none = not set
setup_fixed = { $value } (set by the person who runs the bot)
setup_no_helpers = ⚠️ Without a role for helpers no phone rings for a new alert, and everybody may take it.
setup_no_zone = ⚠️ Without a time zone people can type only `now` and times like `in 20 min`.
setup_how = Choose channel and roles below. Type the command again to change the rest.
setup_panel = Panel *Ask for help*: { $channel }
setup_no_panel = not posted
setup_panel_needs_channel = choose a channel first
setup_post_panel = Post the panel
setup_remove_panel = Remove the panel
setup_test_phones = Test the phones
setup_panel_posting = ⏳ The panel is being posted…
setup_panel_posted = ✅ The panel is in { $channel }.
setup_panel_removing = ⏳ The panel is being removed…
setup_panel_removed = ✅ The panel is removed.
setup_panel_not_posted = ❌ The panel is NOT posted: the bot may not write in { $channel }. Right-click the channel → Edit Channel → Permissions → the bot's role: allow *View Channel*, *Send Messages*, *Read Message History* and *Pin Messages*. Then press the button again.
setup_panel_not_confirmed = ⚠️ The bot can't say whether this worked. Please look at the channel, and press the button again if it did not.
setup_choose_channel = Channel for alerts
setup_choose_helpers = Role of the helpers: their phones ring
setup_choose_moderators = Role of the moderators
setup_choose_wider = Wider circle: rings when no helper answers
setup_wrong_zone = ❌ There is no time zone "{ $typed }". Nothing was saved. Type your city and choose a suggestion, for example `America/New_York`.
setup_wrong_contact = ❌ The contact has to be one line of 100 characters at most. Nothing was saved. For example: `School office, 555 0100`

## The drill: an alert for practice. Its words say TEST

drill_child = TEST
drill_place = TEST (no child is waiting)
drill_message = This is a TEST. No child is waiting. You can press all buttons.
drill_call = TEST, no child is waiting. Did your phone ring? Press **{ $button }**.
drill_sent = ✅ Sent. This is a TEST; no helper's phone rings.
drill_sent_ringing = ✅ Sent. This is a TEST; the helpers' phones ring.

## The test of the phones: what its admin reads, and what a helper reads who presses the button

phones_posting = ⏳ Posting the test…
phones_posted = ✅ The test is in { $channel }. In 15 minutes the moderators read who answered.
phones_silent = ⚠️ The test notified nobody: Discord did not let the bot mention { $role }. Fix: Server Settings → Roles → the helpers' role → Allow anyone to @mention this role. Then test again.
phones_no_role = ❌ No test was sent: this server has no role for helpers. Choose one with `/needhelp-admin setup`.
phones_no_channel = ❌ No test was sent: there is no channel for alerts. Choose one with `/needhelp-admin setup`.
phones_running = ❌ No test was sent: another one has not ended. The moderators read its result at { $time }.
phones_not_posted = ❌ No test was sent: the bot can't write in { $channel }. Fix: Edit Channel → Permissions → allow it View Channel and Send Messages.
phones_not_saved = ❌ No test was sent: the message service does not answer. Please try again in a minute.
phones_thanks = ✅ Thank you! If you saw it only by chance, your phone did not ring: check that this channel is not muted.
phones_press_late = This test has ended. Thank you!
phones_press_not_saved = ❌ That did not go through. Please press again.

## Why a typed command was not sent

not_sent_because = ❌ NOT sent. { $why }
copy_this = To try again, copy this:
not_changed_because = ❌ NOT changed. { $why }
you_typed = You typed:
input_empty = `{ $option }` is empty. For example: `{ $option }: { $example }`.
input_too_long = `{ $option }` is too long: { $max } characters at most.
input_unreadable = I can't read "{ $typed }" as a time. Try `now`, `3:15 pm` or `in 20 min`.
input_past = { $time } has already passed. If your child is waiting, choose `now`.
input_far = That is more than 24 hours away. Please ask again on the day before.
input_either = Is "{ $typed }" in the morning or in the afternoon? Add `am` or `pm`.
input_other_zone = "{ $typed }" is in another time zone. Type the time here ({ $zone }), or `in 20 min`.
input_no_zone = The bot does not know your time zone: an admin has to set it. Type `in 20 min` or `now`.
input_no_channel = Discord didn't say which channel this is. Please try again.
input_outside = Type `/needhelp` in your neighborhood's server, not in a direct message.
place_another_server = ❌ NOT sent. This bot serves another server. Phone someone, or ask the admin of this server.
place_starting = The bot has just started. Try again in a minute, or phone someone now.
place_voice = Type `/needhelp` in a text channel: neighbors don't read the chat of a voice channel. Or phone someone.
place_forum = Type `/needhelp` in a text channel, not in a forum. Or phone someone.
place_may_not_post = The bot may not post in this channel: it lacks { $permissions }. Type `/needhelp` in another channel, or phone someone. An admin can fix this.
list_and = { $first } and { $second }
permission_view_channel = View Channel
permission_send_messages = Send Messages
permission_embed_links = Embed Links

## The command. Names: lowercase, 32 characters at most. Descriptions: 100 at most

command_needhelp = needhelp
command_needhelp_does = Ask your neighbors to meet your child
option_child = child
option_child_is = Your child's first name, for example Jake
option_child_example = Jake
option_location = location
option_location_is = Where to meet them, for example Oak Street Bus Stop
option_location_example = Oak Street Bus Stop
option_message = message
option_message_is = Anything else, for example: meeting ran over, 10 minutes late
option_message_example = Meeting ran over, 10 minutes late
option_when = when
option_when_is = When to be there: now, 3:15 pm, 15:15 or in 20 min
option_when_example = 3:15 pm
command_me = needhelp-me
command_me_does = Open alerts, and who may take yours
command_alerts = alerts
command_alerts_does = Show the open alerts
command_block = block
command_block_does = Choose a person who can't take your alerts
command_unblock = unblock
command_unblock_does = Let a person take your alerts again
command_thanks = thanks
command_thanks_does = Show what you have done for others
command_forget = forget
command_forget_does = Erase what the history knows about you
command_privacy = privacy
command_privacy_does = What is kept of you, and whether statistics show your name
command_admin = needhelp-admin
command_admin_does = For admins of this server
command_drill = drill
command_drill_does = Send a test alert to see whether all phones ring
command_phones = phones
command_phones_does = Test whether the helpers' phones ring
command_stats = stats
command_stats_does = Show how the alerts went
command_setup = setup
command_setup_does = Set up the bot for this server
command_status = status
command_status_does = Whether everything works, and how to fix what does not
option_user = user
option_user_is = The person
option_ring = ring
option_ring_is = Ring the helpers' phones, too (default: no)
option_timezone = timezone
option_timezone_is = Time zone of the times that people type: type a city
option_language = language
option_language_is = Language of the alerts in the channel
option_contact = contact
option_contact_is = Whom a parent can phone when nobody answers ("-" for nobody)
option_private = private
option_private_is = Whether only who takes an alert reads name and place
option_moderator_channel = moderator-channel
option_moderator_channel_is = Channel in which moderators read what the bot tells them
no_message = Can someone be there? Thank you!

## Statistics, on the page and in Discord

stats_title = How alerts went
stats_alerts = Alerts
stats_answered = Answered
stats_in_time = Answered in time
stats_unanswered = Unanswered
stats_done = Child safe
stats_median = Half are taken within
stats_p90 = 9 of 10 are taken within
stats_seconds = { $seconds } s
stats_minutes = { $minutes } min { $seconds } s
stats_hours = { $hours } h { $minutes } min
stats_none = No alerts in this time.
stats_weeks = Time until an alert is taken (median)
stats_week_axis = Week (month-day of its Monday)
stats_seconds_axis = Seconds
stats_minutes_axis = Minutes
stats_map = Alerts by weekday and hour
stats_hour = Hour
stats_map_answered = Alerts, all answered
stats_map_unanswered = Some unanswered: unanswered/alerts
stats_map_neither = Alerts that are open or were stopped
stats_helpers = Who helped, by name
stats_helper = Name
stats_taken = Taken
stats_not_named = { $count } without a name
stats_last_days = The last { $days } days
stats_all = All
stats_unanswered_hours = Unanswered, by hour
stats_no_history = There is no history here, so nothing is counted. Whoever runs the bot can switch it on.
stats_unreadable = ⚠️ The history can't be read at the moment. Please try again in a minute.
thanks_none = You have not taken an alert yet.
thanks = You have taken { $claims ->
    [one] 1 alert
   *[other] { $claims } alerts
}. { $done ->
    [0] None of them has ended with "Done" yet.
    [one] 1 of them ended with the child safe.
   *[other] { $done } of them ended with the child safe.
}{ $thanked ->
    [0] {""}
    [one] {" "}1 parent has said thanks to you.
   *[other] {" "}Parents have said thanks to you { $thanked } times.
} Thank you!

## The card by which an admin tries Discord out. Nobody may take it for an alert

test_content = TEST: nobody needs help. This message is deleted in a few seconds.
test_title = TEST, not an alert
test_description = An admin is trying out the bot.
test_edited = An admin is trying out the bot. This card was edited.
test_field = Test
test_field_value = field
test_button = TEST
