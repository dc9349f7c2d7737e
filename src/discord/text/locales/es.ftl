# Español, de «tú», sin género donde se puede. Las claves y las reglas: en.ftl.
#
# `{ $hour }` es «las 15:15» o «la 1:15»; `{ $by }` es «antes de las 15:15».

## Parts of sentences

the_child = quien espera
the_parent = la familia
the_neighbor = la persona que iba
took = { $neighbor } va desde las { $time }
quoted = «{ $typed }»
a_moderator = quien modera

## Times

time_am = { $hour }:{ $minute }
time_pm = { $hour }:{ $minute }
time_at_night = { $hour }:{ $minute } de la madrugada
time_in_the_morning = { $hour }:{ $minute } de la mañana
time_at_noon = { $hour }:{ $minute } del mediodía
time_today = hoy { $time }
time_on_day = { $day } { $time }
time_in_zone = { $time } { $zone }
hour = las { $time }
hour_one = la { $time }
by = antes de { $hour }
by_today = hoy antes de { $hour }
by_on_day = antes de { $hour } del { $day }
day = { $day ->
    [mon] lun
    [tue] mar
    [wed] mié
    [thu] jue
    [fri] vie
    [sat] sáb
   *[sun] dom
}
day_in_sentence = { $day ->
    [mon] lunes
    [tue] martes
    [wed] miércoles
    [thu] jueves
    [fri] viernes
    [sat] sábado
   *[sun] domingo
}
be_there_now = Ya (pedido { $distance })
understood = Hora: { $time } ({ $clock }).
understood_by_clock = Hora: { $clock }.
understood_now = Hora: YA.

## How an alert ended, as the rest of a sentence: without a capital letter and a full stop

ended_done = { $child } está bien
ended_cancelled = ya no hace falta ayuda
ended_expired = la hora ya pasó
ended_missed = llegó después de la hora
ended_withdrawn = no se envió, y avisamos a { $parent } de que llame a alguien
ended_not_shown = no se pudo publicar

## The names of fields

field_by = A qué hora
field_place = Dónde
field_child = Quién espera
field_parent = Quién pide ayuda
field_says = { $parent } dice

## Buttons, by the names of their actions. 20 characters at most

button_claim = Yo voy
button_with_child = Ya está conmigo
button_done = Listo, todo bien
button_released = No puedo ir
button_standby = Puedo ser suplente
button_hand_over = Pasar a otra persona
button_take_over = Me encargo yo
button_thanks = Dar las gracias
button_details = Ver datos
button_change = Cambiar
button_cancelled = Ya no hace falta
button_confirmed = Sí, voy
button_ask_again = Volver a preguntar
button_done_yes = Sí, todo bien
button_cancelled_yes = Sí, cancelar
button_released_yes = Sí, no puedo ir
button_claim_anyway = Sí, ambos
button_keep = No, mantener
button_done_keep = Todavía no
button_released_keep = Sigo yendo
button_ask_again_yes = Sí, preguntar
button_claim_keep = No
button_same_child = Sí, no enviar
button_another_child = No, enviar
button_fix_and_send = Corregir y enviar
button_open_card = Abrir el aviso
write_to = Escribir a { $person }

## The card: the line above it, which a phone shows

card_call = { $question } { $parent } pide ayuda.
card_question = ¿Quién recoge a { $child } { $by } en { $place }?
card_question_now = ¿Quién puede recoger YA a { $child } en { $place }?
card_taken = { $neighbor } recogerá a { $child } en { $place }. No hace falta que vaya nadie más.
card_with_child = { $neighbor } está con { $child }. No hace falta que vaya nadie más.
card_done = { $child } está bien. ¡Gracias, { $neighbor }!
card_cancelled = Ya no hace falta: el aviso de { $parent } por { $child } ha terminado.
card_expired = Nadie pudo recoger a { $child }{ $by_if_any }.
card_expired_taken = La hora ya pasó: el aviso de { $parent } por { $child } ha terminado.
card_too_late = Llegó tarde: { $parent } pidió ayuda por { $child }{ $by_if_any }. Pregunta a { $parent }.
card_withdrawn = No enviado: avisamos a { $parent } de que llame a alguien por { $child }.
card_not_shown = No publicado: avisamos a { $parent } de que llame a alguien por { $child }.
card_ended = Este aviso ha terminado.
card_past_time = ¿Quién puede recoger YA a { $child } en { $place }? Nadie pudo ir { $by }.
card_private = ¿Quién recoge a { $child } { $by } cerca de { $area }? Abre el aviso.
card_private_now = ¿Quién puede recoger YA a { $child } cerca de { $area }? Abre el aviso.
card_private_nowhere = ¿Quién recoge a { $child } { $by }? Abre el aviso.
card_private_nowhere_now = ¿Quién puede recoger YA a { $child }? Abre el aviso.
card_private_taken = { $neighbor } recogerá a { $child }. No hace falta que vaya nadie más.

## The card: its title

title_open = Aún nadie: { $child } necesita a alguien
title_taken = { $neighbor } recogerá a { $child }
title_with_child = { $neighbor } está con { $child }
title_done = { $child } está bien
title_cancelled = Ya no hace falta
title_expired = Nadie pudo ir
title_expired_taken = La hora ya pasó
title_too_late = Llegó tarde
title_withdrawn = No enviado
title_not_shown = No publicado
title_ended = Terminado
title_past_time = Nadie pudo ir { $by }

## The card: what to do, or who did it

