//! The two words by which a child knows the neighbor who meets them (docs/protocol.md#rule-29).
//!
//! They are computed from the claim by a key that only the bot has, so that the parent and the neighbor read the same words
//! and nothing has to be stored. The lists must never change: a child may know the words already.

use std::fmt;

use ring::hmac;

use crate::alert::EventId;
use crate::discord::text::Language;

/// The key behind all passwords of a bot.
#[derive(Clone)]
pub struct Passwords(hmac::Key);

impl Passwords {
    /// The key of the bot with this token. Another token makes other passwords.
    #[must_use]
    pub fn new(token: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes());
        Passwords(hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, b"needhelp password").as_ref()))
    }

    /// The two words of a claim, in the server's language for everybody.
    #[must_use]
    pub(crate) fn of(&self, claim: &EventId, language: Language) -> String {
        let tag = hmac::sign(&self.0, claim.as_str().as_bytes());
        let words: Vec<&str> = words(language).split_whitespace().collect();
        let word = |at: usize| words[usize::from(tag.as_ref()[at]) % words.len()];
        format!("{} {}", word(0), word(1))
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

fn words(language: Language) -> &'static str {
    match language {
        Language::English => ENGLISH,
        Language::Spanish => SPANISH,
        Language::German => GERMAN,
        Language::French => FRENCH,
        #[cfg(test)]
        Language::Bracketed => ENGLISH,
    }
}

const ENGLISH: &str = "\
apple autumn baker balloon basket beaver bicycle blanket boat bottle bridge brother butter button candle carrot \
castle cherry chimney cloud copper cotton dolphin dragon drum eagle feather field finger flower forest garden \
guitar hammer harbor honey island jacket kitten ladder lantern lemon lion maple meadow mirror monkey moon \
mountain orange paper pencil pepper piano pillow planet pumpkin rabbit river rocket silver spoon tiger window";

const SPANISH: &str = "\
abeja abrigo aceite agua aldea almendra ancla anillo araña arena barco bosque botella brújula caballo camino \
campana canela castillo cereza cielo cometa conejo cuchara delfín dragón escalera espejo estrella faro flauta \
flor fuego gato girasol globo gorra guitarra hoja isla jardín ladrillo lago lápiz leche león limón luna madera \
manzana mariposa martillo montaña naranja nube papel pera piano puente queso río roca tambor ventana";

const GERMAN: &str = "\
Abend Adler Ahorn Anker Apfel Bach Ballon Baum Becher Berg Biene Birne Blume Boot Brücke Burg Delfin Donner \
Drache Eimer Ente Fahne Feder Feuer Flöte Fluss Garten Glocke Hafen Hammer Hase Honig Igel Insel Jacke Kerze \
Kirsche Kissen Korb Kuchen Lampe Leiter Löffel Löwe Mond Mühle Muschel Nadel Nebel Orgel Papier Pinsel Pferd \
Quelle Regen Ring Schiff Segel Sonne Stern Tiger Trommel Wald Wolke";

const FRENCH: &str = "\
abeille aigle ancre arbre automne ballon bateau biche bouton branche brume cabane canard carotte castor cerise \
chapeau château chemin cheval citron cloche colline coquille crayon dauphin dragon écharpe étoile fenêtre \
feuille flûte fontaine forêt fraise galet gâteau girafe guitare herbe horloge île jardin lampe lapin lion lune \
marteau miel miroir montagne moulin nuage orange oreiller papillon piano pont pomme prairie renard rivière \
tambour tigre";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_claim_never_change() {
        let passwords = Passwords::new("token");
        let claim = EventId::new("1305193870427029599");
        let words = [Language::English, Language::Spanish, Language::German, Language::French];
        assert_eq!(
            words.map(|language| passwords.of(&claim, language)),
            ["cotton piano", "cometa naranja", "Fahne Quelle", "cloche orange",]
        );
        assert_ne!(passwords.of(&claim, Language::English), Passwords::new("another").of(&claim, Language::English));
        assert_ne!(
            passwords.of(&claim, Language::English),
            passwords.of(&EventId::new("1305193870427029600"), Language::English)
        );
    }

    #[test]
    fn each_language_has_64_different_words() {
        for language in Language::ALL {
            let mut words: Vec<_> = words(language).split_whitespace().collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), 64, "{language:?}");
        }
    }
}
