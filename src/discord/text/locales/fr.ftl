# Français, avec « tu », sans genre quand c’est possible. Les clés et les règles : en.ftl.
#
# Pas de « de » ni de « que » devant un nom, ni de « à » devant un lieu : « d’Alice », « qu’Alice » et « au parc » seraient faux.
# Une espace insécable précède ? ! : ; et ».

## Parts of sentences

the_child = l’enfant
the_parent = la famille
the_neighbor = la personne
took = { $neighbor } s’en occupe depuis { $time }
quoted = « { $typed } »
a_moderator = la modération

## Times

time_am = { $hour } h { $minute }
time_pm = { $hour } h { $minute }
time_at_night = { $hour } h { $minute } du matin
time_in_the_morning = { $hour } h { $minute } du matin
time_at_noon = { $hour } h { $minute } de l’après-midi
time_today = aujourd’hui { $time }
time_on_day = { $day } { $time }
time_in_zone = { $time } { $zone }
hour = { $time }
hour_one = { $time }
by = avant { $hour }
by_today = avant { $hour } aujourd’hui
by_on_day = avant { $day } { $hour }
day = { $day ->
    [mon] lun.
    [tue] mar.
    [wed] mer.
    [thu] jeu.
    [fri] ven.
    [sat] sam.
   *[sun] dim.
}
day_in_sentence = { $day ->
    [mon] lundi
    [tue] mardi
    [wed] mercredi
    [thu] jeudi
    [fri] vendredi
    [sat] samedi
   *[sun] dimanche
}
be_there_now = Maintenant (demandé { $distance })
understood = Heure : { $time } ({ $clock }).
understood_by_clock = Heure : { $clock }.
understood_now = Heure : MAINTENANT.

## How an alert ended, as the rest of a sentence: without a capital letter and a full stop

ended_done = tout va bien pour { $child }
ended_cancelled = l’aide n’est plus nécessaire
ended_expired = l’heure est passée
ended_missed = l’alerte est arrivée après l’heure
ended_withdrawn = l’alerte n’est pas partie, et { $parent } sait qu’il faut appeler quelqu’un
ended_not_shown = l’alerte n’a pas pu être publiée

## The names of fields

field_by = Avant
field_place = Lieu
field_child = Enfant
field_parent = Qui demande
field_says = { $parent } écrit

## Buttons, by the names of their actions. 20 characters at most

button_claim = Je m’en occupe
button_with_child = Enfant avec moi
button_done = Fini, tout va bien
button_released = Je ne peux pas
button_standby = Je peux remplacer
button_hand_over = Passer le relais
button_take_over = Je prends le relais
button_thanks = Dire merci
button_details = Détails
button_change = Modifier
button_cancelled = Plus nécessaire
button_confirmed = Oui, j’y vais
button_ask_again = Demander aux autres
button_done_yes = Oui, tout va bien
button_cancelled_yes = Oui, arrêter
button_released_yes = Oui, je ne peux pas
button_claim_anyway = Oui, les deux
button_keep = Non, garder
button_done_keep = Pas encore
button_released_keep = J’y vais quand même
button_ask_again_yes = Oui, demander
button_claim_keep = Non
button_same_child = Oui, ne pas envoyer
button_another_child = Non, autre enfant
button_fix_and_send = Corriger et envoyer
button_open_card = Ouvrir l’alerte
write_to = Écrire à { $person }

## The card: the line above it, which a phone shows

card_call = { $question } { $parent } a besoin d’aide.
card_question = Qui peut aller chercher { $child } { $by } ? Lieu : { $place }.
card_question_now = Qui peut aller chercher { $child } MAINTENANT ? Lieu : { $place }.
card_taken = { $neighbor } va chercher { $child } ({ $place }). Personne d’autre n’a besoin d’y aller.
card_with_child = { $neighbor } est avec { $child }. Personne d’autre n’a besoin d’y aller.
card_done = Tout va bien pour { $child }. Merci, { $neighbor } !
card_cancelled = Plus nécessaire : l’alerte de { $parent } pour { $child } est terminée.
card_expired = Personne ne s’est proposé pour { $child }{ $by_if_any }.
card_expired_taken = L’heure est passée : l’alerte pour { $child } ({ $parent }) est terminée.
card_too_late = Arrivée trop tard : { $parent } a demandé de l’aide pour { $child }{ $by_if_any }. Demande des nouvelles à { $parent }.
card_withdrawn = Non envoyée : { $parent } sait qu’il faut appeler quelqu’un pour { $child }.
card_not_shown = Non publiée : { $parent } sait qu’il faut appeler quelqu’un pour { $child }.
card_ended = Cette alerte est terminée.
card_past_time = Qui peut aller chercher { $child } MAINTENANT ? Lieu : { $place }. Personne ne s’est proposé { $by }.
card_private = Qui peut aller chercher { $child } { $by } ? Quartier : { $area }. Ouvre l’alerte.
card_private_now = Qui peut aller chercher { $child } MAINTENANT ? Quartier : { $area }. Ouvre l’alerte.
card_private_nowhere = Qui peut aller chercher { $child } { $by } ? Ouvre l’alerte.
card_private_nowhere_now = Qui peut aller chercher { $child } MAINTENANT ? Ouvre l’alerte.
card_private_taken = { $neighbor } va chercher { $child }. Personne d’autre n’a besoin d’y aller.

## The card: its title

title_open = Encore personne pour { $child }
title_taken = { $neighbor } va chercher { $child }
title_with_child = { $neighbor } est avec { $child }
title_done = Tout va bien pour { $child }
title_cancelled = Plus nécessaire
title_expired = Personne ne s’est proposé
title_expired_taken = L’heure est passée
title_too_late = Arrivée trop tard
title_withdrawn = Non envoyée
title_not_shown = Non publiée
title_ended = Terminée
title_past_time = Personne ne s’est proposé { $by }