status_open = Si puedes ir, pulsa **{ $button }**. Cuenta la primera persona que pulse.
status_taken = { $took }.
status_over = Terminó a las { $time }.
status_over_done = Terminó a las { $time }. { $neighbor } se encargó de { $child }.
status_over_taken = Terminó a las { $time }. Se encargaba { $neighbor } desde las { $taken }.
status_too_late = Llegó al canal después de las { $time }, así que no sonó ningún teléfono. Pregunta a { $parent } si aún hace falta ayuda.
status_too_late_no_time = Llegó al canal después de la hora, así que no sonó ningún teléfono. Pregunta a { $parent } si aún hace falta ayuda.
status_ended = Esto ha terminado: { $how }.
status_private = Si puedes ir, pulsa **{ $button }**. Después leerás quién y dónde.
status_past_time = Si todavía puedes ir, pulsa **{ $button }**. Cuenta la primera persona que pulse.
status_with_child = { $child } está con { $neighbor } desde las { $time }.

## The card: what has happened so far, a line each

field_so_far = Hasta ahora
sofar_asked = { $time } aviso enviado
sofar_claimed = { $time } { $neighbor } va
sofar_taken_over = { $time } { $neighbor } se encarga ahora
sofar_given_back = { $time } { $neighbor } no puede ir
sofar_reopened = { $time } abierto otra vez
sofar_did_not_count = { $time } { $neighbor } no va
sofar_with_child = { $time } { $child } está con { $neighbor }
sofar_standby = { $time } { $neighbor } es suplente
sofar_changed = { $time } aviso cambiado
sofar_confirmed = { $time } { $neighbor } sí va
sofar_asked_again = { $time } se volvió a preguntar
sofar_parent_told = { $time } { $parent } sabe que no va nadie

## Messages that mention somebody. The mention follows

