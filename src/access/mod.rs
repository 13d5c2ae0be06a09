//! Who may do what: principals, credentials, sessions, limits.

mod keys;
mod limits;
mod principal;
mod tokens;

pub use keys::Keys;
pub use limits::Limits;
pub use principal::{Actor, PartnerPrincipal, PortalPrincipal, Principal, StaffPrincipal};
pub use tokens::Secret;
