//! Who may do what: principals, credentials, sessions, limits.

mod authenticate;
mod jwt;
mod keys;
mod limits;
pub mod partners;
pub mod passwords;
mod permissions;
pub mod portal;
mod principal;
pub mod sessions;
pub mod staff;
mod tokens;

pub use authenticate::{AuthError, authenticate};
pub use jwt::AccessToken;
pub use keys::{Keys, ReceiptKey, verify_receipt};
pub use limits::{Budget, Limits, RetryAt};
pub use permissions::Overrides;
pub use principal::{Actor, PartnerPrincipal, PortalPrincipal, Principal, StaffPrincipal};
pub use tokens::Secret;
