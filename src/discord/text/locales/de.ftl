# Deutsch, mit „du“, ohne Geschlecht, wo es geht. Schlüssel und Regeln: en.ftl.
#
# Orte stehen in Klammern oder nach „Ort:“, weil niemand weiß, ob „an der“, „am“ oder „in“ davor gehört.

## Parts of sentences

the_child = das Kind
the_parent = die Familie
the_neighbor = die Person
took = { $neighbor } hat um { $time } übernommen
quoted = „{ $typed }“
a_moderator = die Moderation

## Times

time_am = { $hour }:{ $minute } Uhr
time_pm = { $hour }:{ $minute } Uhr
time_at_night = { $hour }:{ $minute } Uhr morgens
time_in_the_morning = { $hour }:{ $minute } Uhr morgens
time_at_noon = { $hour }:{ $minute } Uhr mittags
time_today = heute { $time }
time_on_day = { $day } { $time }
time_in_zone = { $time } { $zone }
hour = { $time }
hour_one = { $time }
by = bis { $hour }
by_today = bis heute { $hour }
by_on_day = bis { $day } { $hour }
day = { $day ->
    [mon] Mo
    [tue] Di
    [wed] Mi
    [thu] Do
    [fri] Fr
    [sat] Sa
   *[sun] So
}
day_in_sentence = { $day ->
    [mon] Montag
    [tue] Dienstag
    [wed] Mittwoch
    [thu] Donnerstag
    [fri] Freitag
    [sat] Samstag
   *[sun] Sonntag
}
be_there_now = Jetzt (gefragt { $distance })
understood = Zeit: { $time } ({ $clock }).
understood_by_clock = Zeit: { $clock }.
understood_now = Zeit: JETZT.

## How an alert ended, as the rest of a sentence: without a capital letter and a full stop

ended_done = { $child } ist in Sicherheit
ended_cancelled = Hilfe wird nicht mehr gebraucht
ended_expired = die Zeit ist vorbei
ended_missed = die Anfrage kam nach der Zeit an
ended_withdrawn = die Anfrage wurde nicht gesendet, und { $parent } weiß, dass jemand angerufen werden muss
ended_not_shown = die Anfrage konnte nicht angezeigt werden

## The names of fields

field_by = Bis wann
field_place = Wo
field_child = Kind
field_parent = Wer fragt
field_says = { $parent } schreibt

## Buttons, by the names of their actions. 20 characters at most

button_claim = Ich übernehme
button_with_child = Kind ist bei mir
button_done = Erledigt, alles gut
button_released = Ich kann nicht
button_standby = Ich kann einspringen
button_hand_over = Weitergeben
button_take_over = Ich löse ab
button_thanks = Danke sagen
button_details = Details
button_change = Ändern
button_cancelled = Nicht mehr nötig
button_confirmed = Ja, ich gehe hin
button_ask_again = Andere neu fragen
button_done_yes = Ja, alles gut
button_cancelled_yes = Ja, beenden
button_released_yes = Ja, ich kann nicht
button_claim_anyway = Ja, beide
button_keep = Nein, behalten
button_done_keep = Noch nicht
button_released_keep = Nein, ich gehe hin
button_ask_again_yes = Ja, andere fragen
button_claim_keep = Nein
button_same_child = Ja, nicht senden
button_another_child = Nein, anderes Kind
button_fix_and_send = Ändern und senden
button_open_card = Anfrage öffnen
write_to = { $person } schreiben

## The card: the line above it, which a phone shows

card_call = { $question } { $parent } braucht Hilfe.
card_question = Wer kann { $child } { $by } abholen? Ort: { $place }.
card_question_now = Wer kann { $child } JETZT abholen? Ort: { $place }.
card_taken = { $neighbor } holt { $child } ab ({ $place }). Sonst muss niemand hin.
card_with_child = { $neighbor } ist bei { $child }. Sonst muss niemand hin.
card_done = { $child } ist in Sicherheit. Danke, { $neighbor }!
card_cancelled = Nicht mehr nötig: Die Anfrage von { $parent } für { $child } ist beendet.
card_expired = Für { $child } hat sich{ $by_if_any } niemand gemeldet.
card_expired_taken = Die Zeit ist vorbei: Die Anfrage von { $parent } für { $child } ist beendet.
card_too_late = Zu spät angekommen: { $parent } hat um Hilfe für { $child }{ $by_if_any } gebeten. Bitte frag bei { $parent } nach.
card_withdrawn = Nicht gesendet: { $parent } weiß, dass für { $child } jemand angerufen werden muss.
card_not_shown = Nicht angezeigt: { $parent } weiß, dass für { $child } jemand angerufen werden muss.
card_ended = Diese Anfrage ist beendet.
card_past_time = Wer kann { $child } JETZT abholen? Ort: { $place }. Niemand hat sich { $by } gemeldet.
card_private = Wer kann { $child } { $by } abholen? Gegend: { $area }. Öffne die Anfrage.
card_private_now = Wer kann { $child } JETZT abholen? Gegend: { $area }. Öffne die Anfrage.
card_private_nowhere = Wer kann { $child } { $by } abholen? Öffne die Anfrage.
card_private_nowhere_now = Wer kann { $child } JETZT abholen? Öffne die Anfrage.
card_private_taken = { $neighbor } holt { $child } ab. Sonst muss niemand hin.

## The card: its title

title_open = Noch niemand: { $child } braucht jemanden
title_taken = { $neighbor } holt { $child } ab
title_with_child = { $neighbor } ist bei { $child }
title_done = { $child } ist in Sicherheit
title_cancelled = Nicht mehr nötig
title_expired = Niemand hat sich gemeldet
title_expired_taken = Die Zeit ist vorbei
title_too_late = Zu spät angekommen
title_withdrawn = Nicht gesendet
title_not_shown = Nicht angezeigt
title_ended = Beendet
title_past_time = Niemand hat sich { $by } gemeldet

## The card: what to do, or who did it

