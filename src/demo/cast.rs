//! Who is in the demo: four businesses, one for each preset of the policy, and the people one can act as.

use super::partings::{self, Parting};
use super::trades::{self, Trade};
use crate::terms::{Lang, PolicyPreset, Role};

/// Everybody's password.
pub const PASSWORD: &str = "demo demo demo";
/// The partner's token of the garage.
pub const PARTNER: &str = "Booking site";

/// A business of the demo.
#[derive(Debug)]
pub struct Business {
    pub slug: &'static str,
    pub name: &'static str,
    pub currency: &'static str,
    pub locale: Lang,
    pub time_zone: &'static str,
    pub preset: PolicyPreset,
    /// How many customers it has, those with names below aside.
    pub customers: usize,
    pub staff: &'static [(Role, &'static str)],
    /// Customers one can act as in the portal. The first is whom the walk starts with.
    pub portal: &'static [(&'static str, &'static str)],
    pub has_partner: bool,
    /// Days between a permanent deletion and the erasure, where the business wants others than its preset's.
    pub erase_delay_days: Option<i64>,
    /// How many were customers once, and have not bought anything for more than a year.
    pub lapsed: usize,
    /// How many were added a second time, by somebody who did not look; half of them with another phone number.
    pub twice: usize,
    /// With whom it has parted.
    pub partings: &'static [Parting],
    pub(super) trade: &'static Trade,
}

/// Every business of the demo.
pub const BUSINESSES: &[Business] = &[
    Business {
        slug: "garage",
        name: "Millbrook Garage",
        currency: "GBP",
        locale: Lang::En,
        time_zone: "Europe/London",
        preset: PolicyPreset::Garage,
        customers: 298,
        staff: &[
            (Role::Owner, "Olive Marsh"),
            (Role::Manager, "Martin Cole"),
            (Role::ServiceAdvisor, "Sadie Finch"),
            (Role::Technician, "Tom Barker"),
            (Role::Support, "Una Hale"),
        ],
        portal: &[("Abigail", "Archer"), ("Adam", "Archer")],
        has_partner: true,
        erase_delay_days: None,
        lapsed: 0,
        twice: 0,
        partings: &[],
        trade: &trades::GARAGE,
    },
    Business {
        slug: "field-service",
        name: "Zielona Dolina Serwis",
        currency: "PLN",
        locale: Lang::Pl,
        time_zone: "Europe/Warsaw",
        preset: PolicyPreset::FieldService,
        customers: 40,
        staff: &[
            (Role::Owner, "Oliwia Marecka"),
            (Role::Manager, "Marek Wilk"),
            (Role::Technician, "Tomasz Sowa"),
            (Role::Support, "Urszula Jaskółka"),
        ],
        portal: &[("Alicja", "Brzoza")],
        has_partner: false,
        erase_delay_days: None,
        lapsed: 0,
        twice: 0,
        partings: &[],
        trade: &trades::FIELD_SERVICE,
    },
    Business {
        slug: "print-shop",
        name: "Tipografia Cornișa",
        currency: "RON",
        locale: Lang::Ro,
        time_zone: "Europe/Bucharest",
        preset: PolicyPreset::PrintShop,
        customers: 40,
        staff: &[
            (Role::Owner, "Oana Mureșan"),
            (Role::Administrator, "Andrei Stan"),
            (Role::SalesManager, "Sorina Munteanu"),
            (Role::SalesTeam, "Ștefan Toma"),
        ],
        portal: &[("Adela", "Albu")],
        has_partner: false,
        erase_delay_days: None,
        lapsed: 4,
        twice: 2,
        partings: partings::PRINT_SHOP,
        trade: &trades::PRINT_SHOP,
    },
    Business {
        slug: "box-office",
        name: "Harbour Lights Theatre",
        currency: "GBP",
        locale: Lang::En,
        time_zone: "Europe/London",
        preset: PolicyPreset::BoxOffice,
        customers: 40,
        staff: &[(Role::Owner, "Oscar Bright"), (Role::Administrator, "Ada Quill"), (Role::Support, "Una Reed")],
        portal: &[("Agnes", "Abbott")],
        has_partner: false,
        erase_delay_days: Some(7),
        lapsed: 6,
        twice: 4,
        partings: partings::BOX_OFFICE,
        trade: &trades::BOX_OFFICE,
    },
];

/// Which menu a persona is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Group {
    Staff,
    Partner,
    Portal,
}

/// Somebody one can act as.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Persona {
    /// `garage-manager`.
    pub key: String,
    /// `Martin Cole · Manager`.
    pub label: String,
    /// The account's slug.
    pub account: &'static str,
    pub account_label: &'static str,
    pub group: Group,
    pub role: Option<Role>,
    #[serde(skip)]
    pub email: String,
}

/// Everybody, business by business.
pub fn personas() -> Vec<Persona> {
    BUSINESSES.iter().flat_map(Business::personas).collect()
}

impl Business {
    fn personas(&self) -> Vec<Persona> {
        let staff = self.staff.iter().map(|(role, name)| {
            let role_name = spelled(*role);
            let key = role_name.replace(' ', "-").to_lowercase();
            Persona { email: self.staff_email(name), ..self.persona(Group::Staff, &key, name, &role_name, Some(*role)) }
        });
        let partner = self.has_partner.then(|| self.persona(Group::Partner, "partner", PARTNER, "Partner", None));
        let portal = self.portal.iter().map(|(given, family)| {
            let (name, key) = (format!("{given} {family}"), format!("portal-{}", crate::text::fold(given)));
            Persona {
                email: customer_email(given, family),
                ..self.persona(Group::Portal, &key, &name, "Customer", None)
            }
        });
        staff.chain(partner).chain(portal).collect()
    }

    fn persona(&self, group: Group, key: &str, name: &str, what: &str, role: Option<Role>) -> Persona {
        Persona {
            key: format!("{}-{key}", self.slug),
            label: format!("{name} · {what}"),
            account: self.slug,
            account_label: self.name,
            group,
            role,
            email: String::new(),
        }
    }

    /// Where a member of staff gets mail: `olive.marsh@garage.example`.
    pub fn staff_email(&self, name: &str) -> String {
        format!("{}@{}.example", crate::text::words(name).join("."), self.slug)
    }
}

/// Where a customer gets mail: `abigail.archer@example.com`.
pub fn customer_email(given: &str, family: &str) -> String {
    format!("{}@example.com", crate::text::words(&format!("{given} {family}")).join("."))
}

/// `Service Advisor`.
fn spelled(role: Role) -> String {
    let words = role.as_str().split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{first}{}", rest.to_lowercase())
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_finds_its_cast() {
        let keys: Vec<_> = personas().into_iter().map(|persona| persona.key).collect();
        for key in
            ["garage-owner", "garage-manager", "garage-service-advisor", "garage-partner", "garage-portal-abigail"]
        {
            assert!(keys.iter().any(|known| known == key), "{key} is not among {keys:?}");
        }
    }
}