notice_has_it = { $neighbor } recogerá a { $child } en { $place }.
notice_has_it_somewhere = { $neighbor } recogerá a { $child }.
notice_gave_back = { $neighbor } no puede ir. Preguntamos otra vez a los vecinos.
notice_did_not_count = Corrección: { $neighbor } NO va (pulsó demasiado tarde).
notice_late = Tu aviso de las { $time } llegó tarde. YA está publicado.
notice_late_no_time = Tu aviso llegó tarde. YA está publicado.
notice_nobody_rung = Tu aviso está publicado, pero los teléfonos de quienes ayudan no sonaron. Llama también a alguien. (Díselo a quien administra el servidor.)
notice_done = { $neighbor } dice que { $child } está bien.
notice_over = Tu aviso ha terminado: { $how }.
notice_you_have_it = Te toca: recoge a { $child }{ $by_if_any } en { $place }.
notice_you_have_it_now = Te toca: recoge YA a { $child } en { $place }.
notice_you_have_it_somewhere = Te toca: mira el aviso.
notice_taken_from_you = La moderación volvió a abrir el aviso por { $child }: ya no te toca, no vayas.
notice_yours_did_not_count = Corrección: NO te toca, pulsaste demasiado tarde. Si aún puedes ir, pulsa otra vez el botón.
notice_stand_down_cancelled = No hace falta que vayas: { $parent } ya no necesita ayuda. ¡Gracias!
notice_stand_down_by_moderator = No hace falta que vayas: la moderación cerró el aviso por { $child }. ¡Gracias!
notice_removed_neighbor = Han quitado el bot del servidor: el aviso por { $child } ha terminado. Pregunta a { $parent } si aún hace falta que vayas.
notice_stand_down_not_sent = No hace falta que vayas: este aviso no se envió bien, y { $parent } sabe que debe llamar a alguien. ¿Dudas? Pregunta a { $whom }.
notice_stand_down = No hace falta que vayas: { $how }. ¡Gracias!
notice_still_needed = Sigue abierto: ¿quién recoge a { $child } { $by } en { $place }?
notice_still_needed_now = Sigue abierto: ¿quién puede recoger YA a { $child } en { $place }?
notice_cannot = { $neighbor } no puede ir.
notice_look_at_the_card = Algo ha cambiado para { $child }. Mira el aviso.
notice_no_one_else = No hace falta que vaya nadie más.
notice_gave_back_minutes = { $neighbor } no puede ir. Preguntamos otra vez a los vecinos; { $minutes ->
    [one] queda 1 minuto
   *[other] quedan { $minutes } minutos
}.
notice_gave_back_backup = { $neighbor } no puede ir. Preguntamos ahora a { $backup }, que es suplente.
notice_instead = { $neighbor } no puede ir. { $backup } recogerá a { $child }.
notice_taken_over = { $neighbor } releva a { $former }: ahora se encarga de { $child }.
notice_taken_over_with_child = { $neighbor } releva a { $former }. Hasta que se encuentren, { $child } está con { $former }.
notice_reopened_by_moderator = La moderación decidió que { $neighbor } no va.
notice_with_child = { $child } está con { $neighbor }.
notice_says_with_child = { $neighbor } dice: «{ $child } está conmigo». Pregunta a { $neighbor }.
notice_done_unmet = { $neighbor } dice que el aviso por { $child } está resuelto.
notice_done_by_moderator = La moderación cerró el aviso por { $child }.
notice_cancelled_by_moderator = La moderación canceló tu aviso por { $child }.
notice_removed = Han quitado el bot del servidor: tu aviso por { $child } ha terminado. Si { $child } aún necesita a alguien, llama por teléfono ahora.
notice_changed_by_moderator = La moderación cambió tu aviso por { $child }. Mira el aviso.
notice_still_going = { $neighbor } ha respondido y sí va.
notice_nobody = NADIE ha respondido todavía por { $child }. Llama ya a alguien.
notice_nobody_fallback = NADIE ha respondido todavía por { $child }. Llama ya a alguien: { $contact }.
notice_are_asked_again = Seguimos preguntando.
notice_open_again = El aviso está abierto otra vez.
notice_minutes_left = { $minutes ->
    [one] Queda 1 minuto.
   *[other] Quedan { $minutes } minutos.
}
notice_no_news = Sin noticias de { $neighbor } desde las { $time }. Llama a { $neighbor }.
notice_no_news_card = En el aviso puedes volver a preguntar a los demás.
notice_expired = Nadie pudo recoger a { $child }. El aviso ha terminado.
notice_reminder = En { $minutes ->
    [one] 1 minuto
   *[other] { $minutes } minutos
}: recoger a { $child } en { $place }.
notice_still_on = ¿Está { $child } contigo? { $parent } espera noticias.
notice_changed = { $parent } cambió el aviso: recoger a { $child } en **{ $place }**, **{ $by }**. ¿Puedes?
notice_changed_no_time = { $parent } cambió el aviso: recoger a { $child } en **{ $place }**. ¿Puedes?
notice_done_by_parent = { $parent } dice que { $child } está bien. ¡Gracias!
notice_reopened_by_parent = { $parent } pregunta a los demás por { $child }: ya no te toca, no vayas.
notice_relieved = { $neighbor } se encarga ahora de { $child }: ya no te toca. ¡Gracias!
notice_relieved_with_child = { $neighbor } se encarga ahora de { $child }: quédate con { $child } hasta que llegue { $neighbor }. ¡Gracias!
notice_handed_over_to_you = Te toca: { $child } está ahora con { $former }. Pregunta a { $former } dónde os encontráis.
notice_counts_after_all = Corrección: tu respuesta sí llegó, así que te toca. { $child } está ahora con { $former }. Si no puedes, pulsa **{ $button }** en el aviso.
notice_still_needed_minutes = { $minutes ->
    [one] Queda 1 minuto
   *[other] Quedan { $minutes } minutos
}: ¿quién recoge a { $child } en { $place }? Sigue haciendo falta.
notice_wider = ¿Alguien puede recoger a { $child } { $by } en { $place }? Nadie ha respondido.
notice_wider_now = ¿Alguien puede recoger YA a { $child } en { $place }? Nadie ha respondido.
notice_your_turn = Te toca: { $neighbor } no puede ir. ¿Recoges a { $child } { $by }?
notice_your_turn_now = Te toca: { $neighbor } no puede ir. ¿Recoges YA a { $child }?
notice_offered = { $neighbor } te pide que te encargues de { $child } en { $place }.
notice_offered_no_place = { $neighbor } te pide que te encargues de { $child }.
notice_offer_ended = Ya no hace falta que te encargues: el aviso por { $child } ha terminado. ¡Gracias!
notice_thanked = ¡{ $parent } te da las gracias por cuidar de { $child }!
week_all = { $alerts ->
    [one] 1 aviso esta semana, atendido
   *[other] { $alerts } avisos esta semana, todos atendidos
} en menos de { $minutes ->
    [one] 1 minuto
   *[other] { $minutes } minutos
}. ¡Gracias!
week_some = { $alerts } avisos esta semana, { $answered } de ellos atendidos. ¡Gracias!
week_none = { $alerts ->
    [one] 1 aviso esta semana, y nadie pudo atenderlo.
   *[other] { $alerts } avisos esta semana, y nadie pudo atenderlos.
}
phones_call = PRUEBA, nadie espera. ¿Sonó tu teléfono? Pulsa *{ $button }*. { $role }
phones_button = Lo he visto
phones_over = PRUEBA terminada. Nadie esperaba. ¡Gracias!
phones_result = **Prueba de los teléfonos**
phones_answered = Respondieron: { $people }
phones_after = { $person } (a los { $seconds } s)
phones_after_minutes = { $person } (a los { $minutes } min)
phones_nobody = Nadie respondió.
phones_count = Respondieron { $answered } de { $members } miembros de { $role }.
phones_more = { $count } más
phones_missing = Respondieron a una prueba anterior, pero no a esta: { $people }
phones_help = Si un teléfono no sonó, suele ser por una de tres causas. El canal o el servidor está silenciado: en Discord, mantén el dedo sobre él y elige *Dejar de silenciar*. Discord está abierto en un ordenador y por eso el teléfono calla: Ajustes de usuario → Notificaciones → Tiempo de inactividad para notificaciones push → 1 minuto. El teléfono no deja que Discord avise: permítelo en los ajustes del teléfono.
notice_private = Algo ha cambiado. Abre el aviso.
notice_private_nobody = NADIE ha respondido todavía a tu aviso. Llama ya a alguien.
notice_private_nobody_fallback = NADIE ha respondido todavía a tu aviso. Llama ya a alguien: { $contact }.
notice_private_no_news = Sin noticias de { $neighbor }. Llama a { $neighbor } o a la parada.
notice_private_stand_down = Ya no hace falta que vayas. ¡Gracias!
notice_private_thanked = ¡La familia a la que ayudaste te da las gracias!
notice_private_yours = Te toca. Pulsa **{ $button }** en el aviso.

## The panel in the channel. The button: 20 characters at most

panel_text = **¿Necesitas que alguien recoja a tu hijo o hija?** Pulsa el botón. Los vecinos reciben el aviso enseguida.
panel_ask = Pedir ayuda

## Private answers to the parent. The first words say whether the alert was sent