status_open = Wenn du hinkannst, drück **{ $button }**. Es zählt, wer zuerst drückt.
status_taken = { $took }.
status_over = Beendet um { $time }.
status_over_done = Beendet um { $time }. { $neighbor } hat sich um { $child } gekümmert.
status_over_taken = Beendet um { $time }. { $neighbor } hatte um { $taken } übernommen.
status_too_late = Das kam nach { $time } im Kanal an, darum hat kein Handy geklingelt. Bitte frag { $parent }, ob noch Hilfe gebraucht wird.
status_too_late_no_time = Das kam nach der Zeit im Kanal an, darum hat kein Handy geklingelt. Bitte frag { $parent }, ob noch Hilfe gebraucht wird.
status_ended = Das ist beendet: { $how }.
status_private = Wenn du hinkannst, drück **{ $button }**. Dann liest du, wer und wo.
status_past_time = Wenn du noch hinkannst, drück **{ $button }**. Es zählt, wer zuerst drückt.
status_with_child = { $child } ist seit { $time } bei { $neighbor }.

## The card: what has happened so far, a line each

field_so_far = Bisher
sofar_asked = { $time } Anfrage gesendet
sofar_claimed = { $time } { $neighbor } hat übernommen
sofar_taken_over = { $time } { $neighbor } übernimmt jetzt
sofar_given_back = { $time } { $neighbor } kann nicht
sofar_reopened = { $time } wieder offen
sofar_did_not_count = { $time } { $neighbor } hat doch nicht übernommen
sofar_with_child = { $time } { $child } ist bei { $neighbor }
sofar_standby = { $time } { $neighbor } kann einspringen
sofar_changed = { $time } Anfrage geändert
sofar_confirmed = { $time } { $neighbor } kommt weiterhin
sofar_asked_again = { $time } noch einmal gefragt
sofar_parent_told = { $time } { $parent } weiß, dass niemand kommt

## Messages that mention somebody. The mention follows

