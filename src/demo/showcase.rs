//! The customers that the walks start with: one whom much keeps, one who could go at once, one with bookings to come, and
//! one of whom much is known.

use super::cast::Business;
use super::month::Month;
use super::names::stock;
use super::records::{Pen, Standing};
use super::trades::Trade;
use crate::app::Cx;
use crate::clock::Clock;
use crate::consents::ConsentPurpose;
use crate::conversations::Channel;
use crate::error::Outcome;
use crate::ids::CustomerId;
use crate::work_orders::WorkOrderState as S;

pub(super) async fn write(cx: &Cx, clock: &Clock, business: &Business) -> Outcome<()> {
    let mut names = business.portal.iter().copied();
    let ground = (cx, clock, stock(business.locale));
    if let Some(name) = names.next() {
        blocked(&Pen::person(ground, name, 901).await?).await?;
    }
    if let Some(name) = names.next() {
        clear(&Pen::person(ground, name, 902).await?).await?;
    }
    Ok(())
}

/// "3 active work orders (including 1 on AB12 CDE)", "2 unpaid invoices totalling £148.50", "1 active conversation".
async fn blocked(pen: &Pen<'_>) -> Outcome<()> {
    pen.lives_at(11).await?;
    pen.consents(ConsentPurpose::Marketing, true).await?;
    let golf = pen.drives(("Volkswagen", "Golf"), "Blue", 2012, "AB12 CDE").await?;
    let done = pen.orders("Annual service", Some(&golf), &[S::InProgress, S::Completed]).await?;
    pen.owes("Annual service", 189_00, Some(done), Standing::Paid).await?;
    pen.orders("Front brake pads", Some(&golf), &[S::InProgress]).await?;
    pen.orders("Courtesy car", None, &[]).await?;
    pen.orders("Dash camera, to be ordered", None, &[]).await?;
    pen.owes("Diagnosis", 54_85, None, Standing::Unpaid).await?;
    pen.owes("Wiper blades and fitting", 93_65, None, Standing::Unpaid).await?;
    pen.talks("Thanks for the service", Channel::Email, true).await?;
    pen.talks("When are the brakes ready?", Channel::Phone, false).await
}

/// Nothing open: a delete hides two vehicles and a closed conversation.
async fn clear(pen: &Pen<'_>) -> Outcome<()> {
    pen.lives_at(11).await?;
    pen.consents(ConsentPurpose::ServiceMessages, true).await?;
    let corsa = pen.drives(("Vauxhall", "Corsa"), "Red", 2019, "AA19 ADM").await?;
    pen.drives(("Nissan", "Leaf"), "White", 2021, "AA21 ADM").await?;
    let done = pen.orders("MOT test", Some(&corsa), &[S::InProgress, S::Completed]).await?;
    pen.owes("MOT test", 54_85, Some(done), Standing::Paid).await?;
    pen.talks("Quote for tyres", Channel::Email, true).await
}

/// Known from every side: where they live, what was done for them and is still to be done, what they wrote.
pub(super) async fn known(pen: &Pen<'_>, trade: &Trade) -> Outcome<()> {
    pen.lives_at(11).await?;
    pen.consents(ConsentPurpose::Marketing, true).await?;
    served(pen, trade).await?;
    let (title, _) = trade.work.last().copied().unwrap_or_default();
    pen.orders(title, None, &[S::InProgress]).await?;
    for (subject, closed) in trade.subjects.iter().zip([true, false]) {
        pen.talks(subject, Channel::Email, closed).await?;
    }
    Ok(())
}

/// One piece of work that was done and paid.
pub(super) async fn served(pen: &Pen<'_>, trade: &Trade) -> Outcome<()> {
    let (title, minor) = trade.work.first().copied().unwrap_or_default();
    let order = pen.orders(title, None, &[S::InProgress, S::Completed]).await?;
    pen.owes(title, minor, Some(order), Standing::Paid).await
}

/// What a customer with plans has: two bookings to come, and a quote to decide on.
pub(super) async fn books(month: &Month<'_>, customer: CustomerId) -> Outcome<()> {
    month.books(customer, 3, 0).await?;
    month.books(customer, 10, 1).await?;
    month.sends(customer).await
}
