//! What all can read: the card, and messages that mention somebody; and what all sentences share.

use crate::discord::text::catalogue::messages;

messages! {
    // Parts of sentences
    the_child();
    the_parent();
    the_neighbor();
    took(neighbor, time);
    quoted(typed);
    a_moderator();

    // Times
    time_am(hour, minute);
    time_pm(hour, minute);
    time_at_night(hour, minute);
    time_in_the_morning(hour, minute);
    time_at_noon(hour, minute);
    time_today(time);
    time_on_day(day, time);
    time_in_zone(time, zone);
    hour(time);
    hour_one(time);
    by(hour);
    by_today(hour);
    by_on_day(day, hour);
    day(day);
    day_in_sentence(day);
    be_there_now(distance);
    understood(time, clock);
    understood_by_clock(clock);
    understood_now();

    // How an alert ended, as the rest of a sentence: without a capital letter and a full stop
    ended_done(child);
    ended_cancelled();
    ended_expired();
    ended_missed();
    ended_withdrawn(parent);
    ended_not_shown();

    // The names of fields
    field_by();
    field_place();
    field_child();
    field_parent();
    field_says(parent);

    // Buttons, by the names of their actions
    write_to(person);

    // The card: the line above it, which a phone shows
    card_call(question, parent);
    card_question(child, by, place);
    card_question_now(child, place);
    card_taken(neighbor, child, place);
    card_with_child(neighbor, child);
    card_done(child, neighbor);
    card_cancelled(parent, child);
    card_expired(child, by_if_any);
    card_expired_taken(parent, child);
    card_too_late(parent, child, by_if_any);
    card_withdrawn(parent, child);
    card_not_shown(parent, child);
    card_ended();
    card_past_time(child, place, by);
    card_private(child, by, area);
    card_private_now(child, area);
    card_private_nowhere(child, by);
    card_private_nowhere_now(child);
    card_private_taken(neighbor, child);

    // The card: its title
    title_open(child);
    title_taken(neighbor, child);
    title_with_child(neighbor, child);
    title_done(child);
    title_cancelled();
    title_expired();
    title_expired_taken();
    title_too_late();
    title_withdrawn();
    title_not_shown();
    title_ended();
    title_past_time(by);

    // The card: what to do, or who did it
    status_open(button);
    status_taken(took);
    status_over(time);
    status_over_done(time, neighbor, child);
    status_over_taken(time, neighbor, taken);
    status_too_late(time, parent);
    status_too_late_no_time(parent);
    status_ended(how);
    status_private(button);
    status_past_time(button);
    status_with_child(child, neighbor, time);

    // The card: what has happened so far, a line each
    field_so_far();
    sofar_asked(time);
    sofar_claimed(time, neighbor);
    sofar_taken_over(time, neighbor);
    sofar_given_back(time, neighbor);
    sofar_reopened(time);
    sofar_did_not_count(time, neighbor);
    sofar_with_child(time, child, neighbor);
    sofar_standby(time, neighbor);
    sofar_changed(time);
    sofar_confirmed(time, neighbor);
    sofar_asked_again(time);
    sofar_parent_told(time, parent);

    // Messages that mention somebody
    notice_has_it(neighbor, child, place);
    notice_has_it_somewhere(neighbor, child);
    notice_gave_back(neighbor);
    notice_did_not_count(neighbor);
    notice_late(time);
    notice_late_no_time();
    notice_nobody_rung();
    notice_done(child, neighbor);
    notice_over(how);
    notice_you_have_it(child, by_if_any, place);
    notice_you_have_it_now(child, place);
    notice_you_have_it_somewhere();
    notice_taken_from_you(child);
    notice_yours_did_not_count();
    notice_stand_down_cancelled(parent);
    notice_stand_down_by_moderator(child);
    notice_removed_neighbor(child, parent);
    notice_stand_down_not_sent(parent, whom);
    notice_stand_down(how);
    notice_still_needed(child, by, place);
    notice_still_needed_now(child, place);
    notice_cannot(neighbor);
    notice_look_at_the_card(child);
    notice_no_one_else();
    notice_gave_back_minutes(neighbor, minutes);
    notice_gave_back_backup(neighbor, backup);
    notice_instead(neighbor, backup, child);
    notice_taken_over(neighbor, former, child);
    notice_taken_over_with_child(neighbor, former, child);
    notice_reopened_by_moderator(neighbor);
    notice_with_child(child, neighbor);
    notice_says_with_child(neighbor, child);
    notice_done_unmet(neighbor, child);
    notice_done_by_moderator(child);
    notice_cancelled_by_moderator(child);
    notice_removed(child);
    notice_changed_by_moderator(child);
    notice_still_going(neighbor);
    notice_nobody(child);
    notice_nobody_fallback(child, contact);
    notice_are_asked_again();
    notice_open_again();
    notice_minutes_left(minutes);
    notice_no_news(neighbor, time);
    notice_no_news_card();
    notice_expired(child);
    notice_reminder(minutes, child, place);
    notice_still_on(child, parent);
    notice_changed(parent, child, place, by);
    notice_changed_no_time(parent, child, place);
    notice_done_by_parent(parent, child);
    notice_reopened_by_parent(parent, child);
    notice_relieved(neighbor, child);
    notice_relieved_with_child(neighbor, child);
    notice_handed_over_to_you(child, former);
    notice_counts_after_all(child, former, button);
    notice_still_needed_minutes(minutes, child, place);
    notice_wider(child, by, place);
    notice_wider_now(child, place);
    notice_your_turn(neighbor, child, by);
    notice_your_turn_now(neighbor, child);
    notice_offered(neighbor, child, place);
    notice_offered_no_place(neighbor, child);
    notice_offer_ended(child);
    notice_thanked(parent, child);
    week_all(alerts, minutes);
    week_some(alerts, answered);
    week_none(alerts);
    phones_call(button, role);
    phones_button();
    phones_over();
    phones_result();
    phones_answered(people);
    phones_after(person, seconds);
    phones_after_minutes(person, minutes);
    phones_nobody();
    phones_count(answered, members, role);
    phones_more(count);
    phones_missing(people);
    phones_help();
    notice_private();
    notice_private_nobody();
    notice_private_nobody_fallback(contact);
    notice_private_no_news(neighbor);
    notice_private_stand_down();
    notice_private_thanked();
    notice_private_yours(button);

    // The panel in the channel
    panel_text();
    panel_ask();
}