reply_sent_sign = ✅ Enviado
reply_sent = { reply_sent_sign }.{ $time_if_any } Ten el teléfono encendido: te avisará cuando alguien responda.
reply_sending = ⏳ Enviando… Si a las { $at } aún lees esto, tu aviso NO se envió: llama a alguien.{ $time_if_any }
reply_not_sent = ❌ NO enviado. Llama ya a alguien. Nadie ha visto este aviso ni lo verá. También puedes enviar otro.
reply_no = ❌ { $sentence }
reply_not_shown = NO publicado. Llama ya a alguien. (El bot no puede escribir en el canal; díselo a quien administra el servidor.)
reply_rejected = NO publicado. Llama ya a alguien. (El bot no pudo procesar tu aviso; díselo a quien administra el servidor.)
reply_deleted = Alguien borró tu aviso del canal. Si nadie te ha contactado, llama a alguien o envíalo otra vez.
reply_missed = Demasiado tarde. Llama ya a alguien. Tu aviso llegó al canal después de la hora ({ $time }); no se preguntó a nadie.
reply_missed_no_time = Demasiado tarde. Llama ya a alguien. Tu aviso llegó al canal después de su hora; no se preguntó a nadie.
posted_in = en { $channel }
posted_in_the_channel = en el canal
posted_rang = ✅ Publicado { $place } y los teléfonos de quienes ayudan recibieron el aviso. El tuyo te avisará cuando alguien responda.
posted_silent = ✅ Publicado { $place }, pero los teléfonos de quienes ayudan no sonaron. Llama también a alguien. Tu teléfono te avisará cuando alguien responda.
posted_unknown = ✅ Publicado { $place }. Tu teléfono te avisará cuando alguien responda.
posted_no_role = ✅ Publicado { $place }. No sonó ningún teléfono, porque no hay un rol de ayuda configurado. Tu teléfono te avisará cuando alguien responda.
posted_unseen_rang = ✅ Publicado para quienes ayudan, y sus teléfonos recibieron el aviso. El tuyo te avisará por mensaje directo cuando alguien responda.
posted_unseen_silent = ✅ Publicado para quienes ayudan, pero sus teléfonos no sonaron. Llama también a alguien. Tu teléfono te avisará por mensaje directo cuando alguien responda.
posted_unseen_unknown = ✅ Publicado para quienes ayudan. Tu teléfono te avisará por mensaje directo cuando alguien responda.
posted_unseen_no_role = ✅ Publicado para quienes ayudan. No sonó ningún teléfono, porque no hay un rol de ayuda configurado. Tu teléfono te avisará por mensaje directo cuando alguien responda.
no_area = Nadie ve dónde es, porque tu lugar no indica la zona.
no_area_change = Pulsa **{ $button }** en el aviso y escribe primero la zona: `Oak Street, en la casa amarilla`
no_area_next_time = La próxima vez escribe primero la zona: `Oak Street, en la casa amarilla`
reply_limit = ❌ NO enviado. { $count ->
    [one] Va 1 aviso
   *[other] Van { $count } avisos
} en una hora. Llama a alguien o inténtalo a las { $time }.
reply_another_open = ⚠️ Tienes otro aviso abierto por { $child }.
reply_same_child = ⏳ NO enviado aún. { $parent } ya pidió ayuda para { $child } en esta parada ({ $time }). ¿Es el mismo aviso?
reply_same_child_no_time = ⏳ NO enviado aún. { $parent } ya pidió ayuda para { $child } en esta parada. ¿Es el mismo aviso?
reply_same_child_private = ⏳ NO enviado aún. Ya se pidió ayuda para { $child } en esta parada. ¿Es el mismo aviso?
reply_not_sent_same_child = ❌ NO enviado: es el mismo aviso. Basta con el de { $parent }.
reply_not_sent_same_child_private = ❌ NO enviado: es el mismo aviso. Basta con el otro.
reply_question_gone = ❌ NO enviado. El bot se reinició y ya no tiene tu aviso. Escribe `/necesitoayuda` otra vez.
parent_for_the_child = Para el teléfono de { $child }: «Te recoge { $neighbor }. Pide la contraseña: { $password }».

## Private answers to a press

