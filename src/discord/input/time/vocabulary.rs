//! The words and phrases of typed times, and what they mean in canonical words.
//!
//! English, Spanish, French, German and Portuguese. Must not read a text: [`super::words`] does.

/// Canonical words. Numbers are their digits, and `:` stands between hours and minutes.
pub(super) mod is {
    /// At once.
    pub(crate) const NOW: &str = "now";
    /// A wait follows.
    pub(crate) const IN: &str = "in";
    /// The wait counts backwards.
    pub(crate) const AGO: &str = "ago";
    /// A time of the day follows.
    pub(crate) const AT: &str = "at";
    /// "hours", which no language uses for a time of the day.
    pub(crate) const HOURS: &str = "hours";
    /// "h", "horas", "heures", "Uhr": an hour of the day, or with "in" a number of hours.
    pub(crate) const H: &str = "h";
    /// Minutes.
    pub(crate) const MIN: &str = "min";
    /// Seconds.
    pub(crate) const SECONDS: &str = "s";
    /// Days and longer, which are always too far.
    pub(crate) const DAYS: &str = "days";
    /// 30 minutes.
    pub(crate) const HALF: &str = "half";
    /// German "halb 4": half an hour before.
    pub(crate) const HALB: &str = "halb";
    /// "y", "et", "und".
    pub(crate) const AND: &str = "&";
    /// "10 past 3"
    pub(crate) const PAST: &str = "past";
    /// "10 to 4"
    pub(crate) const TO: &str = "to";
    /// "4 menos 10"
    pub(crate) const MINUS: &str = "minus";
    /// 12:00
    pub(crate) const NOON: &str = "noon";
    /// 24:00
    pub(crate) const MIDNIGHT: &str = "midnight";
    /// Before noon.
    pub(crate) const AM: &str = "am";
    /// After noon.
    pub(crate) const PM: &str = "pm";
    /// From 5 PM to 4 AM.
    pub(crate) const EVENING: &str = "evening";
    /// The day on which it is typed.
    pub(crate) const TODAY: &str = "today";
    /// The next day.
    pub(crate) const TOMORROW: &str = "tomorrow";
    /// The days of the week, Monday first.
    pub(crate) const WEEKDAYS: [&str; 7] = ["#mon", "#tue", "#wed", "#thu", "#fri", "#sat", "#sun"];
}