notice_has_it = { $neighbor } holt { $child } ab ({ $place }).
notice_has_it_somewhere = { $neighbor } holt { $child } ab.
notice_gave_back = { $neighbor } kann nicht kommen. Die Nachbarschaft wird noch einmal gefragt.
notice_did_not_count = Korrektur: { $neighbor } kommt NICHT (der Klick kam zu spät an).
notice_late = Deine Anfrage von { $time } kam verspätet an. Sie steht JETZT im Kanal.
notice_late_no_time = Deine Anfrage kam verspätet an. Sie steht JETZT im Kanal.
notice_nobody_rung = Deine Anfrage steht im Kanal, aber in der Nachbarschaft hat kein Handy geklingelt. Ruf auch jemanden an. (Bitte sag der Serververwaltung Bescheid.)
notice_done = { $child } ist in Sicherheit, sagt { $neighbor }.
notice_over = Deine Anfrage ist beendet: { $how }.
notice_you_have_it = Du hast übernommen: Bitte hol { $child }{ $by_if_any } ab ({ $place }).
notice_you_have_it_now = Du hast übernommen: Bitte hol { $child } JETZT ab ({ $place }).
notice_you_have_it_somewhere = Du hast übernommen: Bitte sieh dir die Anfrage an.
notice_taken_from_you = Die Moderation hat die Anfrage für { $child } wieder geöffnet: Du bist nicht mehr zuständig, bitte geh nicht hin.
notice_yours_did_not_count = Korrektur: Du hast NICHT übernommen, dein Klick kam zu spät an. Wenn du noch kannst, drück noch einmal.
notice_stand_down_cancelled = Du musst nicht hin: { $parent } braucht keine Hilfe mehr. Danke!
notice_stand_down_by_moderator = Du musst nicht hin: Die Moderation hat die Anfrage für { $child } beendet. Danke!
notice_removed_neighbor = Der Bot wurde vom Server entfernt: Die Anfrage für { $child } ist beendet. Frag bitte { $parent }, ob du noch gebraucht wirst.
notice_stand_down_not_sent = Du musst nicht hin: Diese Anfrage wurde nicht richtig gesendet, und { $parent } soll jemanden anrufen. Unsicher? Frag { $whom }.
notice_stand_down = Du musst nicht hin: { $how }. Danke!
notice_still_needed = Noch offen: Wer kann { $child } { $by } abholen? Ort: { $place }.
notice_still_needed_now = Noch offen: Wer kann { $child } JETZT abholen? Ort: { $place }.
notice_cannot = { $neighbor } kann nicht kommen.
notice_look_at_the_card = Für { $child } hat sich etwas geändert. Bitte sieh dir die Anfrage an.
notice_no_one_else = Sonst muss niemand hin.
notice_gave_back_minutes = { $neighbor } kann nicht kommen. Die Nachbarschaft wird noch einmal gefragt; es { $minutes ->
    [one] bleibt 1 Minute
   *[other] bleiben { $minutes } Minuten
}.
notice_gave_back_backup = { $neighbor } kann nicht kommen. Jetzt wird { $backup } gefragt.
notice_instead = { $neighbor } kann nicht kommen. { $backup } holt { $child } ab.
notice_taken_over = { $neighbor } löst { $former } ab und kümmert sich jetzt um { $child }.
notice_taken_over_with_child = { $neighbor } löst { $former } ab. Bis sie sich treffen, ist { $child } bei { $former }.
notice_reopened_by_moderator = Die Moderation hat entschieden, dass { $neighbor } nicht kommt.
notice_with_child = { $child } ist bei { $neighbor }.
notice_says_with_child = { $neighbor } sagt: „{ $child } ist bei mir.“ Bitte frag bei { $neighbor } nach.
notice_done_unmet = { $neighbor } sagt, dass die Anfrage für { $child } erledigt ist.
notice_done_by_moderator = Die Moderation hat die Anfrage für { $child } beendet.
notice_cancelled_by_moderator = Die Moderation hat deine Anfrage für { $child } beendet.
notice_removed = Der Bot wurde vom Server entfernt: Deine Anfrage für { $child } ist beendet. Wenn { $child } noch jemanden braucht, ruf jetzt jemanden an.
notice_changed_by_moderator = Die Moderation hat deine Anfrage für { $child } geändert. Bitte sieh sie dir an.
notice_still_going = { $neighbor } hat geantwortet und kommt.
notice_nobody = NIEMAND hat bisher für { $child } übernommen. Ruf jetzt jemanden an.
notice_nobody_fallback = NIEMAND hat bisher für { $child } übernommen. Ruf jetzt jemanden an: { $contact }.
notice_are_asked_again = Die Nachbarschaft wird noch einmal gefragt.
notice_open_again = Die Anfrage ist wieder offen.
notice_minutes_left = { $minutes ->
    [one] Es bleibt 1 Minute.
   *[other] Es bleiben { $minutes } Minuten.
}
notice_no_news = Seit { $time } nichts von { $neighbor } gehört. Ruf { $neighbor } oder am Treffpunkt an.
notice_no_news_card = Über die Anfrage kannst du die anderen neu fragen.
notice_expired = Für { $child } hat sich niemand gemeldet. Die Anfrage ist beendet.
notice_reminder = In { $minutes ->
    [one] 1 Minute
   *[other] { $minutes } Minuten
}: { $child } abholen ({ $place }).
notice_still_on = Ist { $child } bei dir? { $parent } wartet auf Nachricht.
notice_changed = Geändert von { $parent }: { $child } abholen, **{ $by }**, Ort: **{ $place }**. Geht das noch?
notice_changed_no_time = Geändert von { $parent }: { $child } abholen, Ort: **{ $place }**. Geht das noch?
notice_done_by_parent = { $parent } sagt, dass { $child } in Sicherheit ist. Danke!
notice_reopened_by_parent = { $parent } fragt die anderen für { $child }: Du bist nicht mehr zuständig, bitte geh nicht hin.
notice_relieved = { $neighbor } kümmert sich jetzt um { $child }: Du bist nicht mehr zuständig. Danke!
notice_relieved_with_child = { $neighbor } übernimmt: Bleib bitte bei { $child }, bis { $neighbor } da ist. Danke!
notice_handed_over_to_you = Du hast übernommen: { $child } ist jetzt bei { $former }. Frag { $former }, wo ihr euch trefft.
notice_counts_after_all = Korrektur: Dein Druck auf den Knopf ist doch angekommen, du hast also übernommen. { $child } ist jetzt bei { $former }. Wenn du nicht kannst, drück bei der Anfrage **{ $button }**.
notice_still_needed_minutes = Noch offen, nur noch { $minutes ->
    [one] 1 Minute
   *[other] { $minutes } Minuten
}: Wer holt { $child } ab? Ort: { $place }.
notice_wider = Kann irgendjemand { $child } { $by } abholen? Ort: { $place }. Niemand hat geantwortet.
notice_wider_now = Kann irgendjemand { $child } JETZT abholen? Ort: { $place }. Niemand hat geantwortet.
notice_your_turn = Jetzt du: { $neighbor } kann nicht. Holst du { $child } { $by } ab?
notice_your_turn_now = Jetzt du: { $neighbor } kann nicht. Holst du { $child } JETZT ab?
notice_offered = { $neighbor } bittet dich, { $child } zu übernehmen ({ $place }).
notice_offered_no_place = { $neighbor } bittet dich, { $child } zu übernehmen.
notice_offer_ended = Du musst nicht übernehmen: Die Anfrage für { $child } ist beendet. Danke!
notice_thanked = { $parent } dankt dir, dass du für { $child } da warst!
week_all = { $alerts ->
    [one] Diese Woche 1 Anfrage, übernommen
   *[other] Diese Woche { $alerts } Anfragen, alle übernommen
} innerhalb von { $minutes ->
    [one] 1 Minute
   *[other] { $minutes } Minuten
}. Danke!
week_some = Diese Woche { $alerts } Anfragen, { $answered } davon übernommen. Danke!
week_none = { $alerts ->
    [one] Diese Woche 1 Anfrage, und niemand konnte sie übernehmen.
   *[other] Diese Woche { $alerts } Anfragen, und niemand konnte sie übernehmen.
}
phones_call = TEST, kein Kind wartet. Hat dein Handy geklingelt? Drück *{ $button }*. { $role }
phones_button = Gesehen
phones_over = TEST, vorbei. Kein Kind hat gewartet. Danke!
phones_result = **Test der Handys**
phones_answered = Geantwortet haben: { $people }
phones_after = { $person } (nach { $seconds } s)
phones_after_minutes = { $person } (nach { $minutes } min)
phones_nobody = Niemand hat geantwortet.
phones_count = { $answered } von { $members } Mitgliedern von { $role } haben geantwortet.
phones_more = { $count } weitere
phones_missing = Haben bei einem früheren Test geantwortet, bei diesem nicht: { $people }
phones_help = Wenn ein Handy nicht geklingelt hat, liegt es meist an einem von drei Dingen. Der Kanal oder der Server ist stumm: in Discord den Finger darauf halten und *Stummschaltung aufheben* wählen. Discord ist an einem Computer offen, deshalb schweigt das Handy: Benutzereinstellungen → Benachrichtigungen → Inaktivitätszeit für Push-Benachrichtigungen → 1 Minute. Das Handy lässt Discord nichts melden: in den Einstellungen des Handys erlauben.
notice_private = Etwas hat sich geändert. Öffne die Anfrage.
notice_private_nobody = NIEMAND hat bisher übernommen. Ruf jetzt jemanden an.
notice_private_nobody_fallback = NIEMAND hat bisher übernommen. Ruf jetzt jemanden an: { $contact }.
notice_private_no_news = Nichts von { $neighbor } gehört. Ruf { $neighbor } oder am Treffpunkt an.
notice_private_stand_down = Du musst nicht mehr hin. Danke!
notice_private_thanked = Die Familie, der du geholfen hast, sagt danke!
notice_private_yours = Du hast übernommen. Drück bei der Anfrage **{ $button }**.

## The panel in the channel. The button: 20 characters at most

panel_text = **Brauchst du jemanden, der dein Kind abholt?** Drück den Knopf. Die Nachbarn werden sofort gefragt.
panel_ask = Um Hilfe bitten

## Private answers to the parent. The first words say whether the alert was sent