## The card: what to do, or who did it

status_open = Si tu peux y être, appuie sur **{ $button }**. La première réponse compte.
status_taken = { $took }.
status_over = Terminée à { $time }.
status_over_done = Terminée à { $time }. { $neighbor } a pris soin de l’enfant ({ $child }).
status_over_taken = Terminée à { $time }. { $neighbor } s’en occupait depuis { $taken }.
status_too_late = L’alerte est arrivée après { $time }, donc aucun téléphone n’a sonné. Vérifie si l’aide est encore nécessaire : écris à { $parent }.
status_too_late_no_time = L’alerte est arrivée après l’heure, donc aucun téléphone n’a sonné. Vérifie si l’aide est encore nécessaire : écris à { $parent }.
status_ended = C’est terminé : { $how }.
status_private = Si tu peux y être, appuie sur **{ $button }**. Tu liras ensuite qui et où.
status_past_time = Si tu peux encore y aller, appuie sur **{ $button }**. La première réponse compte.
status_with_child = { $child } est avec { $neighbor } depuis { $time }.

## The card: what has happened so far, a line each

field_so_far = Jusqu’ici
sofar_asked = { $time } alerte envoyée
sofar_claimed = { $time } { $neighbor } s’en occupe
sofar_taken_over = { $time } { $neighbor } a pris le relais
sofar_given_back = { $time } { $neighbor } ne peut pas venir
sofar_reopened = { $time } ouverte à nouveau
sofar_did_not_count = { $time } { $neighbor } ne s’en occupe pas
sofar_with_child = { $time } { $child } est avec { $neighbor }
sofar_standby = { $time } { $neighbor } peut remplacer
sofar_changed = { $time } alerte modifiée
sofar_confirmed = { $time } { $neighbor } y va toujours
sofar_asked_again = { $time } nouvelle demande
sofar_parent_told = { $time } { $parent } sait que personne ne vient

## Messages that mention somebody. The mention follows

