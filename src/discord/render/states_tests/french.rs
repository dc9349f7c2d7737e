//! In French.

use super::table;
use crate::discord::text::Language;

#[test]
fn what_people_get_in_each_moment() {
    insta::assert_snapshot!(table(Language::French), @"
    == asked
    push: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. @helpers
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. @helpers · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == asked for now
    push: Qui peut aller chercher Jake MAINTENANT ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. @helpers
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake MAINTENANT ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. @helpers · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: Maintenant (demandé ‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == a drill
    push: TEST, aucun enfant n’attend. Ton téléphone a sonné ? Appuie sur **Je m’en occupe**. @helpers
    screen: Encore personne pour TEST | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: TEST, aucun enfant n’attend. Ton téléphone a sonné ? Appuie sur **Je m’en occupe**. @helpers · Encore personne pour TEST · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: TEST · Enfant: TEST · Sarah écrit: Meeting ran over · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == nobody yet
    push: Plus que 13 minutes : qui peut aller chercher Jake ? Lieu : Oak Street, bus stop. @helpers
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹15:02› nouvelle demande · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == nobody yet: the parent and the wider group
    push: Plus que 5 minutes : qui peut aller chercher Jake ? Lieu : Oak Street, bus stop. @helpers
    push: Quelqu’un peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Personne n’a répondu. @neighbors
    push: PERSONNE n’a encore répondu pour Jake. Appelle quelqu’un maintenant : School office, 555 0100. Le voisinage reçoit une nouvelle demande. @Sarah
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹15:10› nouvelle demande, ‹15:10› Sarah sait que personne ne vient · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == past its time
    push: PERSONNE n’a encore répondu pour Jake. Appelle quelqu’un maintenant : School office, 555 0100. @Sarah
    screen: Personne ne s’est proposé avant 15 h 15 | Si tu peux encore y aller, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake MAINTENANT ? Lieu : Oak Street, bus stop. Personne ne s’est proposé avant 15 h 15. · Personne ne s’est proposé avant 15 h 15 · Si tu peux encore y aller, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹15:15› Sarah sait que personne ne vient · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == taken
    push: Tu t’en occupes : va chercher Jake avant 15 h 15 (Oak Street, bus stop). @Mike
    push: Mike va chercher Jake (Oak Street, bus stop). @Sarah
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Enfant avec moi] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == has a backup
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Je ne peux pas] / [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:52› Lisa peut remplacer · [Enfant avec moi] · [Je ne peux pas] · [Modifier] · [Plus nécessaire]
    == soon
    push: Dans 5 minutes : va chercher Jake (Oak Street, bus stop). @Mike
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Enfant avec moi] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == changed
    push: Sarah a modifié l’alerte : va chercher Jake, **avant 15 h 15**, lieu : **Elm Road**. C’est toujours bon ? @Mike
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Oui, j’y vais] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Elm Road). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Elm Road · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:52› alerte modifiée · [Enfant avec moi] · [Oui, j’y vais] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == still going
    push: Mike a répondu et vient toujours. @Sarah
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Elm Road). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Elm Road · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:52› alerte modifiée, ‹14:53› Mike y va toujours · [Enfant avec moi] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == is the child with you
    push: Jake est avec toi ? Sarah attend des nouvelles. @Mike
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Oui, j’y vais] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Enfant avec moi] · [Oui, j’y vais] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == no news
    push: Mike : aucune nouvelle depuis ‹14:51›. Appelle Mike ou quelqu’un sur place. Sur l’alerte, tu peux demander aux autres. @Sarah
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Oui, j’y vais] [Je ne peux pas] / [Je peux remplacer] [Demander aux autres] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Enfant avec moi] · [Oui, j’y vais] · [Je ne peux pas] · [Je peux remplacer] · [Demander aux autres] · [Modifier] · [Plus nécessaire]
    == the parent asks again
    push: Sarah demande aux autres pour Jake : tu ne t’en occupes plus, n’y va pas. @Mike
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake MAINTENANT ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹15:24› ouverte à nouveau · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == given back
    push: Mike ne peut pas venir. Le voisinage reçoit une nouvelle demande ; il reste 21 minutes. @Sarah
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:54› Mike ne peut pas venir · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == given back: the helpers
    push: Rappel : qui va chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Mike ne peut pas venir. @helpers
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:54› Mike ne peut pas venir, ‹14:54› nouvelle demande · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == given back: the backup
    push: Mike ne peut pas venir. On demande maintenant à Lisa. @Sarah
    push: À toi : Mike ne peut pas venir. Tu peux aller chercher Jake avant 15 h 15 ? @Lisa
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:52› Lisa peut remplacer, ‹14:54› Mike ne peut pas venir · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == offered
    push: Mike te demande de prendre le relais pour Jake (Oak Street, bus stop). @Lisa
    screen: Mike va chercher Jake | Mike s’en occupe depuis ‹14:51›. | [Enfant avec moi] [Je ne peux pas] [Je prends le relais] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Mike va chercher Jake · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Enfant avec moi] · [Je ne peux pas] · [Je prends le relais] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == taken over
    push: Tu t’en occupes : va chercher Jake avant 15 h 15 (Oak Street, bus stop). @Lisa
    push: Lisa prend le relais pour Jake : tu ne t’en occupes plus. Merci ! @Mike
    push: Jake : Lisa prend le relais, Mike ne s’en occupe plus. @Sarah
    screen: Lisa va chercher Jake | Lisa s’en occupe depuis ‹14:55›. | [Enfant avec moi] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Lisa va chercher Jake (Oak Street, bus stop). Personne d’autre n’a besoin d’y aller. · Lisa va chercher Jake · Lisa s’en occupe depuis ‹14:55›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:55› Lisa a pris le relais · [Enfant avec moi] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == with the child
    push: Jake est avec Mike. @Sarah
    screen: Mike est avec Jake | Jake est avec Mike depuis ‹15:13›. | [Fini, tout va bien] [Passer le relais]
    heard: Mike est avec Jake. Personne d’autre n’a besoin d’y aller. · Mike est avec Jake · Jake est avec Mike depuis ‹15:13›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹15:13› Jake est avec Mike · [Fini, tout va bien] · [Passer le relais]
    == done
    push: Tout va bien pour Jake, dit Mike. @Sarah
    screen: Tout va bien pour Jake | Terminée à ‹15:29›. Mike a pris soin de l’enfant (Jake). |
    heard: Tout va bien pour Jake. Merci, Mike ! · Tout va bien pour Jake · Terminée à ‹15:29›. Mike a pris soin de l’enfant (Jake). · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹15:13› Jake est avec Mike
    == done, says the parent
    push: Sarah dit que tout va bien pour Jake. Merci ! @Mike
    screen: Terminée | Terminée à ‹15:29›. Mike s’en occupait depuis ‹14:51›. |
    heard: Cette alerte est terminée. · Terminée · Terminée à ‹15:29›. Mike s’en occupait depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹15:13› Jake est avec Mike
    == no longer needed
    push: Inutile d’y aller : Sarah n’a plus besoin d’aide. Merci ! @Mike
    screen: Plus nécessaire | Terminée à ‹14:54›. Mike s’en occupait depuis ‹14:51›. |
    heard: Plus nécessaire : l’alerte de Sarah pour Jake est terminée. · Plus nécessaire · Terminée à ‹14:54›. Mike s’en occupait depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe
    == nobody came
    push: Personne ne s’est proposé pour Jake. L’alerte est terminée. @Sarah
    screen: Personne ne s’est proposé | Terminée à ‹16:15›. |
    heard: Personne ne s’est proposé pour Jake avant 15 h 15. · Personne ne s’est proposé · Terminée à ‹16:15›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over
    == taken, and never done
    screen: L’heure est passée | Terminée à ‹14:49›. Mike s’en occupait depuis ‹14:51›. |
    heard: L’heure est passée : l’alerte pour Jake (Sarah) est terminée. · L’heure est passée · Terminée à ‹14:49›. Mike s’en occupait depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe
    == too late
    push: Trop tard. Appelle quelqu’un maintenant. Ton alerte est arrivée après 15 h 15 ; personne n’a reçu la demande. @Sarah
    screen: Arrivée trop tard | L’alerte est arrivée après ‹15:15›, donc aucun téléphone n’a sonné. Vérifie si l’aide est encore nécessaire : écris à Sarah. |
    heard: Arrivée trop tard : Sarah a demandé de l’aide pour Jake avant 15 h 15. Demande des nouvelles à Sarah. · Arrivée trop tard · L’alerte est arrivée après ‹15:15›, donc aucun téléphone n’a sonné. Vérifie si l’aide est encore nécessaire : écris à Sarah. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over
    == not sent
    push: Inutile d’y aller : cette alerte n’est pas bien partie, et Sarah sait qu’il faut appeler quelqu’un. Un doute ? Écris à @Sarah. @Mike
    screen: Non envoyée | Terminée à ‹14:52›. Mike s’en occupait depuis ‹14:51›. |
    heard: Non envoyée : Sarah sait qu’il faut appeler quelqu’un pour Jake. · Non envoyée · Terminée à ‹14:52›. Mike s’en occupait depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe
    == the claim was not sent
    push: Correction : Mike ne vient PAS (la réponse est arrivée trop tard). Le voisinage reçoit une nouvelle demande. @Sarah
    screen: Encore personne pour Jake | Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher Jake avant 15 h 15 ? Lieu : Oak Street, bus stop. Sarah a besoin d’aide. · Encore personne pour Jake · Si tu peux y être, appuie sur **Je m’en occupe**. La première réponse compte. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street, bus stop · Enfant: Jake · Sarah écrit: Meeting ran over · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹14:52› Mike ne s’en occupe pas · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == not posted
    push: NON publiée. Appelle quelqu’un maintenant. (Le bot ne peut pas écrire dans le salon ; préviens l’administration du serveur.) @Sarah
    == private: asked
    push: Qui peut aller chercher J. avant 15 h 15 ? Quartier : Oak Street. Ouvre l’alerte. @helpers
    screen: Encore personne pour J. | Si tu peux y être, appuie sur **Je m’en occupe**. Tu liras ensuite qui et où. | [Je m’en occupe] / [Modifier] [Plus nécessaire]
    heard: Qui peut aller chercher J. avant 15 h 15 ? Quartier : Oak Street. Ouvre l’alerte. @helpers · Encore personne pour J. · Si tu peux y être, appuie sur **Je m’en occupe**. Tu liras ensuite qui et où. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street · Enfant: J. · [Je m’en occupe] · [Modifier] · [Plus nécessaire]
    == private: taken
    push: Tu t’en occupes : va chercher Jake avant 15 h 15 (Oak Street, bus stop). @Mike
    push: Mike va chercher Jake (Oak Street, bus stop). @Sarah
    screen: Mike va chercher J. | Mike s’en occupe depuis ‹14:51›. | [Détails] [Enfant avec moi] [Je ne peux pas] / [Je peux remplacer] [Modifier] [Plus nécessaire]
    heard: Mike va chercher J. Personne d’autre n’a besoin d’y aller. · Mike va chercher J. · Mike s’en occupe depuis ‹14:51›. · Avant: ‹15:15› (‹…›) · Lieu: Oak Street · Enfant: J. · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe · [Détails] · [Enfant avec moi] · [Je ne peux pas] · [Je peux remplacer] · [Modifier] · [Plus nécessaire]
    == private: done
    push: Tout va bien pour Jake, dit Mike. @Sarah
    screen: Tout va bien pour J. | Terminée à ‹15:29›. Mike a pris soin de l’enfant (J.). |
    heard: Tout va bien pour J. Merci, Mike ! · Tout va bien pour J. · Terminée à ‹15:29›. Mike a pris soin de l’enfant (J.). · Avant: ‹15:15› (‹…›) · Lieu: Oak Street · Enfant: J. · Jusqu’ici: ‹14:49› alerte envoyée, ‹14:51› Mike s’en occupe, ‹15:13› J. est avec Mike
    ");
}