reply_sent_sign = ✅ Gesendet
reply_sent = { reply_sent_sign }.{ $time_if_any } Lass dein Handy an: Es meldet sich, wenn jemand übernimmt.
reply_sending = ⏳ Wird gesendet… Wenn du das um { $at } noch liest, wurde deine Anfrage NICHT gesendet: Ruf jemanden an.{ $time_if_any }
reply_not_sent = ❌ NICHT gesendet. Ruf jetzt jemanden an. Niemand hat das gesehen, und niemand wird es sehen. Du kannst auch eine neue Anfrage senden.
reply_no = ❌ { $sentence }
reply_not_shown = NICHT angezeigt. Ruf jetzt jemanden an. (Der Bot darf im Kanal nicht schreiben; bitte sag der Serververwaltung Bescheid.)
reply_rejected = NICHT angezeigt. Ruf jetzt jemanden an. (Der Bot konnte deine Anfrage nicht verarbeiten; bitte sag der Serververwaltung Bescheid.)
reply_deleted = Jemand hat deine Anfrage im Kanal gelöscht. Wenn sich niemand gemeldet hat, ruf jemanden an oder sende sie noch einmal.
reply_missed = Zu spät. Ruf jetzt jemanden an. Deine Anfrage kam erst nach { $time } im Kanal an; niemand wurde gefragt.
reply_missed_no_time = Zu spät. Ruf jetzt jemanden an. Deine Anfrage kam erst nach ihrer Zeit im Kanal an; niemand wurde gefragt.
posted_in = in { $channel }
posted_in_the_channel = im Kanal
posted_rang = ✅ Steht { $place }, und die Nachbarschaft wurde benachrichtigt. Dein Handy meldet sich, wenn jemand übernimmt.
posted_silent = ✅ Steht { $place }, aber in der Nachbarschaft hat kein Handy geklingelt. Ruf auch jemanden an. Dein Handy meldet sich, wenn jemand übernimmt.
posted_unknown = ✅ Steht { $place }. Dein Handy meldet sich, wenn jemand übernimmt.
posted_no_role = ✅ Steht { $place }. Kein Handy wurde benachrichtigt, weil keine Rolle dafür eingerichtet ist. Dein Handy meldet sich, wenn jemand übernimmt.
posted_unseen_rang = ✅ Steht im Kanal der Nachbarschaft, und ihre Handys wurden benachrichtigt. Deines meldet sich mit einer Direktnachricht, wenn jemand übernimmt.
posted_unseen_silent = ✅ Steht im Kanal der Nachbarschaft, aber dort hat kein Handy geklingelt. Ruf auch jemanden an. Dein Handy meldet sich mit einer Direktnachricht, wenn jemand übernimmt.
posted_unseen_unknown = ✅ Steht im Kanal der Nachbarschaft. Dein Handy meldet sich mit einer Direktnachricht, wenn jemand übernimmt.
posted_unseen_no_role = ✅ Steht im Kanal der Nachbarschaft. Kein Handy wurde benachrichtigt, weil keine Rolle dafür eingerichtet ist. Dein Handy meldet sich mit einer Direktnachricht, wenn jemand übernimmt.
no_area = Niemand sieht, wo es ist, weil dein Ort keine Gegend nennt.
no_area_change = Drück bei der Anfrage **{ $button }** und schreib zuerst die Gegend: `Oak Street, am gelben Haus`
no_area_next_time = Schreib nächstes Mal zuerst die Gegend: `Oak Street, am gelben Haus`
reply_limit = ❌ NICHT gesendet. Das { $count ->
    [one] war 1 Anfrage
   *[other] waren { $count } Anfragen
} in einer Stunde. Ruf jemanden an, oder versuch es um { $time } noch einmal.
reply_another_open = ⚠️ Du hast noch eine offene Anfrage für { $child }.
reply_same_child = ⏳ Noch NICHT gesendet. { $parent } hat hier schon für { $child } gefragt ({ $time }). Dasselbe Kind?
reply_same_child_no_time = ⏳ Noch NICHT gesendet. { $parent } hat hier schon für { $child } gefragt. Dasselbe Kind?
reply_same_child_private = ⏳ Noch NICHT gesendet. Hier wurde schon für { $child } gefragt. Dasselbe Kind?
reply_not_sent_same_child = ❌ NICHT gesendet: Es ist dasselbe Kind. Die Anfrage von { $parent } reicht.
reply_not_sent_same_child_private = ❌ NICHT gesendet: Es ist dasselbe Kind. Die andere Anfrage reicht.
reply_question_gone = ❌ NICHT gesendet. Der Bot wurde neu gestartet und hat deine Anfrage nicht mehr. Bitte gib noch einmal `/brauchehilfe` ein.
parent_for_the_child = Für { $child }, zum Weiterleiten: „{ $neighbor } holt dich ab. Frag nach dem Passwort: { $password }.“

## Private answers to a press

