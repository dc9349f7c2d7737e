//! What one person alone reads, and the names of commands.

use crate::discord::text::catalogue::messages;

messages! {
    // Private answers to the parent
    reply_sent_sign();
    reply_sent(time_if_any);
    reply_sending(at, time_if_any);
    reply_not_sent();
    reply_no(sentence);
    reply_not_shown();
    reply_rejected();
    reply_deleted();
    reply_missed(time);
    reply_missed_no_time();
    posted_in(channel);
    posted_in_the_channel();
    posted_rang(place);
    posted_silent(place);
    posted_unknown(place);
    posted_no_role(place);
    posted_unseen_rang();
    posted_unseen_silent();
    posted_unseen_unknown();
    posted_unseen_no_role();
    no_area();
    no_area_change(button);
    no_area_next_time();
    reply_limit(count, time);
    reply_another_open(child);
    reply_same_child(parent, child, time);
    reply_same_child_no_time(parent, child);
    reply_same_child_private(child);
    reply_not_sent_same_child(parent);
    reply_not_sent_same_child_private();
    reply_question_gone();
    parent_for_the_child(child, neighbor, password);

    // Private answers to a press
    press_sending(at);
    press_sending_other(at);
    press_checking();
    press_not_sent(parent);
    press_of_no_alert();
    press_you_have_it(place, by_if_any, told_if_any);
    press_you_have_it_now(place, told_if_any);
    press_parent_is_told(parent);
    press_you_have_it_with(child, former, told_if_any);
    press_you_have_it_somewhere();
    press_saved();
    press_early();
    press_late();
    press_late_other();
    press_one_moment();
    press_kept();
    press_not_confirmed();
    press_early_other();
    press_with_child(parent, child, button);
    press_passed_on(parent);
    press_done(parent, child);
    press_done_by_another(neighbor);
    press_released(parent);
    press_released_open(parent);
    press_released_by_another_open(neighbor);
    press_released_by_another(neighbor);
    press_standby(neighbor);
    press_thanked();
    press_cancelled(neighbor);
    press_cancelled_open();
    press_changed();
    press_changed_asks(neighbor);
    press_confirmed(parent);
    press_offered(to);
    details(child, place, by_if_any);
    details_password(password, child, parent);

    // Questions, which only one person sees
    ask_cancelled(neighbor);
    ask_cancelled_open();
    ask_cancelled_unknown();
    ask_released(parent);
    ask_released_for(neighbor);
    ask_done(child);
    ask_hand_over();
    ask_hand_over_menu();
    ask_both(other, other_time, child, time);
    ask_both_no_time(other, child);

    // Forms
    form_change();
    form_ask();
    form_child();
    form_place();
    form_when();
    form_when_now(time);
    form_message();

    // Why a press changed nothing
    refused_own();
    refused_taken(took);
    refused_yours(time);
    refused_over(how);
    refused_not_claimed();
    refused_not_yours(neighbor, took);
    refused_not_the_parent(parent);
    refused_never_raised();
    refused_not_a_helper(role);
    refused_foreign();
    refused_damaged();
    refused_later();
    refused_outside();
    refused_another_server();
    refused_alert_elsewhere();
    refused_starting();
    refused_unknown();
    went_wrong();
    refused_changed();
    refused_with_neighbor(child, neighbor, button);
    refused_with_you(child, button, parent);
    refused_not_allowed();
    refused_too_often();
    refused_only_the_parent(parent);
    refused_not_done();
    refused_thanked();
    refused_too_many(parent);
    refused_no_backup_needed();
    refused_no_backup_open(button);
    refused_backup_twice();
    refused_has_backup();
    refused_not_offered();
    refused_not_to_them();
    refused_too_far();
    refused_no_end(button);
    refused_only_admins();

    // The list of open alerts
    view_none();
    view_own();
    view_held();
    view_others();
    view_line(child, place, by_if_any, how);
    view_line_private(child, by_if_any, how);
    view_open();
    view_taken(neighbor);
    view_with_child(neighbor);
    view_more(count);
    view_starting();
    view_behind();

    // Who may take a person's alerts
    block_done(person);
    block_undone(person);
    block_yourself();
    block_bot();
    block_too_many(count);
    block_not_confirmed();

    // What the history has of a person
    forget_noted(day);
    forget_not_confirmed();

    // The panel: by when, for what this parent sent last
    panel_question(child, place);
    panel_message(message);
    panel_now();
    panel_in_10();
    panel_in_20();
    panel_change();

    // What is kept of a person, and whether statistics name them
    privacy_named();
    privacy_unnamed();
    privacy_hide();
    privacy_show();
    privacy_kept();
    privacy_channel(hours);
    privacy_kafka(days);
    privacy_history(days);
    privacy_no_history();
    privacy_until_changed();
    privacy_forget();
    privacy_not_confirmed();

    // Whether everything works, for admins
    health_title();
    health_parts_work(parts);
    health_part_wrong(part, problem);
    health_behind();
    finding_wrong(problem);
    finding_warn(problem);
    finding_fix(fix);
    findings_none();
    findings_more(count);

    // How a server is set up
    setup_title();
    setup_saved();
    setup_not_confirmed();
    setup_not_read();
    setup_channel(channel);
    setup_helpers(role);
    setup_moderators(role);
    setup_moderator_channel(channel);
    setup_wider(role);
    setup_zone(zone);
    setup_language(language);
    setup_contact(contact);
    setup_private(on);
    setup_on();
    setup_off();
    setup_none();
    setup_fixed(value);
    setup_no_helpers();
    setup_no_zone();
    setup_how();
    setup_panel(channel);
    setup_no_panel();
    setup_panel_needs_channel();
    setup_post_panel();
    setup_remove_panel();
    setup_test_phones();
    setup_panel_posting();
    setup_panel_posted(channel);
    setup_panel_removing();
    setup_panel_removed();
    setup_panel_not_posted(channel);
    setup_panel_not_confirmed();
    setup_choose_channel();
    setup_choose_helpers();
    setup_choose_moderators();
    setup_choose_wider();
    setup_wrong_zone(typed);
    setup_wrong_contact();

    // The drill: an alert for practice
    drill_child();
    drill_place();
    drill_message();
    drill_call(button);
    drill_sent();
    drill_sent_ringing();

    // The test of the phones: what its admin reads, and what a helper reads who presses the button
    phones_posting();
    phones_posted(channel);
    phones_silent(role);
    phones_no_role();
    phones_no_channel();
    phones_running(time);
    phones_not_posted(channel);
    phones_not_saved();
    phones_thanks();
    phones_press_late();
    phones_press_not_saved();

    // Why a typed command was not sent
    not_sent_because(why);
    copy_this();
    not_changed_because(why);
    you_typed();
    input_empty(option, example);
    input_too_long(option, max);
    input_unreadable(typed);
    input_past(time);
    input_far();
    input_either(typed);
    input_other_zone(typed, zone);
    input_no_zone();
    input_no_channel();
    input_outside();
    place_another_server();
    place_starting();
    place_voice();
    place_forum();
    place_may_not_post(permissions);
    list_and(first, second);
    permission_view_channel();
    permission_send_messages();
    permission_embed_links();

    // The command
    command_needhelp();
    command_needhelp_does();
    option_child();
    option_child_is();
    option_child_example();
    option_location();
    option_location_is();
    option_location_example();
    option_message();
    option_message_is();
    option_message_example();
    option_when();
    option_when_is();
    option_when_example();
    command_me();
    command_me_does();
    command_alerts();
    command_alerts_does();
    command_block();
    command_block_does();
    command_unblock();
    command_unblock_does();
    command_thanks();
    command_thanks_does();
    command_forget();
    command_forget_does();
    command_privacy();
    command_privacy_does();
    command_admin();
    command_admin_does();
    command_drill();
    command_drill_does();
    command_phones();
    command_phones_does();
    command_stats();
    command_stats_does();
    command_setup();
    command_setup_does();
    command_status();
    command_status_does();
    option_user();
    option_user_is();
    option_ring();
    option_ring_is();
    option_timezone();
    option_timezone_is();
    option_language();
    option_language_is();
    option_contact();
    option_contact_is();
    option_private();
    option_private_is();
    option_moderator_channel();
    option_moderator_channel_is();
    no_message();

    // Statistics, on the page and in Discord
    stats_title();
    stats_alerts();
    stats_answered();
    stats_in_time();
    stats_unanswered();
    stats_done();
    stats_median();
    stats_p90();
    stats_seconds(seconds);
    stats_minutes(minutes, seconds);
    stats_hours(hours, minutes);
    stats_none();
    stats_weeks();
    stats_week_axis();
    stats_seconds_axis();
    stats_minutes_axis();
    stats_map();
    stats_hour();
    stats_map_answered();
    stats_map_unanswered();
    stats_map_neither();
    stats_helpers();
    stats_helper();
    stats_taken();
    stats_not_named(count);
    stats_last_days(days);
    stats_all();
    stats_unanswered_hours();
    stats_no_history();
    stats_unreadable();
    thanks_none();
    thanks(claims, done, thanked);

    // The card by which an admin tries Discord out
    test_content();
    test_title();
    test_description();
    test_edited();
    test_field();
    test_field_value();
    test_button();
}
