//! Delivery of one message, after the commit that caused it. What is decided is written down before the letter leaves, as
//! interrupted, and corrected once the mail server has answered: a node that dies in between does not send it twice.

use super::{Notification, NotificationReason as Reason, NotificationState as State, letters, preferences, store};
use crate::app::{App, Cx};
use crate::customers::{self, Customer};
use crate::db::Tx;
use crate::error::{Failure, Outcome};
use crate::ids::{AccountId, NotificationId};
use crate::in_tx;
use crate::jobs::{Letter, MailError, Mailer};

/// How an attempt to deliver a message ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It was sent, or will not be.
    Settled,
    /// It is to be tried again, for the reason told, which names nobody.
    Again(String),
}

enum Decision {
    Send(Box<Letter>, Notification, Reason),
    /// Another attempt has it in hand, or died with it.
    InHand,
    Settled,
}

/// Delivers a message that waits. `last_try` says that it will not be tried again.
///
/// # Errors
/// [`Failure::Fault`] alone; the message waits as before, or is noted as interrupted.
pub async fn deliver(app: &App, account: AccountId, id: NotificationId, last_try: bool) -> Outcome<Delivery> {
    let cx = Cx::system(app, account);
    match in_tx!(cx, |tx| { decide(tx, &cx, id).await })? {
        Decision::Send(letter, message, why) => send(&cx, *letter, &message, why, last_try).await,
        Decision::InHand => Ok(Delivery::Again("an earlier attempt has not ended".into())),
        Decision::Settled => Ok(Delivery::Settled),
    }
}

/// Holds the customer, so that no delete comes between the check and the decision.
async fn decide(tx: &mut Tx, cx: &Cx, id: NotificationId) -> Outcome<Decision> {
    let Some(found) = store::find(&mut *tx, cx.account, id).await? else { return Ok(Decision::Settled) };
    let customer = match customers::hold(tx, cx, found.customer_id).await {
        Ok(customer) => Some(customer),
        Err(Failure::Refused(_)) => None,
        Err(fault) => return Err(fault),
    };
    let Some(message) = store::lock(tx, cx.account, id).await? else { return Ok(Decision::Settled) };
    match (message.state, message.because) {
        (State::Queued, _) => {}
        (State::Failed, Some(Reason::Interrupted)) => return Ok(Decision::InHand),
        _ => return Ok(Decision::Settled),
    }
    let written = match &customer {
        Some(customer) => written(tx, cx, &message, customer).await?,
        None => Err(Reason::CustomerDeleted),
    };
    Ok(match written {
        Ok((letter, why)) => {
            settle(tx, cx, &message, State::Failed, Reason::Interrupted).await?;
            Decision::Send(Box::new(letter), message, why)
        }
        Err(because) => {
            settle(tx, cx, &message, State::Skipped, because).await?;
            Decision::Settled
        }
    })
}

/// The letter with why it is sent, or why none is.
async fn written(
    tx: &mut Tx,
    cx: &Cx,
    message: &Notification,
    customer: &Customer,
) -> Outcome<Result<(Letter, Reason), Reason>> {
    let Some(address) = customer.email.clone() else { return Ok(Err(Reason::NoAddress)) };
    if matches!(cx.mailer, Mailer::Disabled) {
        return Ok(Err(Reason::MailDisabled));
    }
    let chosen = preferences::of_message(tx, cx, message).await?;
    if !chosen.allowed {
        return Ok(Err(Reason::RefusedByCustomer));
    }
    let why = if chosen.chosen_at.is_some() { Reason::CustomerAgreed } else { Reason::NotRefused };
    let letter = letters::write(tx, cx, message, address).await?;
    Ok(letter.map(|letter| (letter, why)).ok_or(Reason::Outdated))
}

async fn send(cx: &Cx, letter: Letter, message: &Notification, why: Reason, last_try: bool) -> Outcome<Delivery> {
    let sent = cx.mailer.send(letter, cx.now()).await;
    let (state, because, delivery) = match sent {
        Ok(()) => (State::Sent, why, Delivery::Settled),
        Err(error) if error.is_temporary() && !last_try => return wait(cx, message, &error).await,
        Err(MailError::Disabled) => (State::Skipped, Reason::MailDisabled, Delivery::Settled),
        Err(MailError::Malformed) => (State::Failed, Reason::AddressUnusable, Delivery::Settled),
        Err(MailError::Refused(_)) => (State::Failed, Reason::RefusedByServer, Delivery::Settled),
        Err(MailError::Unreachable(_)) => (State::Failed, Reason::ServerUnreachable, Delivery::Settled),
    };
    in_tx!(cx, |tx| { settle(tx, cx, message, state, because).await })?;
    Ok(delivery)
}

async fn wait(cx: &Cx, message: &Notification, error: &MailError) -> Outcome<Delivery> {
    in_tx!(cx, |tx| { store::set_state(tx, cx.account, message.id, (State::Queued, None), None).await })?;
    Ok(Delivery::Again(error.to_string()))
}

async fn settle(tx: &mut Tx, cx: &Cx, message: &Notification, state: State, because: Reason) -> Outcome<()> {
    customers::announce(tx, cx, message.customer_id);
    store::set_state(tx, cx.account, message.id, (state, Some(because)), Some(cx.now())).await?;
    Ok(())
}