press_sending = ⏳ Wird gesendet… Wenn du das um { $at } noch liest, wurde es NICHT gespeichert.
press_sending_other = ⏳ Wird gesendet… Wenn du das um { $at } noch liest, sieh dir die Anfrage an. Drück noch einmal, wenn sie es nicht zeigt.
press_checking = ⏳ Einen Moment: Wir prüfen, ob du zuerst gedrückt hast…
press_not_sent = ❌ Das hat nicht geklappt: Du hast NICHT übernommen. Drück noch einmal, oder schreib an { $parent }.
press_of_no_alert = ❌ Du hast NICHT übernommen: Der Bot kennt diese Anfrage nicht mehr. Wenn du helfen kannst, schreib an die Familie.
press_you_have_it = ✅ Du hast übernommen. Bitte sei{ $by_if_any } dort: { $place }.{ $told_if_any }
press_you_have_it_now = ✅ Du hast übernommen. Bitte geh jetzt hin: { $place }.{ $told_if_any }
press_you_have_it_with = ✅ Du hast übernommen. { $child } ist jetzt bei { $former }. Frag { $former }, wo ihr euch trefft.{ $told_if_any }
press_parent_is_told = { $parent } erfährt es gerade.
press_you_have_it_somewhere = ✅ Du hast übernommen. Bitte sieh dir die Anfrage an.
press_saved = ✅ Gespeichert. Du siehst es an der Anfrage.
press_early = Du hast noch NICHT übernommen: Der Bot kennt diese Anfrage nicht. Wenn sie ankommt, zählt dein Klick.
press_late = ❌ Du hast zu spät gedrückt: Du hast NICHT übernommen. Wenn du hinkannst, drück noch einmal.
press_late_other = Nicht gespeichert: Du hast zu spät gedrückt. Drück noch einmal, wenn die Anfrage es nicht zeigt.
press_one_moment = ⏳ Einen Moment: Wir prüfen, was du gedrückt hast…
press_kept = In Ordnung. Nichts wurde geändert.
press_not_confirmed = Nicht bestätigt. Die Anfrage zeigt, wie es steht; drück noch einmal, wenn sie es nicht zeigt.
press_early_other = Der Bot kennt diese Anfrage noch nicht. Dein Klick zählt, sobald er sie kennt.
press_with_child = ✅ Gespeichert. { $parent } erfährt, dass { $child } bei dir ist. Wenn { $child } zu Hause oder bei der Familie ist, drück **{ $button }**.
press_passed_on = ✅ { $parent } erfährt, was du sagst.
press_done = ✅ Danke! { $parent } erfährt, dass { $child } in Sicherheit ist.
press_done_by_another = ✅ Beendet. { $neighbor } erfährt es.
press_released = ✅ Du bist nicht mehr zuständig. Die Nachbarschaft und { $parent } erfahren es.
press_released_open = ✅ Du bist nicht mehr zuständig. Die Anfrage ist wieder offen, und { $parent } erfährt es.
press_released_by_another = ✅ Die Nachbarschaft wird noch einmal gefragt. { $neighbor } erfährt, dass es nicht mehr nötig ist.
press_released_by_another_open = ✅ Die Anfrage ist wieder offen. { $neighbor } erfährt, dass es nicht mehr nötig ist.
press_standby = ✅ Du kannst einspringen. Dein Handy meldet sich nur, wenn { $neighbor } nicht kann.
press_thanked = ✅ Dein Dank ist unterwegs.
press_cancelled = ✅ Beendet. { $neighbor } erfährt, dass es nicht mehr nötig ist.
press_cancelled_open = ✅ Beendet.
press_changed = ✅ Geändert. Du siehst es an der Anfrage.
press_changed_asks = ✅ Geändert. { $neighbor } wird gefragt, ob das noch geht.
press_confirmed = ✅ Gespeichert. { $parent } erfährt, dass du kommst.
press_offered = ✅ { $to } wird gefragt. Bis zur Zusage bleibst du zuständig.
details = { $child } · { $place }{ $by_if_any }.
details_password = Passwort: **{ $password }**. Sag es zuerst; { $child } kennt es von { $parent }.

## Questions, which only one person sees

ask_cancelled = Diese Anfrage beenden? { $neighbor } erfährt, dass es nicht mehr nötig ist.
ask_cancelled_open = Diese Anfrage beenden?
ask_cancelled_unknown = Diese Anfrage beenden? Wer sie übernommen hat, erfährt es.
ask_released = Kannst du nicht? Die Nachbarschaft und { $parent } erfahren es sofort.
ask_released_for = Andere neu fragen? { $neighbor } erfährt, dass es nicht mehr nötig ist.
ask_done = Ist { $child } jetzt zu Hause oder bei der Familie?
ask_hand_over = Wer übernimmt? Die Person muss erst zusagen; bis dahin bleibst du zuständig.
ask_hand_over_menu = Person auswählen
ask_both = Du hast schon { $other } ({ $other_time }). Auch { $child } ({ $time }) übernehmen?
ask_both_no_time = Du hast schon { $other }. Auch { $child } übernehmen?

## Forms. 45 characters at most

form_change = Anfrage ändern
form_ask = Um Hilfe bitten
form_child = Vorname des Kindes
form_place = Wo
form_when = Bis wann
form_when_now = { $time }. Leer lassen, wenn es so bleibt
form_message = Was sonst wichtig ist

## Why a press changed nothing

refused_own = Das ist deine eigene Anfrage, darum muss jemand anders übernehmen.
refused_taken = Danke! { $took }, darum musst du nicht hin.
refused_yours = Du hast schon übernommen (um { $time }).
refused_over = Das ist beendet: { $how }. Danke!
refused_not_claimed = Noch hat niemand übernommen.
refused_not_yours = Das kann nur { $neighbor }: { $took }.
refused_not_the_parent = Das kann nur { $parent } oder die Moderation.
refused_never_raised = Der Bot kennt diese Anfrage nicht. Nichts wurde geändert.
refused_not_a_helper = Nur wer die Rolle { $role } hat, kann übernehmen. Die Serververwaltung kann sie dir geben.
refused_foreign = Dieser Knopf gehört zu einem anderen Bot. Nichts wurde geändert.
refused_damaged = Dieser Knopf geht nicht mehr. Nichts wurde geändert. Wenn du helfen kannst, schreib an die Familie.
refused_later = Der Bot wird gerade aktualisiert. Nichts wurde geändert. Bitte versuch es in einer Minute noch einmal.
refused_outside = Bitte drück das im Kanal deiner Nachbarschaft. Nichts wurde geändert.
refused_another_server = Dieser Bot gehört zu einem anderen Server. Nichts wurde geändert.
refused_alert_elsewhere = Diese Anfrage gehört zu einem anderen Server. Nichts wurde geändert.
refused_starting = Der Bot ist gerade erst gestartet. Nichts wurde geändert. Bitte versuch es in einer Minute noch einmal.
refused_unknown = Das kennt der Bot nicht. Nichts wurde gesendet. Um Hilfe zu holen, tipp `/brauchehilfe`.
went_wrong = ⚠️ Etwas ist schiefgegangen. Steht deine Anfrage nicht in einer Minute im Kanal, wurde sie NICHT gesendet: Ruf jemanden an.
refused_changed = Das hat sich inzwischen geändert. Bitte sieh dir die Anfrage an.
refused_with_neighbor = { $child } ist bei { $neighbor }: Bitte { $neighbor } um Ablösung, oder drück **{ $button }**, wenn { $child } zu Hause ist.
refused_with_you = { $child } ist bei dir: Drück **{ $button }**, oder schreib an { $parent }.
refused_not_allowed = Du kannst diese Anfrage nicht übernehmen.
refused_too_often = Du hast diese Anfrage schon zweimal übernommen, jetzt muss jemand anders übernehmen.
refused_only_the_parent = Das kann nur { $parent }.
refused_not_done = Du kannst dich bedanken, wenn alles erledigt ist.
refused_thanked = Du hast dich schon bedankt.
refused_too_many = Bei dieser Anfrage wurde zu oft gedrückt. Nichts wurde geändert. Bitte schreib an { $parent }.
refused_no_backup_needed = Niemand muss mehr einspringen.
refused_no_backup_open = Noch hat niemand übernommen. Drück **{ $button }**, wenn du hinkannst.
refused_backup_twice = Du springst schon ein, wenn es nötig ist.
refused_has_backup = Danke! Es kann schon jemand einspringen.
refused_not_offered = Du wurdest nicht gefragt. Nichts wurde geändert.
refused_not_to_them = Diese Person kann nicht übernehmen. Bitte wähl jemand anders.
refused_too_far = Das ist mehr als 24 Stunden nach dem Senden der Anfrage. Nichts wurde geändert.
refused_no_end = Noch hat niemand übernommen. Um die Anfrage zu beenden, drück **{ $button }**.
refused_only_admins = Das kann nur die Serververwaltung.

