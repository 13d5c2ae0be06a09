//! Names, streets and things of the demo's customers. All invented.

use crate::terms::Lang;

/// What a country's customers are made of.
pub(super) struct Stock {
    pub given: &'static [&'static str],
    pub family: &'static [&'static str],
    pub streets: &'static [&'static str],
    pub towns: &'static [(&'static str, &'static str)],
    pub country: &'static str,
    /// The beginning of phone numbers; three digits follow.
    pub phone: &'static str,
}

/// The stock of a language.
pub(super) fn stock(lang: Lang) -> &'static Stock {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Pl => &POLISH,
        Lang::Ro => &ROMANIAN,
    }
}

static ENGLISH: Stock = Stock {
    given: &[
        "Alice", "Beth", "Callum", "Daisy", "Edward", "Fiona", "George", "Hannah", "Isaac", "Jenny", "Kieran", "Lucy",
        "Miles", "Nora", "Owen", "Poppy", "Quentin", "Rosie", "Simon", "Tess", "Vera", "Will", "Yasmin", "Zoe",
        "Imran",
    ],
    family: &[
        "Ash",
        "Brook",
        "Carter",
        "Dale",
        "Ellis",
        "Frost",
        "Grove",
        "Hill",
        "Irving",
        "Judd",
        "Knight",
        "Lane",
        "Moss",
        "North",
        "Oakes",
        "Pike",
        "Quinn",
        "Rowe",
        "Stone",
        "Thorne",
        "Underwood",
        "Vale",
        "Wells",
        "Young",
        "O’Dell",
    ],
    streets: &["Mill Lane", "High Street", "Station Road", "Orchard Close", "Bridge Street", "The Green"],
    towns: &[("Millbrook", "MB1 2AA"), ("Ashford End", "MB4 7QT"), ("Little Wick", "MB9 3DN")],
    country: "GB",
    phone: "07700 900",
};

static POLISH: Stock = Stock {
    given: &["Bartosz", "Celina", "Dominik", "Ewa", "Feliks", "Grażyna", "Hubert", "Iga", "Józef", "Łucja"],
    family: &["Bocian", "Czapla", "Dąb", "Gawron", "Jeleń", "Kruk", "Lis", "Łoś", "Żuraw", "Świerk"],
    streets: &["ul. Polna", "ul. Lipowa", "ul. Młyńska", "ul. Słoneczna"],
    towns: &[("Dolina Mała", "05-001"), ("Zielonka Nowa", "05-220"), ("Łąki", "06-118")],
    country: "PL",
    phone: "+48 500 100 ",
};

static ROMANIAN: Stock = Stock {
    given: &["Bogdan", "Carmen", "Dan", "Elena", "Florin", "Gabriela", "Horia", "Ioana", "Luca", "Ștefania"],
    family: &["Brad", "Cerbu", "Dobre", "Frunză", "Iarba", "Lupu", "Mălin", "Pădure", "Râu", "Țurcanu"],
    streets: &["Str. Morii", "Str. Teilor", "Bd. Gării", "Str. Livezii"],
    towns: &[("Cornișa", "601001"), ("Valea Mică", "602220"), ("Țigănași", "607330")],
    country: "RO",
    phone: "+40 700 100 ",
};

/// Makes and models on the garage's ramps.
pub(super) const VEHICLES: &[(&str, &str)] = &[
    ("Ford", "Fiesta"),
    ("Vauxhall", "Corsa"),
    ("Volkswagen", "Golf"),
    ("Toyota", "Yaris"),
    ("Nissan", "Leaf"),
    ("Dacia", "Duster"),
    ("Skoda", "Octavia"),
];

/// What paint comes in.
pub(super) const COLOURS: &[&str] = &["Blue", "Silver", "Black", "Red", "White", "Green"];
