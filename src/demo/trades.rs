//! What the businesses of the demo offer, and who does it. All invented.

/// What a business offers.
#[derive(Debug)]
pub(super) struct Trade {
    /// The tax within its prices: what it is called, and how many percent.
    pub tax: (&'static str, i64),
    pub offers: &'static [Offer],
    /// Some of the offers together: what that is called, takes and costs.
    pub bundle: (Offer, &'static [usize]),
    /// Who does it. A name of the staff's is that person.
    pub providers: &'static [&'static str],
    /// What is done for a price, in minor units.
    pub work: &'static [(&'static str, i64)],
    /// What customers write about.
    pub subjects: &'static [&'static str],
    /// What a larger job is called, with its price in minor units.
    pub projects: &'static [(&'static str, i64)],
    pub praise: &'static [&'static str],
}

/// A service of the demo.
#[derive(Debug)]
pub(super) struct Offer {
    pub name: &'static str,
    pub minutes: i64,
    pub minor: i64,
}

const fn offer(name: &'static str, minutes: i64, minor: i64) -> Offer {
    Offer { name, minutes, minor }
}

pub(super) static GARAGE: Trade = Trade {
    tax: ("VAT", 20),
    offers: &[
        offer("MOT test", 60, 54_85),
        offer("Annual service", 120, 189_00),
        offer("Tyres fitted", 45, 60_00),
        offer("Diagnosis", 60, 54_85),
    ],
    bundle: (offer("MOT and service", 180, 219_00), &[0, 1]),
    providers: &["Tom Barker", "Bay 2"],
    work: &[
        ("Annual service", 189_00),
        ("MOT test", 54_85),
        ("Front brake pads", 128_40),
        ("Two tyres fitted", 164_00),
        ("Oil and filter change", 79_90),
        ("Timing belt", 412_00),
        ("Battery replaced", 96_50),
    ],
    subjects: &["When is it ready?", "Quote for brakes", "Strange noise on start", "Thanks for the service"],
    projects: &[("Gearbox overhaul", 1_140_00), ("New clutch", 680_00), ("Rust repair", 430_00)],
    praise: &["Ready when they said.", "Explained everything.", "Fair price."],
};

pub(super) static FIELD_SERVICE: Trade = Trade {
    tax: ("VAT", 8),
    offers: &[
        offer("Przegląd kotła gazowego", 60, 280_00),
        offer("Naprawa pompy ciepła", 120, 450_00),
        offer("Czyszczenie rekuperacji", 90, 350_00),
        offer("Wymiana filtrów", 30, 120_00),
    ],
    bundle: (offer("Pakiet przed zimą", 150, 550_00), &[0, 2, 3]),
    providers: &["Tomasz Sowa", "Kasia Dzięcioł"],
    work: &[("Przegląd kotła", 320_00), ("Naprawa instalacji", 540_50), ("Montaż pompy ciepła", 4_890_00)],
    subjects: &["Termin wizyty", "Pytanie o fakturę", "Reklamacja"],
    projects: &[
        ("Nowy kocioł z montażem", 9_800_00),
        ("Klimatyzacja w salonie", 6_450_00),
        ("Ogrzewanie podłogowe", 12_300_00),
    ],
    praise: &["Szybko i czysto.", "Punktualnie, polecam.", "Wszystko działa jak nowe."],
};

pub(super) static PRINT_SHOP: Trade = Trade {
    tax: ("TVA", 19),
    offers: &[
        offer("Consultanță de tipar", 30, 80_00),
        offer("Probă de culoare", 45, 120_00),
        offer("Legătorie manuală", 120, 340_00),
    ],
    bundle: (offer("Consultanță și probă", 75, 170_00), &[0, 1]),
    providers: &["Atelier"],
    work: &[("Cărți de vizită", 149_00), ("Afișe A2", 380_00), ("Broșuri, 500 bucăți", 1_275_50)],
    subjects: &["Termen de livrare", "Corectură nouă", "Întrebare despre factură"],
    projects: &[("1.000 de broșuri", 2_900_00), ("Cărți de vizită", 260_00), ("Afișe A2", 740_00)],
    praise: &["Culori exacte.", "La timp.", "Hârtie minunată."],
};

pub(super) static BOX_OFFICE: Trade = Trade {
    tax: ("VAT", 20),
    offers: &[
        offer("Backstage tour", 60, 18_00),
        offer("Acting workshop", 120, 35_00),
        offer("Private box viewing", 30, 12_00),
    ],
    bundle: (offer("Tour and workshop", 180, 48_00), &[0, 1]),
    providers: &["House team"],
    work: &[("Season ticket", 240_00), ("Box for six", 312_00), ("Group of twenty, stalls", 560_00)],
    subjects: &["Seats together", "A step-free way in", "Swapping an evening"],
    projects: &[("School matinee for sixty", 840_00), ("Foyer hire", 520_00)],
    praise: &["The children loved it.", "A lovely guide.", "We will be back."],
};