## The list of open alerts

view_none = Keine offenen Anfragen.
view_own = Deine Anfragen
view_held = Du hast übernommen
view_others = Andere offene Anfragen
view_line = { $child } · { $place }{ $by_if_any } · { $how }
view_line_private = { $child }{ $by_if_any } · { $how }
view_open = noch niemand
view_taken = { $neighbor } übernimmt
view_with_child = bei { $neighbor }
view_more = { $count ->
    [one] Und 1 weitere.
   *[other] Und { $count } weitere.
}
view_starting = Der Bot ist gerade erst gestartet und kennt noch nicht alle Anfragen. Bitte versuch es in einer Minute noch einmal.
view_behind = Das ist vielleicht veraltet: Der Bot holt gerade auf. Sieh dir die Anfrage an.

## Who may take a person's alerts

block_done = ✅ { $person } kann deine nächsten Anfragen nicht übernehmen. Das erfährt niemand.
block_undone = ✅ { $person } kann deine nächsten Anfragen wieder übernehmen.
block_yourself = Deine eigenen Anfragen kannst du ohnehin nicht übernehmen.
block_bot = Das ist ein Bot, und Bots übernehmen keine Anfragen.
block_too_many = Du hast { $count } Personen gesperrt, mehr geht nicht. Hebe erst eine Sperre auf.
block_not_confirmed = ⚠️ Der Bot kann nicht sagen, ob das gespeichert wurde. Bitte versuch es noch einmal.

forget_noted = ✅ Vorgemerkt. Was der Verlauf über dich hat, wird gelöscht: Namen, Orte und Nachrichten, auch die der Anfragen, die du übernommen hast. Kafka behält seine eigene Kopie längstens bis { $day }. Die Karten im Kanal verlieren ihre Namen von selbst.
forget_not_confirmed = ⚠️ Der Bot kann nicht sagen, ob das vorgemerkt wurde. Bitte versuch es noch einmal.

## The panel: by when, for what this parent sent last

panel_question = Wann soll jemand { $child } abholen? Ort: { $place }
panel_message = Deine Nachricht: { $message }
panel_now = Jetzt
panel_in_10 = In 10 min
panel_in_20 = In 20 min
panel_change = Ändern…

## What is kept of a person, and whether statistics name them

privacy_named = Statistiken dürfen deinen Namen zeigen.
privacy_unnamed = Statistiken zeigen deinen Namen nie.
privacy_hide = Namen nicht zeigen
privacy_show = Namen zeigen
privacy_kept = **Was der Bot von dir aufhebt:** deinen Namen, was du für Anfragen eingegeben und was du gedrückt hast.
privacy_channel = Im Kanal: Namen und Orte verschwinden { $hours } Stunden nach dem Ende einer Anfrage.
privacy_kafka = In Kafka: höchstens { $days } Tage.
privacy_history = Im Verlauf: { $days } Tage. Zahlen bleiben, ohne Namen.
privacy_no_history = Hier gibt es keinen Verlauf.
privacy_until_changed = Wen du blockierst, und diese Wahl: bis du es änderst.
privacy_forget = `/needhelp-me forget` löscht, was der Verlauf von dir hat.
privacy_not_confirmed = ⚠️ Der Bot weiß nicht, ob das gespeichert wurde. Bitte versuche es noch einmal.

## Whether everything works, for admins

health_title = **Wie es dem Bot geht**
health_parts_work = ✅ Diese Teile funktionieren: { $parts }.
health_part_wrong = ❌ { $part }: { $problem }
health_behind = ⚠️ Dieser Teil des Bots hat noch nicht alle Anfragen gelesen.
finding_wrong = ❌ Falsch: { $problem }
finding_warn = ⚠️ Hinweis: { $problem }
finding_fix = So geht es: { $fix }
findings_none = ✅ Alles, was der Bot braucht, ist da.
findings_more = Und { $count } weitere.

## Wie ein Server eingerichtet ist