press_sending = ⏳ Enviando… Si a las { $at } aún lees esto, NO se guardó lo que pulsaste.
press_sending_other = ⏳ Enviando… Si a las { $at } aún lees esto, mira el aviso. Pulsa otra vez si no muestra lo que pulsaste.
press_checking = ⏳ Un momento: comprobando si pulsaste antes que nadie…
press_not_sent = ❌ No se ha guardado: NO te toca. Pulsa otra vez o escribe a { $parent }.
press_of_no_alert = ❌ NO te toca: el bot ya no conoce este aviso. Si puedes ayudar, escribe a la familia.
press_you_have_it = ✅ Te toca. Por favor, ve a { $place }{ $by_if_any }.{ $told_if_any }
press_you_have_it_now = ✅ Te toca. Por favor, ve ya a { $place }.{ $told_if_any }
press_you_have_it_with = ✅ Te toca. { $child } está ahora con { $former }. Pregunta a { $former } dónde os encontráis.{ $told_if_any }
press_parent_is_told = Estamos avisando a { $parent }.
press_you_have_it_somewhere = ✅ Te toca. Por favor, mira el aviso.
press_saved = ✅ Guardado. El aviso lo muestra.
press_early = Todavía NO te toca: el bot no conoce este aviso. Si el aviso llega, lo que pulsaste cuenta.
press_late = ❌ Pulsaste demasiado tarde: NO te toca. Si puedes ir, pulsa otra vez el botón.
press_late_other = Sin guardar: tu pulsación llegó demasiado tarde. Pulsa otra vez si el aviso no lo muestra.
press_one_moment = ⏳ Un momento: comprobando lo que pulsaste…
press_kept = De acuerdo. No ha cambiado nada.
press_not_confirmed = Sin confirmar. El aviso muestra lo que vale; pulsa otra vez si no lo muestra.
press_early_other = El bot todavía no conoce este aviso. Lo que pulsaste cuenta en cuanto lo conozca.
press_with_child = ✅ Guardado. { $parent } sabrá que { $child } está contigo. Cuando esté en casa o con su familia, pulsa **{ $button }**.
press_passed_on = ✅ { $parent } sabrá lo que dices.
press_done = ✅ ¡Gracias! { $parent } sabrá que { $child } está bien.
press_done_by_another = ✅ Cerrado. { $neighbor } lo sabrá.
press_released = ✅ Ya no te toca. Avisamos a los vecinos y a { $parent }.
press_released_open = ✅ Ya no te toca. El aviso está abierto otra vez, y avisamos a { $parent }.
press_released_by_another = ✅ Preguntamos otra vez a los vecinos. { $neighbor } sabrá que no tiene que ir.
press_released_by_another_open = ✅ El aviso está abierto otra vez. { $neighbor } sabrá que no tiene que ir.
press_standby = ✅ Eres suplente. Te avisaremos solo si { $neighbor } no puede ir.
press_thanked = ✅ Tu agradecimiento está en camino.
press_cancelled = ✅ Cancelado. { $neighbor } sabrá que no tiene que ir.
press_cancelled_open = ✅ Cancelado.
press_changed = ✅ Cambiado. El aviso lo muestra.
press_changed_asks = ✅ Cambiado. Preguntamos a { $neighbor } si puede.
press_confirmed = ✅ Guardado. { $parent } sabrá que vas.
press_offered = ✅ Preguntamos a { $to }. Hasta que acepte, sigues a cargo.
details = { $child } · { $place }{ $by_if_any }.
details_password = Contraseña: **{ $password }**. Dila tú primero; { $child } la sabe por { $parent }.

## Questions, which only one person sees

ask_cancelled = ¿Cancelar este aviso? { $neighbor } sabrá que no tiene que ir.
ask_cancelled_open = ¿Cancelar este aviso?
ask_cancelled_unknown = ¿Cancelar este aviso? Si alguien va, sabrá que no tiene que ir.
ask_released = ¿No puedes ir? Se avisará enseguida a los vecinos y a { $parent }.
ask_released_for = ¿Volver a preguntar? { $neighbor } sabrá que no tiene que ir.
ask_done = ¿{ $child } ya está en casa o con su familia?
ask_hand_over = ¿Quién se encarga? Tiene que aceptar primero; hasta entonces sigues a cargo.
ask_hand_over_menu = Elige a una persona
ask_both = Ya tienes a { $other } ({ $other_time }). ¿También a { $child } ({ $time })?
ask_both_no_time = Ya tienes a { $other }. ¿También a { $child }?

## Forms. 45 characters at most

form_change = Cambiar el aviso
form_ask = Pedir ayuda
form_child = Nombre de quien espera
form_place = Dónde
form_when = A qué hora
form_when_now = { $time }. Déjalo vacío si no cambia
form_message = Algo más

## Why a press changed nothing

refused_own = Este aviso es tuyo, así que tiene que responder otra persona.
refused_taken = ¡Gracias! { $took }, así que no hace falta que vayas.
refused_yours = Ya te toca a ti (desde las { $time }).
refused_over = Esto ha terminado: { $how }. ¡Gracias!
refused_not_claimed = Todavía no va nadie.
refused_not_yours = Solo puede hacerlo { $neighbor }: { $took }.
refused_not_the_parent = Solo puede hacerlo { $parent } o quien modera.
refused_never_raised = El bot no conoce este aviso. No ha cambiado nada.
refused_not_a_helper = Solo quien tiene el rol { $role } puede encargarse de avisos. Te lo puede dar quien administra el servidor.
refused_foreign = Este botón es de otro bot. No ha cambiado nada.
refused_damaged = Este botón ya no funciona. No ha cambiado nada. Si puedes ayudar, escribe a la familia.
refused_later = El bot se está actualizando. No ha cambiado nada. Inténtalo otra vez en un minuto.
refused_outside = Pulsa esto en el canal de tu barrio. No ha cambiado nada.
refused_another_server = Este bot es de otro servidor. No ha cambiado nada.
refused_alert_elsewhere = Este aviso es de otro servidor. No ha cambiado nada.
refused_starting = El bot acaba de arrancar. No ha cambiado nada. Inténtalo otra vez en un minuto.
refused_unknown = El bot no conoce esto. No se envió nada. Para pedir ayuda, escribe `/necesitoayuda`.
went_wrong = ⚠️ Algo ha fallado. Si tu aviso no está en el canal en un minuto, NO se envió: llama a alguien.
refused_changed = Esto ha cambiado mientras tanto. Mira el aviso.
refused_with_neighbor = { $child } está con { $neighbor }: pide a { $neighbor } que pase el aviso, o pulsa **{ $button }** cuando { $child } esté en casa.
refused_with_you = { $child } está contigo: pulsa **{ $button }** o escribe a { $parent }.
refused_not_allowed = No puedes encargarte de este aviso.
refused_too_often = Ya has respondido dos veces a este aviso: ahora tiene que ir otra persona.
refused_only_the_parent = Solo puede hacerlo { $parent }.
refused_not_done = Podrás dar las gracias cuando haya terminado.
refused_thanked = Ya has dado las gracias.
refused_too_many = Este aviso tiene demasiadas pulsaciones. No ha cambiado nada. Escribe a { $parent }.
refused_no_backup_needed = Ya no hace falta suplente.
refused_no_backup_open = Todavía no va nadie. Pulsa **{ $button }** si puedes ir.
refused_backup_twice = Ya eres suplente.
refused_has_backup = ¡Gracias! Ya hay suplente.
refused_not_offered = No te lo han pedido a ti. No ha cambiado nada.
refused_not_to_them = Esta persona no puede encargarse. Elige a otra.
refused_too_far = Eso es más de 24 horas después de enviar el aviso. No ha cambiado nada.
refused_no_end = Todavía no va nadie. Para terminar el aviso, pulsa **{ $button }**.
refused_only_admins = Solo puede hacerlo quien administra este servidor.

