//! How a customer leaves a payment method: at the provider's page, reached by a link that works once or from the portal.

use super::{PaymentMethod, note, store};
use crate::app::{App, Cx};
use crate::customers;
use crate::db::Tx;
use crate::error::{Failure, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::CustomerId;
use crate::in_tx;
use crate::links::{self, Link, LinkPurpose};
use crate::payment_providers::{KeptMethod, NewSetup, ProviderError, SetupStarted};
use crate::terms::{Lang, RecordKind};

/// The page of the portal that a link leads to, and the provider back from its own.
const PAGE: &str = "payment-method";
/// The page of the portal where a signed-in customer's payment methods are.
const PORTAL_PAGE: &str = "payment-methods";

/// Starts the setup of the customer whose link somebody holds. The link is not used up yet.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that does not work, [`Refusal::PaymentsUnavailable`].
pub async fn start_by_link(app: &App, token: &str, lang: Lang) -> Outcome<SetupStarted> {
    let (link, customer) = find(app, token).await?;
    start(&link.cx(app, lang), customer, PAGE).await
}

/// Starts the setup of the customer who asks in the portal.
///
/// # Errors
/// [`Refusal::PaymentsUnavailable`].
pub async fn start_by_customer(cx: &Cx, customer: CustomerId) -> Outcome<SetupStarted> {
    start(cx, customer, PORTAL_PAGE).await
}

async fn start(cx: &Cx, customer: CustomerId, page: &str) -> Outcome<SetupStarted> {
    let return_url = format!("{}/portal/{page}", cx.settings.public_url);
    let new = NewSetup { account: cx.account, customer, key: cx.entropy.uuid_at(cx.now()), return_url };
    Ok(cx.payments.start_setup(&new).await.map_err(|error| unavailable(&error))?)
}

/// Keeps what a setup ended with, and uses the link up.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that does not work, [`Refusal::InvalidInput`] for a setup that is not finished or
/// not this customer's, [`Refusal::PaymentsUnavailable`].
pub async fn finish_by_link(app: &App, token: &str, setup: &str, lang: Lang) -> Outcome<PaymentMethod> {
    let (link, customer) = find(app, token).await?;
    let cx = link.cx(app, lang);
    let kept = finished(&cx, setup, customer).await?;
    in_tx!(app, |tx| {
        lock(tx, &cx, customer, Refusal::NotFound(RecordKind::Link)).await?;
        links::use_up(tx, &cx, &link).await?;
        keep(tx, &cx, customer, &kept).await
    })
}

/// Keeps what a setup from the portal ended with.
///
/// # Errors
/// [`Refusal::InvalidInput`] for a setup that is not finished or not this customer's, [`Refusal::PaymentsUnavailable`].
pub async fn finish_by_customer(cx: &Cx, setup: &str, customer: CustomerId) -> Outcome<PaymentMethod> {
    let kept = finished(cx, setup, customer).await?;
    in_tx!(cx, |tx| {
        lock(tx, cx, customer, Refusal::NotFound(RecordKind::Customer)).await?;
        keep(tx, cx, customer, &kept).await
    })
}

async fn find(app: &App, token: &str) -> Outcome<(Link, CustomerId)> {
    let unknown = Refusal::NotFound(RecordKind::Link);
    let link = links::find(&app.db, LinkPurpose::PaymentMethod, token, app.now()).await?.ok_or(unknown.clone())?;
    let customer = link.customer_id.ok_or(unknown)?;
    Ok((link, customer))
}

/// The live customer, so that of two setups that finish at once the second sees the first. Who was deleted in between is
/// not told so.
pub(super) async fn lock(tx: &mut Tx, cx: &Cx, customer: CustomerId, otherwise: Refusal) -> Outcome<()> {
    match customers::lock_live(tx, cx, customer).await {
        Err(Failure::Refused(_)) => Err(otherwise.into()),
        locked => locked.map(|_| ()),
    }
}

async fn finished(cx: &Cx, setup: &str, customer: CustomerId) -> Outcome<KeptMethod> {
    let because = "the provider knows of no finished form of yours under this reference";
    let kept = cx.payments.finished_setup(setup, customer).await.map_err(|error| unavailable(&error))?;
    Ok(kept.ok_or_else(|| FieldProblem::new("setup", Problem::NotAllowed { because }))?)
}

fn unavailable(error: &ProviderError) -> Refusal {
    tracing::warn!(%error, "a payment method could not be set up");
    Refusal::PaymentsUnavailable
}

/// The same setup finished twice is kept once. A customer's first method is their default.
async fn keep(tx: &mut Tx, cx: &Cx, customer: CustomerId, kept: &KeptMethod) -> Outcome<PaymentMethod> {
    let (provider, all) = (cx.payments.name(), store::lock_all(tx, cx.account, customer).await?);
    if let Some(known) = all.iter().find(|method| method.provider == provider && method.token == kept.token) {
        return Ok(known.clone());
    }
    let method = PaymentMethod {
        id: cx.id(),
        customer_id: customer,
        provider: provider.to_owned(),
        token: kept.token.clone(),
        brand: kept.brand.clone(),
        last_four: kept.last_four.clone(),
        expires_year: kept.expires_year,
        expires_month: kept.expires_month,
        is_default: all.is_empty(),
        version: 1,
        created_at: cx.now(),
        updated_at: cx.now(),
        removed_at: None,
    };
    store::insert(tx, cx.account, &method).await?;
    note(tx, cx, "payment_method.added", &method).await?;
    Ok(method)
}