/// Phrases of several words, and what they are in canonical words. The longest is taken first.
pub(super) const PHRASES: &[(&str, &str)] = &[
    // at once
    ("right now", is::NOW),
    ("ahora mismo", is::NOW),
    ("ya mismo", is::NOW),
    ("tout de suite", is::NOW),
    ("agora mesmo", is::NOW),
    ("right away", is::NOW),
    ("as soon as possible", is::NOW),
    ("cuanto antes", is::NOW),
    ("lo antes posible", is::NOW),
    ("de inmediato", is::NOW),
    ("des que possible", is::NOW),
    ("so schnell wie moglich", is::NOW),
    // waits
    ("dentro de", is::IN),
    ("daqui a", is::IN),
    ("d ici", is::IN),
    // parts of the day
    ("in the morning", is::AM),
    ("in the afternoon", is::PM),
    ("in the evening", is::EVENING),
    ("at night", is::EVENING),
    ("this morning", "today am"),
    ("this afternoon", "today pm"),
    ("this evening", "today evening"),
    ("de la manana", is::AM),
    ("por la manana", is::AM),
    ("en la manana", is::AM),
    ("de la madrugada", is::AM),
    ("en la tarde", is::PM),
    ("en la noche", is::EVENING),
    ("de la tarde", is::PM),
    ("por la tarde", is::PM),
    ("esta tarde", "today pm"),
    ("de la noche", is::EVENING),
    ("por la noche", is::EVENING),
    ("esta noche", "today evening"),
    ("du matin", is::AM),
    ("de l apres-midi", is::PM),
    ("de l apres midi", is::PM),
    ("cet apres-midi", "today pm"),
    ("du soir", is::EVENING),
    ("ce soir", "today evening"),
    ("morgen fruh", "tomorrow am"),
    ("am morgen", is::AM),
    ("am vormittag", is::AM),
    ("am nachmittag", is::PM),
    ("am abend", is::EVENING),
    ("heute nachmittag", "today pm"),
    ("heute abend", "today evening"),
    ("da manha", is::AM),
    ("de manha", is::AM),
    ("da madrugada", is::AM),
    ("da tarde", is::PM),
    ("da noite", is::EVENING),
    ("hoje a tarde", "today pm"),
    ("hoje a noite", "today evening"),
    // noon and midnight
    ("del mediodia", is::NOON),
    ("del dia", is::NOON),
    ("do dia", is::NOON),
    ("medio dia", is::NOON),
    ("meio dia", is::NOON),
    ("media noche", is::MIDNIGHT),
    ("meia noite", is::MIDNIGHT),
    // days
    ("aujourd hui", is::TODAY),
    // parts of an hour
    ("half an hour", "30 min"),
    ("half a hour", "30 min"),
    ("a half hour", "30 min"),
    ("half hour", "30 min"),
    ("una media hora", "30 min"),
    ("media hora", "30 min"),
    ("une demi-heure", "30 min"),
    ("une demi heure", "30 min"),
    ("demi-heure", "30 min"),
    ("einer halben stunde", "30 min"),
    ("halben stunde", "30 min"),
    ("halbe stunde", "30 min"),
    ("meia hora", "30 min"),
    ("a quarter of an hour", "15 min"),
    ("quarter of an hour", "15 min"),
    ("un cuarto de hora", "15 min"),
    ("cuarto de hora", "15 min"),
    ("un quart d heure", "15 min"),
    ("quart d heure", "15 min"),
    ("einer viertelstunde", "15 min"),
    ("viertelstunde", "15 min"),
    ("um quarto de hora", "15 min"),
    ("three quarters of an hour", "45 min"),
    ("3 quarters of an hour", "45 min"),
    ("tres cuartos de hora", "45 min"),
    ("trois quarts d heure", "45 min"),
    ("einer dreiviertelstunde", "45 min"),
    ("an hour", "1 hours"),
    ("a hour", "1 hours"),
    ("a minute", "1 min"),
    ("hora y media", "1 hours 30 min"),
    ("una hora y media", "1 hours 30 min"),
    ("hora e meia", "1 hours 30 min"),
    ("uma hora e meia", "1 hours 30 min"),
    ("anderthalb stunden", "1 hours 30 min"),
    ("one and a half hours", "1 hours 30 min"),
    ("and a half", "& half"),
    ("a quarter", "15"),
    ("un cuarto", "15"),
    ("le quart", "15"),
    ("einer stunde", "1 hours"),
    ("einer minute", "1 min"),
    ("un minuto", "1 min"),
    ("um minuto", "1 min"),
    // said after the hour
    ("o clock", is::AT),
    ("en punto", is::AT),
    ("em ponto", is::AT),
    // said before it, or out of politeness
    ("no later than", is::AT),
    ("por volta das", is::AT),
    ("a eso de", is::AT),
    ("por favor", is::AT),
];