notice_has_it = { $neighbor } va chercher { $child } ({ $place }).
notice_has_it_somewhere = { $neighbor } va chercher { $child }.
notice_gave_back = { $neighbor } ne peut pas venir. Le voisinage reçoit une nouvelle demande.
notice_did_not_count = Correction : { $neighbor } ne vient PAS (la réponse est arrivée trop tard).
notice_late = Ton alerte de { $time } est arrivée en retard. Elle est publiée MAINTENANT.
notice_late_no_time = Ton alerte est arrivée en retard. Elle est publiée MAINTENANT.
notice_nobody_rung = Ton alerte est publiée, mais aucun téléphone n’a sonné dans le voisinage. Appelle aussi quelqu’un. (Préviens l’administration du serveur.)
notice_done = Tout va bien pour { $child }, dit { $neighbor }.
notice_over = Ton alerte est terminée : { $how }.
notice_you_have_it = Tu t’en occupes : va chercher { $child }{ $by_if_any } ({ $place }).
notice_you_have_it_now = Tu t’en occupes : va chercher { $child } MAINTENANT ({ $place }).
notice_you_have_it_somewhere = Tu t’en occupes : regarde l’alerte.
notice_taken_from_you = La modération a rouvert l’alerte pour { $child } : tu ne t’en occupes plus, n’y va pas.
notice_yours_did_not_count = Correction : tu ne t’en occupes PAS, ta réponse est arrivée trop tard. Si tu peux encore y aller, appuie de nouveau.
notice_stand_down_cancelled = Inutile d’y aller : { $parent } n’a plus besoin d’aide. Merci !
notice_stand_down_by_moderator = Inutile d’y aller : la modération a arrêté l’alerte pour { $child }. Merci !
notice_removed_neighbor = Le bot a été retiré du serveur : l’alerte pour { $child } est terminée. Demande à { $parent } si on a encore besoin de toi.
notice_stand_down_not_sent = Inutile d’y aller : cette alerte n’est pas bien partie, et { $parent } sait qu’il faut appeler quelqu’un. Un doute ? Écris à { $whom }.
notice_stand_down = Inutile d’y aller : { $how }. Merci !
notice_still_needed = Rappel : qui va chercher { $child } { $by } ? Lieu : { $place }.
notice_still_needed_now = Rappel : qui peut aller chercher { $child } MAINTENANT ? Lieu : { $place }.
notice_cannot = { $neighbor } ne peut pas venir.
notice_look_at_the_card = Il y a du nouveau pour { $child }. Regarde l’alerte.
notice_no_one_else = Personne d’autre n’a besoin d’y aller.
notice_gave_back_minutes = { $neighbor } ne peut pas venir. Le voisinage reçoit une nouvelle demande ; il reste { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
notice_gave_back_backup = { $neighbor } ne peut pas venir. On demande maintenant à { $backup }.
notice_instead = { $neighbor } ne peut pas venir. { $backup } va chercher { $child }.
notice_taken_over = { $child } : { $neighbor } prend le relais, { $former } ne s’en occupe plus.
notice_taken_over_with_child = { $neighbor } prend le relais de { $former }. Jusqu’à leur rencontre, { $child } reste avec { $former }.
notice_reopened_by_moderator = La modération a décidé : { $neighbor } ne vient pas.
notice_with_child = { $child } est avec { $neighbor }.
notice_says_with_child = { $neighbor } dit : « { $child } est avec moi. » Demande confirmation à { $neighbor }.
notice_done_unmet = { $neighbor } dit que l’alerte pour { $child } est réglée.
notice_done_by_moderator = La modération a clos l’alerte pour { $child }.
notice_cancelled_by_moderator = La modération a arrêté ton alerte pour { $child }.
notice_removed = Le bot a été retiré du serveur : ton alerte pour { $child } est terminée. Si { $child } a encore besoin de quelqu’un, téléphone maintenant.
notice_changed_by_moderator = La modération a modifié ton alerte pour { $child }. Regarde l’alerte.
notice_still_going = { $neighbor } a répondu et vient toujours.
notice_nobody = PERSONNE n’a encore répondu pour { $child }. Appelle quelqu’un maintenant.
notice_nobody_fallback = PERSONNE n’a encore répondu pour { $child }. Appelle quelqu’un maintenant : { $contact }.
notice_are_asked_again = Le voisinage reçoit une nouvelle demande.
notice_open_again = L’alerte est de nouveau ouverte.
notice_minutes_left = { $minutes ->
    [one] Il reste 1 minute.
   *[other] Il reste { $minutes } minutes.
}
notice_no_news = { $neighbor } : aucune nouvelle depuis { $time }. Appelle { $neighbor } ou quelqu’un sur place.
notice_no_news_card = Sur l’alerte, tu peux demander aux autres.
notice_expired = Personne ne s’est proposé pour { $child }. L’alerte est terminée.
notice_reminder = Dans { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} : va chercher { $child } ({ $place }).
notice_still_on = { $child } est avec toi ? { $parent } attend des nouvelles.
notice_changed = { $parent } a modifié l’alerte : va chercher { $child }, **{ $by }**, lieu : **{ $place }**. C’est toujours bon ?
notice_changed_no_time = { $parent } a modifié l’alerte : va chercher { $child }, lieu : **{ $place }**. C’est toujours bon ?
notice_done_by_parent = { $parent } dit que tout va bien pour { $child }. Merci !
notice_reopened_by_parent = { $parent } demande aux autres pour { $child } : tu ne t’en occupes plus, n’y va pas.
notice_relieved = { $neighbor } prend le relais pour { $child } : tu ne t’en occupes plus. Merci !
notice_relieved_with_child = { $neighbor } prend le relais : reste avec { $child } jusqu’à l’arrivée de { $neighbor }. Merci !
notice_handed_over_to_you = Tu t’en occupes : { $child } est avec { $former }. Demande à { $former } où vous retrouver.
notice_counts_after_all = Correction : ta réponse est bien arrivée, tu t’en occupes donc. { $child } est avec { $former }. Si tu ne peux pas, appuie sur **{ $button }** dans l’alerte.
notice_still_needed_minutes = Plus que { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} : qui peut aller chercher { $child } ? Lieu : { $place }.
notice_wider = Quelqu’un peut aller chercher { $child } { $by } ? Lieu : { $place }. Personne n’a répondu.
notice_wider_now = Quelqu’un peut aller chercher { $child } MAINTENANT ? Lieu : { $place }. Personne n’a répondu.
notice_your_turn = À toi : { $neighbor } ne peut pas venir. Tu peux aller chercher { $child } { $by } ?
notice_your_turn_now = À toi : { $neighbor } ne peut pas venir. Tu peux aller chercher { $child } MAINTENANT ?
notice_offered = { $neighbor } te demande de prendre le relais pour { $child } ({ $place }).
notice_offered_no_place = { $neighbor } te demande de prendre le relais pour { $child }.
notice_offer_ended = Inutile de prendre le relais : l’alerte pour { $child } est terminée. Merci !
notice_thanked = { $parent } te remercie d’avoir veillé sur { $child } !
week_all = { $alerts ->
    [one] 1 alerte cette semaine, prise en charge
   *[other] { $alerts } alertes cette semaine, toutes prises en charge
} en moins de { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}. Merci !
week_some = { $alerts } alertes cette semaine, dont { $answered } prises en charge. Merci !
week_none = { $alerts ->
    [one] 1 alerte cette semaine, et personne n’a pu s’en charger.
   *[other] { $alerts } alertes cette semaine, et personne n’a pu s’en charger.
}
phones_call = TEST, aucun enfant n’attend. Ton téléphone a-t-il sonné ? Appuie sur *{ $button }*. { $role }
phones_button = Je l’ai vu
phones_over = TEST terminé. Aucun enfant n’attendait. Merci !
phones_result = **Test des téléphones**
phones_answered = Ont répondu : { $people }
phones_after = { $person } (après { $seconds } s)
phones_after_minutes = { $person } (après { $minutes } min)
phones_nobody = Personne n’a répondu.
phones_count = { $answered } membres de { $role } sur { $members } ont répondu.
phones_more = { $count } de plus
phones_missing = Ont répondu à un test précédent, mais pas à celui-ci : { $people }
phones_help = Si un téléphone n’a pas sonné, il y a trois causes habituelles. Le salon ou le serveur est en sourdine : dans Discord, garde le doigt dessus et choisis *Rétablir le son*. Discord est ouvert sur un ordinateur, donc le téléphone se tait : Paramètres utilisateur → Notifications → Délai d’inactivité des notifications push → 1 minute. Le téléphone ne laisse pas Discord notifier : autorise-le dans les réglages du téléphone.
notice_private = Il y a du nouveau. Ouvre l’alerte.
notice_private_nobody = PERSONNE n’a encore répondu à ton alerte. Appelle quelqu’un maintenant.
notice_private_nobody_fallback = PERSONNE n’a encore répondu à ton alerte. Appelle quelqu’un maintenant : { $contact }.
notice_private_no_news = Aucune nouvelle de { $neighbor }. Appelle { $neighbor } ou le lieu du rendez-vous.
notice_private_stand_down = Tu n’as plus besoin d’y aller. Merci !
notice_private_thanked = La famille que tu as aidée te dit merci !
notice_private_yours = Tu t’en occupes. Appuie sur **{ $button }** dans l’alerte.

## The panel in the channel. The button: 20 characters at most

panel_text = **Tu as besoin que quelqu’un aille chercher ton enfant ?** Appuie sur le bouton. Les voisins sont prévenus tout de suite.
panel_ask = Demander de l’aide

## Private answers to the parent. The first words say whether the alert was sent

reply_sent_sign = ✅ Envoyée
reply_sent = { reply_sent_sign }.{ $time_if_any } Garde ton téléphone allumé : il te préviendra quand quelqu’un répondra.
reply_sending = ⏳ Envoi en cours… Si tu lis encore ceci à { $at }, ton alerte n’est PAS partie : appelle quelqu’un.{ $time_if_any }
reply_not_sent = ❌ NON envoyée. Appelle quelqu’un maintenant. Personne n’a vu cette alerte et personne ne la verra. Tu peux aussi en envoyer une autre.
reply_no = ❌ { $sentence }
reply_not_shown = NON publiée. Appelle quelqu’un maintenant. (Le bot ne peut pas écrire dans le salon ; préviens l’administration du serveur.)
reply_rejected = NON publiée. Appelle quelqu’un maintenant. (Le bot n’a pas pu traiter ton alerte ; préviens l’administration du serveur.)
reply_deleted = Quelqu’un a supprimé ton alerte du salon. Sans nouvelles de personne, appelle quelqu’un ou envoie-la de nouveau.
reply_missed = Trop tard. Appelle quelqu’un maintenant. Ton alerte est arrivée après { $time } ; personne n’a reçu la demande.
reply_missed_no_time = Trop tard. Appelle quelqu’un maintenant. Ton alerte est arrivée après son heure ; personne n’a reçu la demande.
posted_in = dans { $channel }
posted_in_the_channel = dans le salon
posted_rang = ✅ Publiée { $place }, et les téléphones du voisinage ont reçu la demande. Le tien te préviendra quand quelqu’un répondra.
posted_silent = ✅ Publiée { $place }, mais aucun téléphone n’a sonné dans le voisinage. Appelle aussi quelqu’un. Ton téléphone te préviendra quand quelqu’un répondra.
posted_unknown = ✅ Publiée { $place }. Ton téléphone te préviendra quand quelqu’un répondra.
posted_no_role = ✅ Publiée { $place }. Aucun téléphone n’a sonné, car aucun rôle d’aide n’est configuré. Ton téléphone te préviendra quand quelqu’un répondra.
posted_unseen_rang = ✅ Publiée pour le voisinage, et les téléphones ont reçu la demande. Le tien te préviendra par message privé quand quelqu’un répondra.
posted_unseen_silent = ✅ Publiée pour le voisinage, mais aucun téléphone n’a sonné. Appelle aussi quelqu’un. Ton téléphone te préviendra par message privé quand quelqu’un répondra.
posted_unseen_unknown = ✅ Publiée pour le voisinage. Ton téléphone te préviendra par message privé quand quelqu’un répondra.
posted_unseen_no_role = ✅ Publiée pour le voisinage. Aucun téléphone n’a sonné, car aucun rôle d’aide n’est configuré. Ton téléphone te préviendra par message privé quand quelqu’un répondra.
no_area = Personne ne voit où c’est, car ton lieu n’indique pas le quartier.
no_area_change = Appuie sur **{ $button }** sous la demande et écris d’abord le quartier : `Oak Street, devant la maison jaune`
no_area_next_time = La prochaine fois, écris d’abord le quartier : `Oak Street, devant la maison jaune`
reply_limit = ❌ NON envoyée. Déjà { $count ->
    [one] { $count } alerte
   *[other] { $count } alertes
} en une heure. Appelle quelqu’un, ou réessaie à { $time }.
reply_another_open = ⚠️ Tu as une autre alerte ouverte pour { $child }.
reply_same_child = ⏳ PAS encore envoyée. { $parent } a déjà demandé ici pour { $child } ({ $time }). Le même enfant ?
reply_same_child_no_time = ⏳ PAS encore envoyée. { $parent } a déjà demandé ici pour { $child }. Le même enfant ?
reply_same_child_private = ⏳ PAS encore envoyée. Quelqu’un a déjà demandé ici pour { $child }. Le même enfant ?
reply_not_sent_same_child = ❌ NON envoyée : c’est le même enfant. L’autre alerte suffit ({ $parent }).
reply_not_sent_same_child_private = ❌ NON envoyée : c’est le même enfant. L’autre alerte suffit.
reply_question_gone = ❌ NON envoyée. Le bot a redémarré et n’a plus ton alerte. Tape encore une fois `/besoindaide`.
parent_for_the_child = Pour le téléphone de l’enfant ({ $child }) : « { $neighbor } vient te chercher. Demande le mot de passe : { $password }. »

## Private answers to a press

press_sending = ⏳ Envoi en cours… Si tu lis encore ceci à { $at }, ta réponse n’est PAS partie.
press_sending_other = ⏳ Envoi en cours… Si tu lis encore ceci à { $at }, regarde l’alerte. Appuie de nouveau si elle ne montre pas ta réponse.
press_checking = ⏳ Un instant : on vérifie si personne n’a répondu avant toi…
press_not_sent = ❌ Ça n’a pas marché : tu ne t’en occupes PAS. Appuie de nouveau, ou écris à { $parent }.
press_of_no_alert = ❌ Tu ne t’en occupes PAS : le bot ne connaît plus cette alerte. Si tu peux aider, écris à la famille.
press_you_have_it = ✅ Tu t’en occupes. Sois là{ $by_if_any } : { $place }.{ $told_if_any }
press_you_have_it_now = ✅ Tu t’en occupes. Vas-y maintenant : { $place }.{ $told_if_any }
press_you_have_it_with = ✅ Tu t’en occupes. { $child } est avec { $former }. Demande à { $former } où vous retrouver.{ $told_if_any }
press_parent_is_told = On prévient { $parent }.
press_you_have_it_somewhere = ✅ Tu t’en occupes. Regarde l’alerte.
press_saved = ✅ Enregistré. L’alerte le montre.
press_early = Tu ne t’en occupes PAS encore : le bot ne connaît pas cette alerte. Si elle arrive, ta réponse compte.
press_late = ❌ Ta réponse est arrivée trop tard : tu ne t’en occupes PAS. Si tu peux y aller, appuie de nouveau.
press_late_other = Non enregistré : ton appui est arrivé trop tard. Appuie de nouveau si l’alerte ne le montre pas.
press_one_moment = ⏳ Un instant : on vérifie ta réponse…
press_kept = D’accord. Rien n’a changé.
press_not_confirmed = Non confirmé. L’alerte montre la situation ; appuie de nouveau si elle ne le montre pas.
press_early_other = Le bot ne connaît pas encore cette alerte. Ta réponse compte dès qu’il la connaît.
press_with_child = ✅ Enregistré. On dit à { $parent } que { $child } est avec toi. Quand { $child } est à la maison ou en famille, appuie sur **{ $button }**.
press_passed_on = ✅ On dit à { $parent } ce que tu dis.
press_done = ✅ Merci ! On dit à { $parent } que tout va bien pour { $child }.
press_done_by_another = ✅ Terminée. On prévient { $neighbor }.
press_released = ✅ Tu ne t’en occupes plus. On prévient le voisinage et { $parent }.
press_released_open = ✅ Tu ne t’en occupes plus. L’alerte est de nouveau ouverte, et on prévient { $parent }.
press_released_by_another = ✅ Le voisinage reçoit une nouvelle demande. On dit à { $neighbor } de ne pas y aller.
press_released_by_another_open = ✅ L’alerte est de nouveau ouverte. On dit à { $neighbor } de ne pas y aller.
press_standby = ✅ Tu peux remplacer. Ton téléphone te préviendra seulement si { $neighbor } ne peut pas venir.
press_thanked = ✅ Ton merci est en route.
press_cancelled = ✅ Arrêtée. On dit à { $neighbor } de ne pas y aller.
press_cancelled_open = ✅ Arrêtée.
press_changed = ✅ Modifiée. L’alerte le montre.
press_changed_asks = ✅ Modifiée. On demande à { $neighbor } si c’est toujours bon.
press_confirmed = ✅ Enregistré. On dit à { $parent } que tu y vas.
press_offered = ✅ On demande à { $to }. Jusqu’à sa réponse, tu restes responsable.
details = { $child } · { $place }{ $by_if_any }.
details_password = Mot de passe : **{ $password }**. Dis-le en premier ; { $child } le connaît ({ $parent }).

## Questions, which only one person sees

ask_cancelled = Arrêter cette alerte ? On dira à { $neighbor } de ne pas y aller.
ask_cancelled_open = Arrêter cette alerte ?
ask_cancelled_unknown = Arrêter cette alerte ? On préviendra la personne qui y va.
ask_released = Tu ne peux pas y aller ? On prévient tout de suite le voisinage et { $parent }.
ask_released_for = Demander aux autres ? On dira à { $neighbor } de ne pas y aller.
ask_done = { $child } est maintenant à la maison ou en famille ?
ask_hand_over = Qui prend le relais ? Cette personne doit d’abord accepter ; d’ici là, tu restes responsable.
ask_hand_over_menu = Choisis une personne
ask_both = Tu t’occupes déjà d’un enfant : { $other } ({ $other_time }). Aussi { $child } ({ $time }) ?
ask_both_no_time = Tu t’occupes déjà d’un enfant : { $other }. Aussi { $child } ?

## Forms. 45 characters at most

form_change = Modifier l’alerte
form_ask = Demander de l’aide
form_child = Prénom de l’enfant
form_place = Lieu
form_when = Avant quelle heure
form_when_now = { $time }. Laisse vide pour garder cette heure
form_message = Autre chose

## Why a press changed nothing

refused_own = C’est ta propre alerte : une autre personne doit s’en occuper.
refused_taken = Merci ! { $took }, tu n’as donc pas besoin d’y aller.
refused_yours = Tu t’en occupes déjà (depuis { $time }).
refused_over = C’est terminé : { $how }. Merci !
refused_not_claimed = Personne ne s’en occupe encore.
refused_not_yours = Réservé à { $neighbor } : { $took }.
refused_not_the_parent = Seules ces personnes peuvent le faire : { $parent } ou la modération.
refused_never_raised = Le bot ne connaît pas cette alerte. Rien n’a changé.
refused_not_a_helper = Il faut le rôle { $role } pour s’occuper des alertes. L’administration du serveur peut te le donner.
refused_foreign = Ce bouton appartient à un autre bot. Rien n’a changé.
refused_damaged = Ce bouton ne marche plus. Rien n’a changé. Si tu peux aider, écris à la famille.
refused_later = Le bot est en cours de mise à jour. Rien n’a changé. Réessaie dans une minute.
refused_outside = Appuie ici dans le salon de ton quartier. Rien n’a changé.
refused_another_server = Ce bot sert un autre serveur. Rien n’a changé.
refused_alert_elsewhere = Cette alerte vient d’un autre serveur. Rien n’a changé.
refused_starting = Le bot vient de démarrer. Rien n’a changé. Réessaie dans une minute.
refused_unknown = Le bot ne connaît pas ça. Rien n’a été envoyé. Pour demander de l’aide, tape `/besoindaide`.
went_wrong = ⚠️ Un problème est survenu. Si ton alerte n’est pas dans le salon dans une minute, elle n’est PAS partie : appelle quelqu’un.
refused_changed = Ça a changé entre-temps. Regarde l’alerte.
refused_with_neighbor = { $child } est avec { $neighbor } : demande-lui de passer le relais, ou appuie sur **{ $button }** quand { $child } est à la maison.
refused_with_you = { $child } est avec toi : appuie sur **{ $button }**, ou écris à { $parent }.
refused_not_allowed = Tu ne peux pas t’occuper de cette alerte.
refused_too_often = Tu as déjà pris cette alerte deux fois : une autre personne doit y aller.
refused_only_the_parent = Seule cette personne peut le faire : { $parent }.
refused_not_done = Tu pourras dire merci quand ce sera terminé.
refused_thanked = Tu as déjà dit merci.
refused_too_many = Cette alerte a reçu trop de réponses. Rien n’a changé. Écris à { $parent }.
refused_no_backup_needed = Un remplacement n’est plus nécessaire.
refused_no_backup_open = Personne ne s’en occupe encore. Appuie sur **{ $button }** si tu peux y être.
refused_backup_twice = Tu peux déjà remplacer.
refused_has_backup = Merci ! Il y a déjà quelqu’un pour remplacer.
refused_not_offered = On ne te l’a pas demandé. Rien n’a changé.
refused_not_to_them = Cette personne ne peut pas prendre le relais. Choisis quelqu’un d’autre.
refused_too_far = C’est plus de 24 heures après l’envoi de l’alerte. Rien n’a changé.
refused_no_end = Personne ne s’en occupe encore. Pour y mettre fin, appuie sur **{ $button }**.
refused_only_admins = Seule l’administration du serveur peut le faire.

## The list of open alerts

view_none = Aucune alerte ouverte.
view_own = Tes alertes
view_held = Tu t’occupes de
view_others = Autres alertes ouvertes
view_line = { $child } · { $place }{ $by_if_any } · { $how }
view_line_private = { $child }{ $by_if_any } · { $how }
view_open = encore personne
view_taken = { $neighbor } s’en occupe
view_with_child = avec { $neighbor }
view_more = { $count ->
    [one] Et { $count } autre.
   *[other] Et { $count } autres.
}
view_starting = Le bot vient de démarrer et ne connaît pas encore toutes les alertes. Réessaie dans une minute.
view_behind = Ce n’est peut-être plus à jour : le bot rattrape son retard. Regarde l’alerte.

## Who may take a person's alerts

block_done = ✅ { $person } ne pourra pas s’occuper de tes prochaines alertes. Personne ne le sait.
block_undone = ✅ { $person } pourra de nouveau s’occuper de tes prochaines alertes.
block_yourself = Tu ne peux de toute façon pas t’occuper de tes propres alertes.
block_bot = C’est un bot, et les bots ne s’occupent pas des alertes.
block_too_many = Tu as bloqué { $count } personnes, et pas plus n’est possible. Débloque d’abord quelqu’un.
block_not_confirmed = ⚠️ Le bot ne peut pas dire si c’est enregistré. Réessaie, s’il te plaît.

forget_noted = ✅ C’est noté. Ce que l’historique contient sur toi est effacé : noms, lieux et messages, aussi ceux des alertes dont tu t’es occupé. Kafka garde sa propre copie jusqu’au { $day } au plus tard. Les cartes du salon perdent leurs noms d’elles-mêmes.
forget_not_confirmed = ⚠️ Le bot ne peut pas dire si c’est noté. Réessaie, s’il te plaît.

## The panel: by when, for what this parent sent last

panel_question = Quand faut-il aller chercher { $child } ici : { $place } ?
panel_message = Ton message : { $message }
panel_now = Maintenant
panel_in_10 = Dans 10 min
panel_in_20 = Dans 20 min
panel_change = Modifier…

## What is kept of a person, and whether statistics name them

privacy_named = Les statistiques peuvent montrer ton nom.
privacy_unnamed = Les statistiques ne montrent jamais ton nom.
privacy_hide = Cacher mon nom
privacy_show = Montrer mon nom
privacy_kept = **Ce que le bot garde de toi :** ton nom, ce que tu as écrit pour les alertes et ce sur quoi tu as appuyé.
privacy_channel = Dans le salon : les noms et les lieux sont effacés { $hours } heures après la fin d’une alerte.
privacy_kafka = Dans Kafka : { $days } jours au plus.
privacy_history = Dans l’historique : { $days } jours. Les chiffres restent, sans noms.
privacy_no_history = Il n’y a pas d’historique ici.
privacy_until_changed = Qui tu bloques, et ce choix : jusqu’à ce que tu le changes.
privacy_forget = `/needhelp-me forget` efface ce que l’historique a de toi.
privacy_not_confirmed = ⚠️ Le bot ne sait pas si c’est enregistré. Réessaie.

## Whether everything works, for admins

health_title = **Comment va le bot**
health_parts_work = ✅ Ces parties marchent : { $parts }.
health_part_wrong = ❌ { $part } : { $problem }
health_behind = ⚠️ Cette partie du bot n’a pas encore lu toutes les alertes.
finding_wrong = ❌ Problème : { $problem }
finding_warn = ⚠️ À savoir : { $problem }
finding_fix = Solution : { $fix }
findings_none = ✅ Le bot a tout ce qu’il lui faut.
findings_more = Et { $count } de plus.

## Comment un serveur est configuré

setup_title = **Configuration de ce serveur**
setup_saved = ✅ Enregistré. **Configuration de ce serveur**
setup_not_confirmed = ⚠️ Le bot ne sait pas si c’est enregistré. Regarde à nouveau dans un instant. **Configuration précédente de ce serveur**
setup_not_read = ⚠️ Le bot n’a pas encore lu les réglages de ce serveur, donc rien n’est enregistré. Réessaie dans une minute.
setup_channel = Salon des alertes : { $channel }
setup_helpers = Voisins qui aident : { $role }
setup_moderators = Modérateurs : { $role }
setup_moderator_channel = Salon de modération : { $channel }
setup_wider = Cercle élargi : { $role }
setup_zone = Fuseau horaire : { $zone }
setup_language = Langue des alertes : { $language }
setup_contact = Qui un parent peut appeler : { $contact }
setup_private = Seul celui qui accepte lit le nom et le lieu : { $on }
setup_on = oui
setup_off = non
setup_none = pas choisi
setup_fixed = { $value } (fixé par la personne qui gère le bot)
setup_no_helpers = ⚠️ Sans rôle pour ceux qui aident, aucun téléphone ne sonne pour une nouvelle alerte, et tout le monde peut l’accepter.
setup_no_zone = ⚠️ Sans fuseau horaire, on ne peut écrire que `maintenant` ou des délais comme `dans 20 min`.
setup_how = Choisis le salon et les rôles ci-dessous. Tape à nouveau la commande pour changer le reste.
setup_panel = Panneau *Demander de l’aide* : { $channel }
setup_no_panel = pas publié
setup_panel_needs_channel = choisis d’abord un salon
setup_post_panel = Publier le panneau
setup_remove_panel = Retirer le panneau
setup_test_phones = Tester les téléphones
setup_panel_posting = ⏳ Le panneau est en cours de publication…
setup_panel_posted = ✅ Le panneau est dans { $channel }.
setup_panel_removing = ⏳ Le panneau est en train d’être retiré…
setup_panel_removed = ✅ Le panneau est retiré.
setup_panel_not_posted = ❌ Le panneau n’est PAS publié : le bot ne peut pas écrire dans { $channel }. Clic droit sur le salon → Modifier le salon → Permissions → rôle du bot : autorise *Voir le salon*, *Envoyer des messages*, *Voir les anciens messages* et *Épingler des messages*. Puis appuie à nouveau sur le bouton.
setup_panel_not_confirmed = ⚠️ Le bot ne sait pas si cela a marché. Regarde le salon, et appuie à nouveau sur le bouton si ce n’est pas le cas.
setup_choose_channel = Salon des alertes
setup_choose_helpers = Rôle de ceux qui aident : leur téléphone sonne
setup_choose_moderators = Rôle des modérateurs
setup_choose_wider = Cercle élargi : sonne si personne ne répond
setup_wrong_zone = ❌ Le fuseau horaire « { $typed } » n’existe pas. Rien n’est enregistré. Tape ta ville et choisis une suggestion, par exemple `Europe/Paris`.
setup_wrong_contact = ❌ Le contact doit tenir sur une ligne de 100 caractères au plus. Rien n’est enregistré. Par exemple : `Secrétariat de l’école, 555 0100`

## The drill: an alert for practice. Its words say TEST

drill_child = TEST
drill_place = TEST (personne n’attend)
drill_message = C’est un TEST. Aucun enfant n’attend. Tu peux appuyer sur tous les boutons.
drill_call = TEST, aucun enfant n’attend. Ton téléphone a sonné ? Appuie sur **{ $button }**.
drill_sent = ✅ Envoyée. C’est un TEST ; aucun téléphone du voisinage ne sonne.
drill_sent_ringing = ✅ Envoyée. C’est un TEST ; les téléphones du voisinage sonnent.

## The test of the phones: what its admin reads, and what a helper reads who presses the button

phones_posting = ⏳ Publication du test…
phones_posted = ✅ Le test est dans { $channel }. Dans 15 minutes, la modération lira qui a répondu.
phones_silent = ⚠️ Le test n’a notifié personne : Discord n’a pas laissé le bot mentionner { $role }. Solution : Paramètres du serveur → Rôles → rôle d’entraide → Permettre à tout le monde de mentionner ce rôle. Puis refais le test.
phones_no_role = ❌ Aucun test envoyé : ce serveur n’a pas de rôle pour ceux qui aident. Choisis-le avec `/needhelp-admin setup`.
phones_no_channel = ❌ Aucun test envoyé : il n’y a pas de salon pour les alertes. Choisis-le avec `/needhelp-admin setup`.
phones_running = ❌ Aucun test envoyé : un autre n’est pas terminé. La modération lira son résultat à { $time }.
phones_not_posted = ❌ Aucun test envoyé : le bot ne peut pas écrire dans { $channel }. Solution : Modifier le salon → Permissions → autorise Voir le salon et Envoyer des messages.
phones_not_saved = ❌ Aucun test envoyé : le service de messages ne répond pas. Réessaie dans une minute.
phones_thanks = ✅ Merci ! Si tu l’as vu par hasard, ton téléphone n’a pas sonné : vérifie que ce salon n’est pas en sourdine.
phones_press_late = Ce test est terminé. Merci !
phones_press_not_saved = ❌ Cela n’est pas passé. Appuie encore une fois.

## Why a typed command was not sent

not_sent_because = ❌ NON envoyée. { $why }
copy_this = Pour réessayer, copie ceci :
not_changed_because = ❌ NON modifiée. { $why }
you_typed = Tu as écrit :
input_empty = `{ $option }` est vide. Par exemple : `{ $option }: { $example }`.
input_too_long = `{ $option }` est trop long : { $max } caractères au maximum.
input_unreadable = « { $typed } » n’est pas une heure que je comprends. Essaie `maintenant`, `15 h 15` ou `dans 20 min`.
input_past = { $time } est déjà passé. Si ton enfant attend, choisis `maintenant`.
input_far = C’est dans plus de 24 heures. Redemande la veille.
input_either = « { $typed } », c’est le matin ou l’après-midi ? Ajoute `du matin` ou `de l’après-midi`.
input_other_zone = « { $typed } » est dans un autre fuseau horaire. Tape l’heure d’ici ({ $zone }), ou `dans 20 min`.
input_no_zone = Le bot ne connaît pas ton fuseau horaire : l’administration doit le régler. Tape `dans 20 min` ou `maintenant`.
input_no_channel = Discord n’a pas dit quel est ce salon. Réessaie.
input_outside = Tape `/besoindaide` sur le serveur de ton quartier, pas dans un message privé.
place_another_server = ❌ NON envoyée. Ce bot sert un autre serveur. Appelle quelqu’un, ou écris à l’administration de ce serveur.
place_starting = Le bot vient de démarrer. Réessaie dans une minute, ou appelle quelqu’un maintenant.
place_voice = Tape `/besoindaide` dans un salon textuel : personne ne lit le chat d’un salon vocal. Ou appelle quelqu’un.
place_forum = Tape `/besoindaide` dans un salon textuel, pas dans un forum. Ou appelle quelqu’un.
place_may_not_post = Le bot ne peut pas publier dans ce salon : il lui manque { $permissions }. Tape `/besoindaide` dans un autre salon, ou appelle quelqu’un. L’administration peut le corriger.
list_and = { $first } et { $second }
permission_view_channel = Voir le salon
permission_send_messages = Envoyer des messages
permission_embed_links = Intégrer des liens

## The command. Names: lowercase, 32 characters at most. Descriptions: 100 at most

command_needhelp = besoindaide
command_needhelp_does = Demande au voisinage d’aller chercher ton enfant
option_child = enfant
option_child_is = Le prénom de ton enfant, par exemple Jake
option_child_example = Jake
option_location = lieu
option_location_is = Où aller, par exemple arrêt Oak Street
option_location_example = arrêt Oak Street
option_message = message
option_message_is = Autre chose, par exemple : réunion trop longue, 10 minutes de retard
option_message_example = Réunion trop longue, 10 minutes de retard
option_when = heure
option_when_is = Quand y être : maintenant, 15 h 15 ou dans 20 min
option_when_example = 15 h 15
command_me = besoindaide-moi
command_me_does = Les alertes ouvertes, et qui peut s’occuper des tiennes
command_alerts = alertes
command_alerts_does = Montre les alertes ouvertes
command_block = bloquer
command_block_does = Choisis une personne qui ne peut pas s’occuper de tes alertes
command_unblock = débloquer
command_unblock_does = Permets de nouveau à une personne de s’occuper de tes alertes
command_thanks = merci
command_thanks_does = Montre ce que tu as fait pour les autres
command_forget = oublier
command_forget_does = Efface ce que l’historique sait de toi
command_privacy = confidentialité
command_privacy_does = Ce qui est gardé de toi, et si les statistiques montrent ton nom
command_admin = besoindaide-admin
command_admin_does = Pour l’administration de ce serveur
command_drill = exercice
command_drill_does = Envoie une alerte de test pour voir si tous les téléphones sonnent
command_phones = téléphones
command_phones_does = Teste si les téléphones de ceux qui aident sonnent
command_stats = statistiques
command_stats_does = Montre comment se sont passées les alertes
command_setup = configurer
command_setup_does = Configurer le bot pour ce serveur
command_status = état
command_status_does = Si tout marche, et comment corriger le reste
option_user = personne
option_user_is = La personne
option_ring = sonner
option_ring_is = Faire sonner aussi les téléphones du voisinage (par défaut : non)
option_timezone = fuseau
option_timezone_is = Fuseau des heures que l’on tape : tape une ville
option_language = langue
option_language_is = Langue des alertes dans le salon
option_contact = contact
option_contact_is = Qui un parent peut appeler si personne ne répond (« - » : personne)
option_private = prive
option_private_is = Si seul celui qui accepte lit le nom et le lieu
option_moderator_channel = salon-de-modération
option_moderator_channel_is = Salon dans lequel la modération lit ce que dit le bot
no_message = Quelqu’un peut y être ? Merci !

## Statistics, on the page and in Discord

stats_title = Comment se sont passées les alertes
stats_alerts = Alertes
stats_answered = Prises en charge
stats_in_time = Prises en charge à temps
stats_unanswered = Sans réponse
stats_done = Enfant en sécurité
stats_median = La moitié est prise en charge en
stats_p90 = 9 sur 10 sont prises en charge en
stats_seconds = { $seconds } s
stats_minutes = { $minutes } min { $seconds } s
stats_hours = { $hours } h { $minutes } min
stats_none = Aucune alerte pendant cette période.
stats_weeks = Temps avant la prise en charge (médiane)
stats_week_axis = Semaine (mois-jour de son lundi)
stats_seconds_axis = Secondes
stats_minutes_axis = Minutes
stats_map = Alertes par jour et par heure
stats_hour = Heure
stats_map_answered = Alertes, toutes prises en charge
stats_map_unanswered = Certaines sans réponse : sans réponse/alertes
stats_map_neither = Alertes ouvertes ou arrêtées
stats_helpers = Qui a aidé, par nom
stats_helper = Nom
stats_taken = Prises
stats_not_named = { $count } sans nom
stats_last_days = Les { $days } derniers jours
stats_all = Toutes
stats_unanswered_hours = Sans réponse, par heure
stats_no_history = Il n’y a pas d’historique ici, donc rien n’est compté. La personne qui gère le bot peut l’activer.
stats_unreadable = ⚠️ L’historique est illisible pour le moment. Réessaie dans une minute.
thanks_none = Tu n’as encore pris aucune alerte.
thanks = Tu as pris { $claims ->
    [one] 1 alerte
   *[other] { $claims } alertes
}. { $done ->
    [0] Aucune ne s’est encore terminée par « Fini ».
    [one] 1 s’est terminée avec l’enfant en sécurité.
   *[other] { $done } se sont terminées avec l’enfant en sécurité.
}{ $thanked ->
    [0] {""}
    [one] {" "}1 parent t’a dit merci.
   *[other] {" "}Des parents t’ont dit merci { $thanked } fois.
} Merci !

## The card by which an admin tries Discord out. Nobody may take it for an alert

test_content = TEST : personne n’a besoin d’aide. Ce message sera supprimé dans quelques secondes.
test_title = TEST, pas une alerte
test_description = L’administration du serveur essaie le bot.
test_edited = L’administration du serveur essaie le bot. Ce message a été modifié.
test_field = Test
test_field_value = champ
test_button = TEST