## The list of open alerts

view_none = No hay avisos abiertos.
view_own = Tus avisos
view_held = Te encargas de
view_others = Otros avisos abiertos
view_line = { $child } · { $place }{ $by_if_any } · { $how }
view_line_private = { $child }{ $by_if_any } · { $how }
view_open = aún no va nadie
view_taken = va { $neighbor }
view_with_child = con { $neighbor }
view_more = { $count ->
    [one] Y 1 más.
   *[other] Y { $count } más.
}
view_starting = El bot acaba de arrancar y aún no conoce todos los avisos. Inténtalo otra vez en un minuto.
view_behind = Puede que esto sea antiguo: el bot se está poniendo al día. Mira el aviso.

## Who may take a person's alerts

block_done = ✅ { $person } no podrá encargarse de tus próximos avisos. No lo sabrá.
block_undone = ✅ { $person } podrá encargarse otra vez de tus próximos avisos.
block_yourself = De todos modos no puedes encargarte de tus propios avisos.
block_bot = Eso es un bot, y los bots no responden a avisos.
block_too_many = Has bloqueado a { $count } personas, y no se puede a más. Desbloquea primero a alguien.
block_not_confirmed = ⚠️ El bot no puede decir si esto se guardó. Inténtalo otra vez.

forget_noted = ✅ Anotado. Se borra lo que el historial tiene sobre ti: nombres, lugares y mensajes, también los de los avisos de los que te encargaste. Kafka guarda su propia copia hasta el { $day } como máximo. Las tarjetas del canal pierden sus nombres por sí solas.
forget_not_confirmed = ⚠️ El bot no puede decir si esto se anotó. Inténtalo otra vez.

## The panel: by when, for what this parent sent last

panel_question = ¿Cuándo hay que recoger a { $child } en { $place }?
panel_message = Tu mensaje: { $message }
panel_now = Ya
panel_in_10 = En 10 min
panel_in_20 = En 20 min
panel_change = Cambiar…

## What is kept of a person, and whether statistics name them

privacy_named = Las estadísticas pueden mostrar tu nombre.
privacy_unnamed = Las estadísticas nunca muestran tu nombre.
privacy_hide = No mostrar mi nombre
privacy_show = Mostrar mi nombre
privacy_kept = **Lo que el bot guarda de ti:** tu nombre, lo que escribiste en los avisos y lo que pulsaste.
privacy_channel = En el canal: los nombres y lugares se borran { $hours } horas después del final de un aviso.
privacy_kafka = En Kafka: { $days } días como máximo.
privacy_history = En el historial: { $days } días. Quedan las cifras, sin nombres.
privacy_no_history = Aquí no hay historial.
privacy_until_changed = A quién bloqueas, y esta elección: hasta que la cambies.
privacy_forget = `/needhelp-me forget` borra lo que el historial tiene de ti.
privacy_not_confirmed = ⚠️ El bot no sabe si esto se guardó. Inténtalo de nuevo.

## Whether everything works, for admins

health_title = **Cómo está el bot**
health_parts_work = ✅ Estas partes funcionan: { $parts }.
health_part_wrong = ❌ { $part }: { $problem }
health_behind = ⚠️ Esta parte del bot aún no ha leído todos los avisos.
finding_wrong = ❌ Mal: { $problem }
finding_warn = ⚠️ Ten en cuenta: { $problem }
finding_fix = Solución: { $fix }
findings_none = ✅ Está todo lo que el bot necesita.
findings_more = Y { $count } más.

## Cómo está configurado un servidor