/// Single words.
pub(super) const WORDS: &[(&[&str], &str)] = &[
    (
        &[
            "now",
            "asap",
            "immediately",
            "ahora",
            "ya",
            "maintenant",
            "jetzt",
            "sofort",
            "agora",
            "ja",
            "immediatement",
            "inmediatamente",
            "imediatamente",
        ],
        is::NOW,
    ),
    (&["in", "en", "dans", "em", "within"], is::IN),
    (&["ago", "hace"], is::AGO),
    (
        &[
            "at",
            "by",
            "around",
            "about",
            "ca",
            "circa",
            "sharp",
            "on",
            "a",
            "la",
            "las",
            "el",
            "antes",
            "de",
            "sobre",
            "hacia",
            "vers",
            "avant",
            "pour",
            "le",
            "pile",
            "um",
            "gegen",
            "bis",
            "as",
            "ate",
            "pelas",
            "al",
            "ao",
            "das",
            "spatestens",
            "please",
            "pls",
            "bitte",
        ],
        is::AT,
    ),
    (&["hours", "hour", "stunden", "stunde", "std"], is::HOURS),
    (&["h", "hr", "hrs", "hs", "hora", "horas", "heure", "heures", "uhr"], is::H),
    (&["min", "mins", "mn", "m", "minute", "minutes", "minuto", "minutos", "minuten"], is::MIN),
    (
        &[
            "s", "sec", "secs", "second", "seconds", "segundo", "segundos", "seconde", "secondes", "sekunde",
            "sekunden", "seg",
        ],
        is::SECONDS,
    ),
    (
        &[
            "day", "days", "week", "weeks", "month", "months", "year", "years", "dia", "dias", "semana", "semanas",
            "jour", "jours", "semaine", "semaines", "tag", "tage", "tagen", "woche", "wochen",
        ],
        is::DAYS,
    ),
    (&["half", "media", "demie", "demi", "meia"], is::HALF),
    (&["halb"], is::HALB),
    (&["quarter", "cuarto", "quart", "viertel", "quarto"], "15"),
    (&["and", "y", "et", "und", "e"], is::AND),
    (&["past", "after", "nach"], is::PAST),
    (&["to", "till", "til", "until", "of", "before", "vor", "para"], is::TO),
    (&["menos", "moins"], is::MINUS),
    (&["noon", "midday", "mediodia", "midi", "mittag", "mittags", "meio-dia"], is::NOON),
    (&["midnight", "medianoche", "minuit", "mitternacht", "meia-noite"], is::MIDNIGHT),
    (&["am", "morgens", "vormittags", "morning", "matin"], is::AM),
    (&["pm", "nachmittags", "afternoon", "nachmittag", "apres-midi"], is::PM),
    (&["abends", "nachts", "evening", "night", "abend", "soir", "noche", "noite"], is::EVENING),
    (&["today", "hoy", "heute", "hoje"], is::TODAY),
    (&["tonight"], "today evening"),
    (&["tomorrow", "tmrw", "manana", "demain", "morgen", "amanha"], is::TOMORROW),
    (&["mon", "monday", "lun", "lunes", "lundi", "montag", "mo", "segunda", "segunda-feira"], is::WEEKDAYS[0]),
    (&["tue", "tues", "tuesday", "mar", "martes", "mardi", "dienstag", "di", "terca", "terca-feira"], is::WEEKDAYS[1]),
    (
        &["wed", "wednesday", "mie", "miercoles", "mer", "mercredi", "mittwoch", "mi", "quarta", "quarta-feira"],
        is::WEEKDAYS[2],
    ),
    (
        &[
            "thu",
            "thur",
            "thurs",
            "thursday",
            "jue",
            "jueves",
            "jeu",
            "jeudi",
            "donnerstag",
            "do",
            "quinta",
            "quinta-feira",
        ],
        is::WEEKDAYS[3],
    ),
    (&["fri", "friday", "vie", "viernes", "ven", "vendredi", "freitag", "fr", "sexta", "sexta-feira"], is::WEEKDAYS[4]),
    (&["sat", "saturday", "sab", "sabado", "sam", "samedi", "samstag", "sa", "sonnabend"], is::WEEKDAYS[5]),
    (&["sun", "sunday", "dom", "domingo", "dim", "dimanche", "sonntag", "so"], is::WEEKDAYS[6]),
    (&["one", "una", "une", "ein", "eins", "uma"], "1"),
    (&["two", "dos", "deux", "zwei", "duas", "dois"], "2"),
    (&["three", "tres", "trois", "drei"], "3"),
    (&["four", "cuatro", "quatre", "vier", "quatro"], "4"),
    (&["five", "cinco", "cinq", "funf"], "5"),
    (&["six", "seis", "sechs"], "6"),
    (&["seven", "siete", "sept", "sieben", "sete"], "7"),
    (&["eight", "ocho", "huit", "acht", "oito"], "8"),
    (&["nine", "nueve", "neuf", "neun", "nove"], "9"),
    (&["ten", "diez", "dix", "zehn", "dez"], "10"),
    (&["eleven", "once", "onze", "elf"], "11"),
    (&["twelve", "doce", "douze", "zwolf", "doze"], "12"),
    (&["fifteen", "quince", "quinze", "funfzehn"], "15"),
    (&["twenty", "veinte", "vingt", "zwanzig", "vinte"], "20"),
    (&["twenty-five", "veinticinco", "vingt-cinq"], "25"),
    (&["thirty", "treinta", "trente", "dreissig", "trinta"], "30"),
];

/// Abbreviations of time zones that have another name, and that name.
pub(super) const ZONES: &[(&str, &[&str])] = &[
    ("et", &["est", "edt"]),
    ("ct", &["cst", "cdt"]),
    ("mt", &["mst", "mdt"]),
    ("pt", &["pst", "pdt"]),
    ("mez", &["cet"]),
    ("mesz", &["cest"]),
    ("z", &["utc"]),
];

pub(super) const ABBREVIATIONS: &[&str] = &[
    "utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst", "ast", "adt", "nst",
    "ndt", "wet", "west", "cet", "cest", "eet", "eest", "bst", "ist", "msk", "jst", "kst", "aest", "aedt", "acst",
    "acdt", "awst", "nzst", "nzdt", "sast",
    // Zones without a name whose clocks change: Lord Howe, Norfolk, Chatham, the Azores, Greenland, Chile, Easter Island.
    "+1030", "+11", "+12", "+1245", "+1345", "+00", "-01", "-02", "-03", "-04", "-05", "-06",
];