setup_title = **So ist dieser Server eingerichtet**
setup_saved = ✅ Gespeichert. **So ist dieser Server eingerichtet**
setup_not_confirmed = ⚠️ Der Bot weiß nicht, ob das gespeichert wurde. Bitte sieh gleich noch einmal nach. **So war dieser Server eingerichtet**
setup_not_read = ⚠️ Der Bot hat die Einstellungen dieses Servers noch nicht gelesen, darum wurde nichts gespeichert. Bitte versuche es in einer Minute noch einmal.
setup_channel = Kanal für Anfragen: { $channel }
setup_helpers = Helfer: { $role }
setup_moderators = Moderatoren: { $role }
setup_moderator_channel = Kanal der Moderation: { $channel }
setup_wider = Weiterer Kreis: { $role }
setup_zone = Zeitzone: { $zone }
setup_language = Sprache der Anfragen: { $language }
setup_contact = Wen Eltern anrufen können: { $contact }
setup_private = Nur wer übernimmt, liest Namen und Ort: { $on }
setup_on = ja
setup_off = nein
setup_none = nicht gesetzt
setup_fixed = { $value } (festgelegt von der Person, die den Bot betreibt)
setup_no_helpers = ⚠️ Ohne eine Rolle für Helfer klingelt bei einer neuen Anfrage kein Handy, und alle können sie übernehmen.
setup_no_zone = ⚠️ Ohne Zeitzone kann man nur `jetzt` und Angaben wie `in 20 min` eingeben.
setup_how = Wähle unten Kanal und Rollen. Gib den Befehl noch einmal ein, um das Übrige zu ändern.
setup_panel = Aushang *Um Hilfe bitten*: { $channel }
setup_no_panel = nicht angeheftet
setup_panel_needs_channel = wähle zuerst einen Kanal
setup_post_panel = Aushang anheften
setup_remove_panel = Aushang entfernen
setup_test_phones = Handys testen
setup_panel_posting = ⏳ Der Aushang wird angeheftet…
setup_panel_posted = ✅ Der Aushang ist in { $channel }.
setup_panel_removing = ⏳ Der Aushang wird entfernt…
setup_panel_removed = ✅ Der Aushang ist entfernt.
setup_panel_not_posted = ❌ Der Aushang ist NICHT angeheftet: Der Bot darf in { $channel } nicht schreiben. Rechtsklick auf den Kanal → Kanal bearbeiten → Berechtigungen → Rolle des Bots: erlaube *Kanal ansehen*, *Nachrichten senden*, *Nachrichtenverlauf anzeigen* und *Nachrichten anpinnen*. Drück dann den Knopf noch einmal.
setup_panel_not_confirmed = ⚠️ Der Bot weiß nicht, ob das geklappt hat. Bitte sieh im Kanal nach, und drück den Knopf noch einmal, wenn nicht.
setup_choose_channel = Kanal für Anfragen
setup_choose_helpers = Rolle der Helfer: ihre Handys klingeln
setup_choose_moderators = Rolle der Moderatoren
setup_choose_wider = Weiterer Kreis: klingelt, wenn niemand antwortet
setup_wrong_zone = ❌ Es gibt keine Zeitzone „{ $typed }“. Nichts wurde gespeichert. Gib deine Stadt ein und wähle einen Vorschlag, zum Beispiel `Europe/Berlin`.
setup_wrong_contact = ❌ Der Kontakt muss eine Zeile mit höchstens 100 Zeichen sein. Nichts wurde gespeichert. Zum Beispiel: `Schulbüro, 555 0100`

## The drill: an alert for practice. Its words say TEST

drill_child = TEST
drill_place = TEST (kein Kind wartet)
drill_message = Das ist ein TEST. Kein Kind wartet. Du kannst alle Knöpfe drücken.
drill_call = TEST, kein Kind wartet. Hat dein Handy geklingelt? Drück **{ $button }**.
drill_sent = ✅ Gesendet. Das ist ein TEST; bei der Nachbarschaft klingelt kein Handy.
drill_sent_ringing = ✅ Gesendet. Das ist ein TEST; die Handys der Nachbarschaft klingeln.

## The test of the phones: what its admin reads, and what a helper reads who presses the button

phones_posting = ⏳ Der Test wird gesendet…
phones_posted = ✅ Der Test steht in { $channel }. In 15 Minuten liest die Moderation, wer geantwortet hat.
phones_silent = ⚠️ Der Test hat kein Handy erreicht: Discord ließ den Bot { $role } nicht erwähnen. Abhilfe: Servereinstellungen → Rollen → die Rolle der Nachbarschaft → Jedem erlauben, diese Rolle zu erwähnen. Danach noch einmal testen.
phones_no_role = ❌ Kein Test gesendet: Dieser Server hat keine Rolle für die Nachbarschaft. Wähle sie mit `/needhelp-admin setup`.
phones_no_channel = ❌ Kein Test gesendet: Es gibt keinen Kanal für die Anfragen. Wähle ihn mit `/needhelp-admin setup`.
phones_running = ❌ Kein Test gesendet: Ein anderer läuft noch. Die Moderation liest sein Ergebnis um { $time }.
phones_not_posted = ❌ Kein Test gesendet: Der Bot kann in { $channel } nicht schreiben. Abhilfe: Kanal bearbeiten → Berechtigungen → erlaube ihm Kanal ansehen und Nachrichten senden.
phones_not_saved = ❌ Kein Test gesendet: Der Nachrichtendienst antwortet nicht. Versuch es in einer Minute noch einmal.
phones_thanks = ✅ Danke! Wenn du es nur zufällig gesehen hast, hat dein Handy nicht geklingelt: Prüf, ob dieser Kanal stumm ist.
phones_press_late = Dieser Test ist vorbei. Danke!
phones_press_not_saved = ❌ Das ist nicht angekommen. Bitte drück noch einmal.

## Why a typed command was not sent

not_sent_because = ❌ NICHT gesendet. { $why }
copy_this = Kopier das, um es noch einmal zu versuchen:
not_changed_because = ❌ NICHT geändert. { $why }
you_typed = Du hast geschrieben:
input_empty = `{ $option }` ist leer. Zum Beispiel: `{ $option }: { $example }`.
input_too_long = `{ $option }` ist zu lang: höchstens { $max } Zeichen.
input_unreadable = Ich verstehe „{ $typed }“ nicht als Zeit. Versuch `jetzt`, `15:15` oder `in 20 min`.
input_past = { $time } ist schon vorbei. Wenn dein Kind wartet, nimm `jetzt`.
input_far = Das ist in mehr als 24 Stunden. Bitte frag am Tag davor noch einmal.
input_either = Ist „{ $typed }“ am Vormittag oder am Nachmittag? Schreib `morgens` oder `nachmittags` dazu.
input_other_zone = „{ $typed }“ ist in einer anderen Zeitzone. Schreib die Zeit von hier ({ $zone }) oder `in 20 min`.
input_no_zone = Der Bot kennt deine Zeitzone nicht: Die Serververwaltung muss sie einstellen. Schreib `in 20 min` oder `jetzt`.
input_no_channel = Discord hat nicht gesagt, welcher Kanal das ist. Bitte versuch es noch einmal.
input_outside = Tipp `/brauchehilfe` auf dem Server deiner Nachbarschaft, nicht in einer Direktnachricht.
place_another_server = ❌ NICHT gesendet. Dieser Bot gehört zu einem anderen Server. Ruf jemanden an, oder frag die Serververwaltung hier.
place_starting = Der Bot ist gerade erst gestartet. Versuch es in einer Minute noch einmal, oder ruf jetzt jemanden an.
place_voice = Tipp `/brauchehilfe` in einem Textkanal: Den Chat eines Sprachkanals liest niemand. Oder ruf jemanden an.
place_forum = Tipp `/brauchehilfe` in einem Textkanal, nicht in einem Forum. Oder ruf jemanden an.
place_may_not_post = Der Bot darf in diesem Kanal nicht schreiben: Ihm fehlt { $permissions }. Tipp `/brauchehilfe` in einem anderen Kanal, oder ruf jemanden an. Die Serververwaltung kann das ändern.
list_and = { $first } und { $second }
permission_view_channel = Kanal ansehen
permission_send_messages = Nachrichten senden
permission_embed_links = Links einbetten