setup_title = **Así está configurado este servidor**
setup_saved = ✅ Guardado. **Así está configurado este servidor**
setup_not_confirmed = ⚠️ El bot no sabe si esto se guardó. Vuelve a mirar en un momento. **Así estaba configurado este servidor**
setup_not_read = ⚠️ El bot aún no ha leído la configuración de este servidor, así que no se guardó nada. Inténtalo de nuevo en un minuto.
setup_channel = Canal de los avisos: { $channel }
setup_helpers = Ayudantes: { $role }
setup_moderators = Moderadores: { $role }
setup_moderator_channel = Canal de moderación: { $channel }
setup_wider = Círculo más amplio: { $role }
setup_zone = Zona horaria: { $zone }
setup_language = Idioma de los avisos: { $language }
setup_contact = A quién puede llamar una familia: { $contact }
setup_private = Solo quien acepta un aviso lee el nombre y el lugar: { $on }
setup_on = sí
setup_off = no
setup_none = sin elegir
setup_fixed = { $value } (lo decide quien mantiene el bot)
setup_no_helpers = ⚠️ Sin un rol de ayudantes no suena ningún teléfono con un aviso nuevo, y cualquiera puede aceptarlo.
setup_no_zone = ⚠️ Sin zona horaria solo se puede escribir `ya` o plazos como `en 20 min`.
setup_how = Elige abajo el canal y los roles. Escribe el comando otra vez para cambiar lo demás.
setup_panel = Panel *Pedir ayuda*: { $channel }
setup_no_panel = sin publicar
setup_panel_needs_channel = elige antes un canal
setup_post_panel = Publicar el panel
setup_remove_panel = Quitar el panel
setup_test_phones = Probar los teléfonos
setup_panel_posting = ⏳ Publicando el panel…
setup_panel_posted = ✅ El panel está en { $channel }.
setup_panel_removing = ⏳ Quitando el panel…
setup_panel_removed = ✅ El panel ya no está.
setup_panel_not_posted = ❌ El panel NO se publicó: el bot no puede escribir en { $channel }. Clic derecho en el canal → Editar canal → Permisos → rol del bot: permite *Ver canal*, *Enviar mensajes*, *Leer el historial de mensajes* y *Fijar mensajes*. Después pulsa el botón otra vez.
setup_panel_not_confirmed = ⚠️ El bot no sabe si funcionó. Mira el canal y, si no, pulsa el botón otra vez.
setup_choose_channel = Canal de los avisos
setup_choose_helpers = Rol de los ayudantes: suenan sus teléfonos
setup_choose_moderators = Rol de los moderadores
setup_choose_wider = Círculo más amplio: suena si nadie responde
setup_wrong_zone = ❌ No existe la zona horaria "{ $typed }". No se guardó nada. Escribe tu ciudad y elige una sugerencia, por ejemplo `Europe/Madrid`.
setup_wrong_contact = ❌ El contacto tiene que ser una línea de 100 caracteres como máximo. No se guardó nada. Por ejemplo: `Secretaría del colegio, 555 0100`

## The drill: an alert for practice. Its words say TEST

drill_child = PRUEBA
drill_place = PRUEBA (nadie espera)
drill_message = Esto es una PRUEBA. Nadie espera. Puedes pulsar todos los botones.
drill_call = PRUEBA, nadie espera. ¿Sonó tu teléfono? Pulsa **{ $button }**.
drill_sent = ✅ Enviado. Es una PRUEBA; no suena el teléfono de nadie del vecindario.
drill_sent_ringing = ✅ Enviado. Es una PRUEBA; suenan los teléfonos de quienes ayudan.

## The test of the phones: what its admin reads, and what a helper reads who presses the button

phones_posting = ⏳ Publicando la prueba…
phones_posted = ✅ La prueba está en { $channel }. En 15 minutos el equipo de moderación leerá quién respondió.
phones_silent = ⚠️ La prueba no avisó a nadie: Discord no dejó que el bot mencionara { $role }. Solución: Ajustes del servidor → Roles → el rol de quienes ayudan → Permitir que todos mencionen este rol. Después repite la prueba.
phones_no_role = ❌ No se envió ninguna prueba: este servidor no tiene un rol para quienes ayudan. Elígelo con `/needhelp-admin setup`.
phones_no_channel = ❌ No se envió ninguna prueba: no hay un canal para los avisos. Elígelo con `/needhelp-admin setup`.
phones_running = ❌ No se envió ninguna prueba: otra no ha terminado. El equipo de moderación leerá su resultado a las { $time }.
phones_not_posted = ❌ No se envió ninguna prueba: el bot no puede escribir en { $channel }. Solución: Editar canal → Permisos → permítele Ver canal y Enviar mensajes.
phones_not_saved = ❌ No se envió ninguna prueba: el servicio de mensajes no responde. Inténtalo de nuevo en un minuto.
phones_thanks = ✅ ¡Gracias! Si lo viste por casualidad, tu teléfono no sonó: mira si este canal está silenciado.
phones_press_late = Esta prueba ya terminó. ¡Gracias!
phones_press_not_saved = ❌ No llegó. Pulsa otra vez.

## Why a typed command was not sent

not_sent_because = ❌ NO enviado. { $why }
copy_this = Para repetirlo, copia esto:
not_changed_because = ❌ NO cambiado. { $why }
you_typed = Escribiste:
input_empty = `{ $option }` está vacío. Por ejemplo: `{ $option }: { $example }`.
input_too_long = `{ $option }` es demasiado largo: { $max } caracteres como máximo.
input_unreadable = No entiendo «{ $typed }» como hora. Prueba `ahora`, `15:15` o `en 20 min`.
input_past = La hora { $time } ya ha pasado. Si alguien espera, elige `ahora`.
input_far = Faltan más de 24 horas. Pídelo otra vez el día antes.
input_either = ¿«{ $typed }» es por la mañana o por la tarde? Añade `am` o `pm`.
input_other_zone = «{ $typed }» es de otra zona horaria. Escribe la hora de aquí ({ $zone }), o `en 20 min`.
input_no_zone = El bot no conoce tu zona horaria: alguien que administre debe ponerla. Escribe `en 20 min` o `ahora`.
input_no_channel = Discord no dijo qué canal es. Inténtalo otra vez.
input_outside = Escribe `/necesitoayuda` en el servidor de tu barrio, no en un mensaje directo.
place_another_server = ❌ NO enviado. Este bot es de otro servidor. Llama a alguien, o pregunta a quien administra este.
place_starting = El bot acaba de arrancar. Inténtalo en un minuto, o llama ya a alguien.
place_voice = Escribe `/necesitoayuda` en un canal de texto: nadie lee el chat de un canal de voz. O llama a alguien.
place_forum = Escribe `/necesitoayuda` en un canal de texto, no en un foro. O llama a alguien.
place_may_not_post = El bot no puede publicar en este canal: le falta { $permissions }. Escribe `/necesitoayuda` en otro canal, o llama a alguien. Quien administra el servidor puede arreglarlo.
list_and = { $first } y { $second }
permission_view_channel = Ver canal
permission_send_messages = Enviar mensajes
permission_embed_links = Insertar enlaces

