//! In German.

use super::table;
use crate::discord::text::Language;

#[test]
fn what_people_get_in_each_moment() {
    insta::assert_snapshot!(table(Language::German), @"
    == asked
    push: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. @helpers
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. @helpers · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == asked for now
    push: Wer kann Jake JETZT abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. @helpers
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake JETZT abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. @helpers · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: Jetzt (gefragt ‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == a drill
    push: TEST, kein Kind wartet. Hat dein Handy geklingelt? Drück **Ich übernehme**. @helpers
    screen: Noch niemand: TEST braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: TEST, kein Kind wartet. Hat dein Handy geklingelt? Drück **Ich übernehme**. @helpers · Noch niemand: TEST braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: TEST · Kind: TEST · Sarah schreibt: Meeting ran over · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == nobody yet
    push: Noch offen, nur noch 13 Minuten: Wer holt Jake ab? Ort: Oak Street, bus stop. @helpers
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹15:02› noch einmal gefragt · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == nobody yet: the parent and the wider group
    push: Noch offen, nur noch 5 Minuten: Wer holt Jake ab? Ort: Oak Street, bus stop. @helpers
    push: Kann irgendjemand Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Niemand hat geantwortet. @neighbors
    push: NIEMAND hat bisher für Jake übernommen. Ruf jetzt jemanden an: School office, 555 0100. Die Nachbarschaft wird noch einmal gefragt. @Sarah
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹15:10› noch einmal gefragt, ‹15:10› Sarah weiß, dass niemand kommt · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == past its time
    push: NIEMAND hat bisher für Jake übernommen. Ruf jetzt jemanden an: School office, 555 0100. @Sarah
    screen: Niemand hat sich bis 15:15 Uhr gemeldet | Wenn du noch hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake JETZT abholen? Ort: Oak Street, bus stop. Niemand hat sich bis 15:15 Uhr gemeldet. · Niemand hat sich bis 15:15 Uhr gemeldet · Wenn du noch hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹15:15› Sarah weiß, dass niemand kommt · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == taken
    push: Du hast übernommen: Bitte hol Jake bis 15:15 Uhr ab (Oak Street, bus stop). @Mike
    push: Mike holt Jake ab (Oak Street, bus stop). @Sarah
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Kind ist bei mir] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == has a backup
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ich kann nicht] / [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:52› Lisa kann einspringen · [Kind ist bei mir] · [Ich kann nicht] · [Ändern] · [Nicht mehr nötig]
    == soon
    push: In 5 Minuten: Jake abholen (Oak Street, bus stop). @Mike
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Kind ist bei mir] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == changed
    push: Geändert von Sarah: Jake abholen, **bis 15:15 Uhr**, Ort: **Elm Road**. Geht das noch? @Mike
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ja, ich gehe hin] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Elm Road). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Elm Road · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:52› Anfrage geändert · [Kind ist bei mir] · [Ja, ich gehe hin] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == still going
    push: Mike hat geantwortet und kommt. @Sarah
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Elm Road). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Elm Road · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:52› Anfrage geändert, ‹14:53› Mike kommt weiterhin · [Kind ist bei mir] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == is the child with you
    push: Ist Jake bei dir? Sarah wartet auf Nachricht. @Mike
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ja, ich gehe hin] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Kind ist bei mir] · [Ja, ich gehe hin] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == no news
    push: Seit ‹14:51› nichts von Mike gehört. Ruf Mike oder am Treffpunkt an. Über die Anfrage kannst du die anderen neu fragen. @Sarah
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ja, ich gehe hin] [Ich kann nicht] / [Ich kann einspringen] [Andere neu fragen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Kind ist bei mir] · [Ja, ich gehe hin] · [Ich kann nicht] · [Ich kann einspringen] · [Andere neu fragen] · [Ändern] · [Nicht mehr nötig]
    == the parent asks again
    push: Sarah fragt die anderen für Jake: Du bist nicht mehr zuständig, bitte geh nicht hin. @Mike
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake JETZT abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹15:24› wieder offen · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == given back
    push: Mike kann nicht kommen. Die Nachbarschaft wird noch einmal gefragt; es bleiben 21 Minuten. @Sarah
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:54› Mike kann nicht · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == given back: the helpers
    push: Noch offen: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Mike kann nicht kommen. @helpers
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:54› Mike kann nicht, ‹14:54› noch einmal gefragt · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == given back: the backup
    push: Mike kann nicht kommen. Jetzt wird Lisa gefragt. @Sarah
    push: Jetzt du: Mike kann nicht. Holst du Jake bis 15:15 Uhr ab? @Lisa
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:52› Lisa kann einspringen, ‹14:54› Mike kann nicht · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == offered
    push: Mike bittet dich, Jake zu übernehmen (Oak Street, bus stop). @Lisa
    screen: Mike holt Jake ab | Mike hat um ‹14:51› übernommen. | [Kind ist bei mir] [Ich kann nicht] [Ich löse ab] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Mike holt Jake ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Kind ist bei mir] · [Ich kann nicht] · [Ich löse ab] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == taken over
    push: Du hast übernommen: Bitte hol Jake bis 15:15 Uhr ab (Oak Street, bus stop). @Lisa
    push: Lisa kümmert sich jetzt um Jake: Du bist nicht mehr zuständig. Danke! @Mike
    push: Lisa löst Mike ab und kümmert sich jetzt um Jake. @Sarah
    screen: Lisa holt Jake ab | Lisa hat um ‹14:55› übernommen. | [Kind ist bei mir] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Lisa holt Jake ab (Oak Street, bus stop). Sonst muss niemand hin. · Lisa holt Jake ab · Lisa hat um ‹14:55› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:55› Lisa übernimmt jetzt · [Kind ist bei mir] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == with the child
    push: Jake ist bei Mike. @Sarah
    screen: Mike ist bei Jake | Jake ist seit ‹15:13› bei Mike. | [Erledigt, alles gut] [Weitergeben]
    heard: Mike ist bei Jake. Sonst muss niemand hin. · Mike ist bei Jake · Jake ist seit ‹15:13› bei Mike. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹15:13› Jake ist bei Mike · [Erledigt, alles gut] · [Weitergeben]
    == done
    push: Jake ist in Sicherheit, sagt Mike. @Sarah
    screen: Jake ist in Sicherheit | Beendet um ‹15:29›. Mike hat sich um Jake gekümmert. |
    heard: Jake ist in Sicherheit. Danke, Mike! · Jake ist in Sicherheit · Beendet um ‹15:29›. Mike hat sich um Jake gekümmert. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹15:13› Jake ist bei Mike
    == done, says the parent
    push: Sarah sagt, dass Jake in Sicherheit ist. Danke! @Mike
    screen: Beendet | Beendet um ‹15:29›. Mike hatte um ‹14:51› übernommen. |
    heard: Diese Anfrage ist beendet. · Beendet · Beendet um ‹15:29›. Mike hatte um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹15:13› Jake ist bei Mike
    == no longer needed
    push: Du musst nicht hin: Sarah braucht keine Hilfe mehr. Danke! @Mike
    screen: Nicht mehr nötig | Beendet um ‹14:54›. Mike hatte um ‹14:51› übernommen. |
    heard: Nicht mehr nötig: Die Anfrage von Sarah für Jake ist beendet. · Nicht mehr nötig · Beendet um ‹14:54›. Mike hatte um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen
    == nobody came
    push: Für Jake hat sich niemand gemeldet. Die Anfrage ist beendet. @Sarah
    screen: Niemand hat sich gemeldet | Beendet um ‹16:15›. |
    heard: Für Jake hat sich bis 15:15 Uhr niemand gemeldet. · Niemand hat sich gemeldet · Beendet um ‹16:15›. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over
    == taken, and never done
    screen: Die Zeit ist vorbei | Beendet um ‹14:49›. Mike hatte um ‹14:51› übernommen. |
    heard: Die Zeit ist vorbei: Die Anfrage von Sarah für Jake ist beendet. · Die Zeit ist vorbei · Beendet um ‹14:49›. Mike hatte um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen
    == too late
    push: Zu spät. Ruf jetzt jemanden an. Deine Anfrage kam erst nach 15:15 Uhr im Kanal an; niemand wurde gefragt. @Sarah
    screen: Zu spät angekommen | Das kam nach ‹15:15› im Kanal an, darum hat kein Handy geklingelt. Bitte frag Sarah, ob noch Hilfe gebraucht wird. |
    heard: Zu spät angekommen: Sarah hat um Hilfe für Jake bis 15:15 Uhr gebeten. Bitte frag bei Sarah nach. · Zu spät angekommen · Das kam nach ‹15:15› im Kanal an, darum hat kein Handy geklingelt. Bitte frag Sarah, ob noch Hilfe gebraucht wird. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over
    == not sent
    push: Du musst nicht hin: Diese Anfrage wurde nicht richtig gesendet, und Sarah soll jemanden anrufen. Unsicher? Frag @Sarah. @Mike
    screen: Nicht gesendet | Beendet um ‹14:52›. Mike hatte um ‹14:51› übernommen. |
    heard: Nicht gesendet: Sarah weiß, dass für Jake jemand angerufen werden muss. · Nicht gesendet · Beendet um ‹14:52›. Mike hatte um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen
    == the claim was not sent
    push: Korrektur: Mike kommt NICHT (der Klick kam zu spät an). Die Nachbarschaft wird noch einmal gefragt. @Sarah
    screen: Noch niemand: Jake braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann Jake bis 15:15 Uhr abholen? Ort: Oak Street, bus stop. Sarah braucht Hilfe. · Noch niemand: Jake braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Es zählt, wer zuerst drückt. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street, bus stop · Kind: Jake · Sarah schreibt: Meeting ran over · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹14:52› Mike hat doch nicht übernommen · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == not posted
    push: NICHT angezeigt. Ruf jetzt jemanden an. (Der Bot darf im Kanal nicht schreiben; bitte sag der Serververwaltung Bescheid.) @Sarah
    == private: asked
    push: Wer kann J. bis 15:15 Uhr abholen? Gegend: Oak Street. Öffne die Anfrage. @helpers
    screen: Noch niemand: J. braucht jemanden | Wenn du hinkannst, drück **Ich übernehme**. Dann liest du, wer und wo. | [Ich übernehme] / [Ändern] [Nicht mehr nötig]
    heard: Wer kann J. bis 15:15 Uhr abholen? Gegend: Oak Street. Öffne die Anfrage. @helpers · Noch niemand: J. braucht jemanden · Wenn du hinkannst, drück **Ich übernehme**. Dann liest du, wer und wo. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street · Kind: J. · [Ich übernehme] · [Ändern] · [Nicht mehr nötig]
    == private: taken
    push: Du hast übernommen: Bitte hol Jake bis 15:15 Uhr ab (Oak Street, bus stop). @Mike
    push: Mike holt Jake ab (Oak Street, bus stop). @Sarah
    screen: Mike holt J. ab | Mike hat um ‹14:51› übernommen. | [Details] [Kind ist bei mir] [Ich kann nicht] / [Ich kann einspringen] [Ändern] [Nicht mehr nötig]
    heard: Mike holt J. ab. Sonst muss niemand hin. · Mike holt J. ab · Mike hat um ‹14:51› übernommen. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street · Kind: J. · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen · [Details] · [Kind ist bei mir] · [Ich kann nicht] · [Ich kann einspringen] · [Ändern] · [Nicht mehr nötig]
    == private: done
    push: Jake ist in Sicherheit, sagt Mike. @Sarah
    screen: J. ist in Sicherheit | Beendet um ‹15:29›. Mike hat sich um J. gekümmert. |
    heard: J. ist in Sicherheit. Danke, Mike! · J. ist in Sicherheit · Beendet um ‹15:29›. Mike hat sich um J. gekümmert. · Bis wann: ‹15:15› (‹…›) · Wo: Oak Street · Kind: J. · Bisher: ‹14:49› Anfrage gesendet, ‹14:51› Mike hat übernommen, ‹15:13› J. ist bei Mike
    ");
}
