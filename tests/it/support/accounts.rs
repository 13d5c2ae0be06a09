//! Businesses for the tests, their staff, and sessions of them.

use lethe::access::partners::{self, NewPartnerToken};
use lethe::access::portal;
use lethe::access::sessions::{self, Credentials};
use lethe::access::staff::{self, NewStaff};
use lethe::accounts::{self, NewAccount};
use lethe::app::{App, Cx};
use lethe::ids::AccountId;
use lethe::terms::{Lang, Permission, PolicyPreset, Role};
use lethe::text;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// The e-mail address of a business's member of staff: `owner@northside.example`.
pub fn email(slug: &str, role: Role) -> String {
    format!("{}@{slug}.example", role.as_str().to_lowercase())
}

/// Opens a garage in pounds and English.
pub async fn open(app: &App, slug: &str) -> AccountId {
    let new = NewAccount {
        slug: slug.to_owned(),
        name: format!("{slug} garage"),
        currency: "GBP".to_owned(),
        locale: Lang::En,
        time_zone: "Europe/London".to_owned(),
        preset: PolicyPreset::Garage,
    };
    accounts::create(app, &new).await.expect("an account").id
}

/// Hires somebody with a role.
pub async fn hire(app: &App, account: AccountId, slug: &str, role: Role) {
    let name = role.as_str().to_lowercase().replace('_', " ");
    let new = NewStaff { email: email(slug, role), name, role, password: PASSWORD.to_owned() };
    staff::create(&Cx::system(app, account), &new).await.expect("a member of staff");
}

/// The access token of a new session.
pub async fn sign_in(app: &App, slug: &str, role: Role) -> String {
    let typed = Credentials { account: slug.to_owned(), email: email(slug, role), password: PASSWORD.to_owned() };
    sessions::sign_in(app, None, &typed).await.expect("a session").access.token
}

/// A new partner's token.
pub async fn partner(app: &App, account: AccountId, scopes: &[Permission]) -> String {
    let new = NewPartnerToken { name: "Booking site".to_owned(), scopes: scopes.to_vec(), expires_at: None };
    let (_, secret) = partners::create(&Cx::system(app, account), new).await.expect("a partner token");
    secret.reveal()
}

/// The token of a new sign-in link for the customer with an e-mail address.
pub async fn portal_link(app: &App, account: AccountId, email: &str) -> String {
    let links = portal::make_links(app, account, &text::fold(email)).await.expect("links");
    let link = links.first().unwrap_or_else(|| panic!("no customer has the address {email}"));
    link.url.split_once("token=").expect("a link with a token").1.to_owned()
}

/// The access token of a new portal session of the customer with an e-mail address.
pub async fn portal_session(app: &App, account: AccountId, email: &str) -> String {
    let token = portal_link(app, account, email).await;
    portal::sign_in(app, &token).await.expect("a portal session").access.token
}