## The command. Names: lowercase, 32 characters at most. Descriptions: 100 at most

command_needhelp = necesitoayuda
command_needhelp_does = Pide a tus vecinos que recojan a tu hijo o hija
option_child = quien
option_child_is = Nombre de pila, por ejemplo Jake
option_child_example = Jake
option_location = lugar
option_location_is = Dónde, por ejemplo parada de Oak Street
option_location_example = parada de Oak Street
option_message = mensaje
option_message_is = Algo más, por ejemplo: la reunión se alarga, llego 10 minutos tarde
option_message_example = La reunión se alarga, llego 10 minutos tarde
option_when = hora
option_when_is = A qué hora: ahora, 15:15, 3:15 pm o en 20 min
option_when_example = 15:15
command_me = necesitoayuda-yo
command_me_does = Avisos abiertos, y quién puede encargarse de los tuyos
command_alerts = avisos
command_alerts_does = Muestra los avisos abiertos
command_block = bloquear
command_block_does = Elige a una persona que no puede encargarse de tus avisos
command_unblock = desbloquear
command_unblock_does = Permite otra vez que una persona se encargue de tus avisos
command_thanks = gracias
command_thanks_does = Muestra lo que hiciste por los demás
command_forget = olvidar
command_forget_does = Borra lo que el historial sabe de ti
command_privacy = privacidad
command_privacy_does = Qué se guarda de ti, y si las estadísticas muestran tu nombre
command_admin = necesitoayuda-admin
command_admin_does = Para quienes administran este servidor
command_drill = simulacro
command_drill_does = Envía un aviso de prueba para ver si suenan todos los teléfonos
command_phones = teléfonos
command_phones_does = Prueba si suenan los teléfonos de quienes ayudan
command_stats = estadísticas
command_stats_does = Muestra cómo fueron los avisos
command_setup = configurar
command_setup_does = Configurar el bot para este servidor
command_status = estado
command_status_does = Si todo funciona, y cómo arreglar lo que no
option_user = persona
option_user_is = La persona
option_ring = sonar
option_ring_is = Hacer sonar también los teléfonos de los vecinos (por defecto: no)
option_timezone = zona
option_timezone_is = Zona horaria de las horas que se escriben: escribe una ciudad
option_language = idioma
option_language_is = Idioma de los avisos en el canal
option_contact = contacto
option_contact_is = A quién puede llamar una familia si nadie responde ("-": a nadie)
option_private = privado
option_private_is = Si solo quien acepta un aviso lee el nombre y el lugar
option_moderator_channel = canal-de-moderación
option_moderator_channel_is = Canal en el que el equipo de moderación lee lo que dice el bot
no_message = ¿Puede ir alguien? ¡Gracias!

## Statistics, on the page and in Discord

stats_title = Cómo fueron los avisos
stats_alerts = Avisos
stats_answered = Atendidos
stats_in_time = Atendidos a tiempo
stats_unanswered = Sin respuesta
stats_done = Menor a salvo
stats_median = La mitad se atiende en
stats_p90 = 9 de cada 10 se atienden en
stats_seconds = { $seconds } s
stats_minutes = { $minutes } min { $seconds } s
stats_hours = { $hours } h { $minutes } min
stats_none = No hay avisos en este período.
stats_weeks = Tiempo hasta que se atiende (mediana)
stats_week_axis = Semana (mes-día de su lunes)
stats_seconds_axis = Segundos
stats_minutes_axis = Minutos
stats_map = Avisos por día y hora
stats_hour = Hora
stats_map_answered = Avisos, todos atendidos
stats_map_unanswered = Algunos sin respuesta: sin respuesta/avisos
stats_map_neither = Avisos abiertos o detenidos
stats_helpers = Quién ayudó, por nombre
stats_helper = Nombre
stats_taken = Atendidos
stats_not_named = { $count } sin nombre
stats_last_days = Los últimos { $days } días
stats_all = Todos
stats_unanswered_hours = Sin respuesta, por hora
stats_no_history = Aquí no hay historial, así que no se cuenta nada. Quien administra el bot puede activarlo.
stats_unreadable = ⚠️ Ahora no se puede leer el historial. Inténtalo de nuevo en un minuto.
thanks_none = Todavía no has atendido ningún aviso.
thanks = Has atendido { $claims ->
    [one] 1 aviso
   *[other] { $claims } avisos
}. { $done ->
    [0] Ninguno ha terminado todavía con «Listo».
    [one] 1 terminó con el menor a salvo.
   *[other] { $done } terminaron con el menor a salvo.
}{ $thanked ->
    [0] {""}
    [one] {" "}1 familia te ha dado las gracias.
   *[other] {" "}Las familias te han dado las gracias { $thanked } veces.
} ¡Gracias!

## The card by which an admin tries Discord out. Nobody may take it for an alert

test_content = PRUEBA: nadie necesita ayuda. Este mensaje se borra en unos segundos.
test_title = PRUEBA, no es un aviso
test_description = Quien administra el servidor está probando el bot.
test_edited = Quien administra el servidor está probando el bot. Este aviso de prueba se ha editado.
test_field = Prueba
test_field_value = campo
test_button = PRUEBA
