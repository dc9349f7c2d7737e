//! In Spanish.

use super::table;
use crate::discord::text::Language;

#[test]
fn what_people_get_in_each_moment() {
    insta::assert_snapshot!(table(Language::Spanish), @"
    == asked
    push: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. @helpers
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. @helpers · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == asked for now
    push: ¿Quién puede recoger YA a Jake en Oak Street, bus stop? Sarah pide ayuda. @helpers
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién puede recoger YA a Jake en Oak Street, bus stop? Sarah pide ayuda. @helpers · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: Ya (pedido ‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == a drill
    push: PRUEBA, nadie espera. ¿Sonó tu teléfono? Pulsa **Yo voy**. @helpers
    screen: Aún nadie: TEST necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: PRUEBA, nadie espera. ¿Sonó tu teléfono? Pulsa **Yo voy**. @helpers · Aún nadie: TEST necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: TEST · Quién espera: TEST · Sarah dice: Meeting ran over · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == nobody yet
    push: Quedan 13 minutos: ¿quién recoge a Jake en Oak Street, bus stop? Sigue haciendo falta. @helpers
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹15:02› se volvió a preguntar · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == nobody yet: the parent and the wider group
    push: Quedan 5 minutos: ¿quién recoge a Jake en Oak Street, bus stop? Sigue haciendo falta. @helpers
    push: ¿Alguien puede recoger a Jake antes de las 15:15 en Oak Street, bus stop? Nadie ha respondido. @neighbors
    push: NADIE ha respondido todavía por Jake. Llama ya a alguien: School office, 555 0100. Seguimos preguntando. @Sarah
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹15:10› se volvió a preguntar, ‹15:10› Sarah sabe que no va nadie · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == past its time
    push: NADIE ha respondido todavía por Jake. Llama ya a alguien: School office, 555 0100. @Sarah
    screen: Nadie pudo ir antes de las 15:15 | Si todavía puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién puede recoger YA a Jake en Oak Street, bus stop? Nadie pudo ir antes de las 15:15. · Nadie pudo ir antes de las 15:15 · Si todavía puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹15:15› Sarah sabe que no va nadie · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == taken
    push: Te toca: recoge a Jake antes de las 15:15 en Oak Street, bus stop. @Mike
    push: Mike recogerá a Jake en Oak Street, bus stop. @Sarah
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ya está conmigo] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == has a backup
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [No puedo ir] / [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:52› Lisa es suplente · [Ya está conmigo] · [No puedo ir] · [Cambiar] · [Ya no hace falta]
    == soon
    push: En 5 minutos: recoger a Jake en Oak Street, bus stop. @Mike
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ya está conmigo] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == changed
    push: Sarah cambió el aviso: recoger a Jake en **Elm Road**, **antes de las 15:15**. ¿Puedes? @Mike
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [Sí, voy] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Elm Road. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Elm Road · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:52› aviso cambiado · [Ya está conmigo] · [Sí, voy] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == still going
    push: Mike ha respondido y sí va. @Sarah
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Elm Road. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Elm Road · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:52› aviso cambiado, ‹14:53› Mike sí va · [Ya está conmigo] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == is the child with you
    push: ¿Está Jake contigo? Sarah espera noticias. @Mike
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [Sí, voy] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ya está conmigo] · [Sí, voy] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == no news
    push: Sin noticias de Mike desde las ‹14:51›. Llama a Mike. En el aviso puedes volver a preguntar a los demás. @Sarah
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [Sí, voy] [No puedo ir] / [Puedo ser suplente] [Volver a preguntar] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ya está conmigo] · [Sí, voy] · [No puedo ir] · [Puedo ser suplente] · [Volver a preguntar] · [Cambiar] · [Ya no hace falta]
    == the parent asks again
    push: Sarah pregunta a los demás por Jake: ya no te toca, no vayas. @Mike
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién puede recoger YA a Jake en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹15:24› abierto otra vez · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == given back
    push: Mike no puede ir. Preguntamos otra vez a los vecinos; quedan 21 minutos. @Sarah
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:54› Mike no puede ir · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == given back: the helpers
    push: Sigue abierto: ¿quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Mike no puede ir. @helpers
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:54› Mike no puede ir, ‹14:54› se volvió a preguntar · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == given back: the backup
    push: Mike no puede ir. Preguntamos ahora a Lisa, que es suplente. @Sarah
    push: Te toca: Mike no puede ir. ¿Recoges a Jake antes de las 15:15? @Lisa
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:52› Lisa es suplente, ‹14:54› Mike no puede ir · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == offered
    push: Mike te pide que te encargues de Jake en Oak Street, bus stop. @Lisa
    screen: Mike recogerá a Jake | Mike va desde las ‹14:51›. | [Ya está conmigo] [No puedo ir] [Me encargo yo] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Mike recogerá a Jake · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ya está conmigo] · [No puedo ir] · [Me encargo yo] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == taken over
    push: Te toca: recoge a Jake antes de las 15:15 en Oak Street, bus stop. @Lisa
    push: Lisa se encarga ahora de Jake: ya no te toca. ¡Gracias! @Mike
    push: Lisa releva a Mike: ahora se encarga de Jake. @Sarah
    screen: Lisa recogerá a Jake | Lisa va desde las ‹14:55›. | [Ya está conmigo] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Lisa recogerá a Jake en Oak Street, bus stop. No hace falta que vaya nadie más. · Lisa recogerá a Jake · Lisa va desde las ‹14:55›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:55› Lisa se encarga ahora · [Ya está conmigo] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == with the child
    push: Jake está con Mike. @Sarah
    screen: Mike está con Jake | Jake está con Mike desde las ‹15:13›. | [Listo, todo bien] [Pasar a otra persona]
    heard: Mike está con Jake. No hace falta que vaya nadie más. · Mike está con Jake · Jake está con Mike desde las ‹15:13›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹15:13› Jake está con Mike · [Listo, todo bien] · [Pasar a otra persona]
    == done
    push: Mike dice que Jake está bien. @Sarah
    screen: Jake está bien | Terminó a las ‹15:29›. Mike se encargó de Jake. |
    heard: Jake está bien. ¡Gracias, Mike! · Jake está bien · Terminó a las ‹15:29›. Mike se encargó de Jake. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹15:13› Jake está con Mike
    == done, says the parent
    push: Sarah dice que Jake está bien. ¡Gracias! @Mike
    screen: Terminado | Terminó a las ‹15:29›. Se encargaba Mike desde las ‹14:51›. |
    heard: Este aviso ha terminado. · Terminado · Terminó a las ‹15:29›. Se encargaba Mike desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹15:13› Jake está con Mike
    == no longer needed
    push: No hace falta que vayas: Sarah ya no necesita ayuda. ¡Gracias! @Mike
    screen: Ya no hace falta | Terminó a las ‹14:54›. Se encargaba Mike desde las ‹14:51›. |
    heard: Ya no hace falta: el aviso de Sarah por Jake ha terminado. · Ya no hace falta · Terminó a las ‹14:54›. Se encargaba Mike desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va
    == nobody came
    push: Nadie pudo recoger a Jake. El aviso ha terminado. @Sarah
    screen: Nadie pudo ir | Terminó a las ‹16:15›. |
    heard: Nadie pudo recoger a Jake antes de las 15:15. · Nadie pudo ir · Terminó a las ‹16:15›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over
    == taken, and never done
    screen: La hora ya pasó | Terminó a las ‹14:49›. Se encargaba Mike desde las ‹14:51›. |
    heard: La hora ya pasó: el aviso de Sarah por Jake ha terminado. · La hora ya pasó · Terminó a las ‹14:49›. Se encargaba Mike desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va
    == too late
    push: Demasiado tarde. Llama ya a alguien. Tu aviso llegó al canal después de la hora (15:15); no se preguntó a nadie. @Sarah
    screen: Llegó tarde | Llegó al canal después de las ‹15:15›, así que no sonó ningún teléfono. Pregunta a Sarah si aún hace falta ayuda. |
    heard: Llegó tarde: Sarah pidió ayuda por Jake antes de las 15:15. Pregunta a Sarah. · Llegó tarde · Llegó al canal después de las ‹15:15›, así que no sonó ningún teléfono. Pregunta a Sarah si aún hace falta ayuda. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over
    == not sent
    push: No hace falta que vayas: este aviso no se envió bien, y Sarah sabe que debe llamar a alguien. ¿Dudas? Pregunta a @Sarah. @Mike
    screen: No enviado | Terminó a las ‹14:52›. Se encargaba Mike desde las ‹14:51›. |
    heard: No enviado: avisamos a Sarah de que llame a alguien por Jake. · No enviado · Terminó a las ‹14:52›. Se encargaba Mike desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va
    == the claim was not sent
    push: Corrección: Mike NO va (pulsó demasiado tarde). Seguimos preguntando. @Sarah
    screen: Aún nadie: Jake necesita a alguien | Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a Jake antes de las 15:15 en Oak Street, bus stop? Sarah pide ayuda. · Aún nadie: Jake necesita a alguien · Si puedes ir, pulsa **Yo voy**. Cuenta la primera persona que pulse. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street, bus stop · Quién espera: Jake · Sarah dice: Meeting ran over · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹14:52› Mike no va · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == not posted
    push: NO publicado. Llama ya a alguien. (El bot no puede escribir en el canal; díselo a quien administra el servidor.) @Sarah
    == private: asked
    push: ¿Quién recoge a J. antes de las 15:15 cerca de Oak Street? Abre el aviso. @helpers
    screen: Aún nadie: J. necesita a alguien | Si puedes ir, pulsa **Yo voy**. Después leerás quién y dónde. | [Yo voy] / [Cambiar] [Ya no hace falta]
    heard: ¿Quién recoge a J. antes de las 15:15 cerca de Oak Street? Abre el aviso. @helpers · Aún nadie: J. necesita a alguien · Si puedes ir, pulsa **Yo voy**. Después leerás quién y dónde. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street · Quién espera: J. · [Yo voy] · [Cambiar] · [Ya no hace falta]
    == private: taken
    push: Te toca: recoge a Jake antes de las 15:15 en Oak Street, bus stop. @Mike
    push: Mike recogerá a Jake en Oak Street, bus stop. @Sarah
    screen: Mike recogerá a J. | Mike va desde las ‹14:51›. | [Ver datos] [Ya está conmigo] [No puedo ir] / [Puedo ser suplente] [Cambiar] [Ya no hace falta]
    heard: Mike recogerá a J. No hace falta que vaya nadie más. · Mike recogerá a J. · Mike va desde las ‹14:51›. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street · Quién espera: J. · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va · [Ver datos] · [Ya está conmigo] · [No puedo ir] · [Puedo ser suplente] · [Cambiar] · [Ya no hace falta]
    == private: done
    push: Mike dice que Jake está bien. @Sarah
    screen: J. está bien | Terminó a las ‹15:29›. Mike se encargó de J. |
    heard: J. está bien. ¡Gracias, Mike! · J. está bien · Terminó a las ‹15:29›. Mike se encargó de J. · A qué hora: ‹15:15› (‹…›) · Dónde: Oak Street · Quién espera: J. · Hasta ahora: ‹14:49› aviso enviado, ‹14:51› Mike va, ‹15:13› J. está con Mike
    ");
}