## The command. Names: lowercase, 32 characters at most. Descriptions: 100 at most

command_needhelp = brauchehilfe
command_needhelp_does = Bitte deine Nachbarschaft, dein Kind abzuholen
option_child = kind
option_child_is = Vorname deines Kindes, zum Beispiel Jake
option_child_example = Jake
option_location = ort
option_location_is = Wo man dein Kind trifft, zum Beispiel Haltestelle Oak Street
option_location_example = Haltestelle Oak Street
option_message = nachricht
option_message_is = Was sonst wichtig ist, zum Beispiel: Sitzung dauert, komme 10 Minuten später
option_message_example = Sitzung dauert länger, komme 10 Minuten später
option_when = zeit
option_when_is = Wann jemand da sein soll: jetzt, 15:15 oder in 20 min
option_when_example = 15:15
command_me = brauchehilfe-ich
command_me_does = Offene Anfragen, und wer deine übernehmen darf
command_alerts = anfragen
command_alerts_does = Zeigt die offenen Anfragen
command_block = blockieren
command_block_does = Wähl eine Person, die deine Anfragen nicht übernehmen kann
command_unblock = freigeben
command_unblock_does = Lass eine Person deine Anfragen wieder übernehmen
command_thanks = danke
command_thanks_does = Zeigt, was du für andere getan hast
command_forget = vergessen
command_forget_does = Lösche, was der Verlauf über dich weiß
command_privacy = datenschutz
command_privacy_does = Was von dir aufgehoben wird, und ob Statistiken deinen Namen zeigen
command_admin = brauchehilfe-admin
command_admin_does = Für die Verwaltung dieses Servers
command_drill = probe
command_drill_does = Sendet eine Testanfrage, um zu sehen, ob alle Handys klingeln
command_phones = handys
command_phones_does = Testet, ob die Handys der Nachbarschaft klingeln
command_stats = statistik
command_stats_does = Zeigt, wie es den Anfragen erging
command_setup = einrichten
command_setup_does = Den Bot für diesen Server einrichten
command_status = status
command_status_does = Ob alles funktioniert, und wie man das Übrige in Ordnung bringt
option_user = person
option_user_is = Die Person
option_ring = klingeln
option_ring_is = Auch die Handys der Nachbarschaft klingeln lassen (sonst: nein)
option_timezone = zeitzone
option_timezone_is = Zeitzone der Zeiten, die man eingibt: gib eine Stadt ein
option_language = sprache
option_language_is = Sprache der Anfragen im Kanal
option_contact = kontakt
option_contact_is = Wen Eltern anrufen können, wenn niemand antwortet („-“: niemanden)
option_private = privat
option_private_is = Ob nur wer übernimmt Namen und Ort liest
option_moderator_channel = kanal-der-moderation
option_moderator_channel_is = Kanal, in dem die Moderation liest, was der Bot ihr sagt
no_message = Kann jemand da sein? Danke!

## Statistics, on the page and in Discord

stats_title = Wie es den Anfragen erging
stats_alerts = Anfragen
stats_answered = Beantwortet
stats_in_time = Rechtzeitig beantwortet
stats_unanswered = Unbeantwortet
stats_done = Kind in Sicherheit
stats_median = Die Hälfte ist übernommen nach
stats_p90 = 9 von 10 sind übernommen nach
stats_seconds = { $seconds } s
stats_minutes = { $minutes } min { $seconds } s
stats_hours = { $hours } h { $minutes } min
stats_none = Keine Anfragen in dieser Zeit.
stats_weeks = Zeit bis zur Übernahme (Median)
stats_week_axis = Woche (Monat-Tag ihres Montags)
stats_seconds_axis = Sekunden
stats_minutes_axis = Minuten
stats_map = Anfragen nach Wochentag und Stunde
stats_hour = Stunde
stats_map_answered = Anfragen, alle beantwortet
stats_map_unanswered = Teils unbeantwortet: unbeantwortet/alle
stats_map_neither = Offene oder beendete Anfragen
stats_helpers = Wer geholfen hat, nach Namen
stats_helper = Name
stats_taken = Übernommen
stats_not_named = { $count } ohne Namen
stats_last_days = Die letzten { $days } Tage
stats_all = Alle
stats_unanswered_hours = Unbeantwortet, nach Stunde
stats_no_history = Hier gibt es keinen Verlauf, also wird nichts gezählt. Wer den Bot betreibt, kann ihn einschalten.
stats_unreadable = ⚠️ Der Verlauf ist gerade nicht lesbar. Bitte versuche es in einer Minute noch einmal.
thanks_none = Du hast noch keine Anfrage übernommen.
thanks = Du hast { $claims ->
    [one] 1 Anfrage
   *[other] { $claims } Anfragen
} übernommen. { $done ->
    [0] Noch keine davon ist mit „Erledigt“ beendet.
    [one] 1 davon endete mit dem Kind in Sicherheit.
   *[other] { $done } davon endeten mit dem Kind in Sicherheit.
}{ $thanked ->
    [0] {""}
    [one] {" "}1 Elternteil hat sich bei dir bedankt.
   *[other] {" "}Eltern haben sich { $thanked }-mal bei dir bedankt.
} Danke!

## The card by which an admin tries Discord out. Nobody may take it for an alert

test_content = TEST: Niemand braucht Hilfe. Diese Nachricht wird in ein paar Sekunden gelöscht.
test_title = TEST, keine Anfrage
test_description = Die Serververwaltung probiert den Bot aus.
test_edited = Die Serververwaltung probiert den Bot aus. Diese Nachricht wurde bearbeitet.
test_field = Test
test_field_value = Feld
test_button = TEST
