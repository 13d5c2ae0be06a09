//! Messages whose time has come: reminders before a booking, questions for a rating after it. Each booking is marked in
//! the transaction that queues its message, so that of several nodes one queues it, and once.

use chrono::Duration;
use sqlx::FromRow;

use super::{NotificationKind, queue};
use crate::account_settings::AccountSettings;
use crate::app::{App, Cx};
use crate::customers;
use crate::db::Statement;
use crate::error::{Failure, Fault, Outcome};
use crate::ids::{AccountId, BookingId, CustomerId};
use crate::terms::RecordKind;
use crate::{in_tx, sql};

/// Bookings that ended longer ago are not asked about: history that was imported, say.
const RATING_PATIENCE: Duration = Duration::days(7);

/// A booking whose customer is to be told something now.
#[derive(Clone, Copy, Debug, FromRow)]
struct Due {
    account_id: AccountId,
    id: BookingId,
    customer_id: CustomerId,
}

/// Queues what is due: some hundred messages at most, so that other work has its turn. How many that were.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn queue_due(app: &App) -> Result<usize, Fault> {
    let mut queued = 0;
    for due in to_remind(app).await? {
        let mark = sql!(
            "update bookings set reminded_at = $3 where account_id = $1 and id = $2 and reminded_at is null
             and state in ('SCHEDULED', 'DISPATCHED') and starts_at > $3"
        );
        queued += usize::from(once(app, due, mark, NotificationKind::BookingReminder).await?);
    }
    for due in to_rate(app).await? {
        let mark = sql!(
            "update bookings set rating_asked_at = $3 where account_id = $1 and id = $2 and rating_asked_at is null
             and state = 'COMPLETED' and ended_at <= $3"
        );
        queued += usize::from(once(app, due, mark, NotificationKind::RatingAsked).await?);
    }
    Ok(queued)
}

async fn to_remind(app: &App) -> Result<Vec<Due>, Fault> {
    let hours = sql!("select distinct reminder_hours from account_settings where reminder_hours is not null");
    let usual = AccountSettings::default().reminder_hours;
    let mut all = Vec::new();
    for hours in different(hours.query().all(&app.db).await?, usual) {
        let due: Vec<Due> = sql!(
            "select b.account_id, b.id, b.customer_id from bookings b
             join customers c on c.account_id = b.account_id and c.id = b.customer_id and c.lifecycle = 'ACTIVE'
             left join account_settings s on s.account_id = b.account_id
             where b.state in ('SCHEDULED', 'DISPATCHED') and b.reminded_at is null and b.starts_at > $1
             and b.starts_at <= $2 and (s.reminder_hours = $3 or (s.account_id is null and $4))
             order by b.starts_at limit 50"
        )
        .bind(app.now())
        .bind(app.now() + Duration::hours(hours))
        .bind(hours)
        .bind(usual == Some(hours))
        .all(&app.db)
        .await?;
        all.extend(due);
    }
    Ok(all)
}

async fn to_rate(app: &App) -> Result<Vec<Due>, Fault> {
    let hours = sql!("select distinct rating_after_hours from account_settings where rating_after_hours is not null");
    let usual = AccountSettings::default().rating_after_hours;
    let mut all = Vec::new();
    for hours in different(hours.query().all(&app.db).await?, usual) {
        let ended = app.now() - Duration::hours(hours);
        let due: Vec<Due> = sql!(
            "select b.account_id, b.id, b.customer_id from bookings b
             join customers c on c.account_id = b.account_id and c.id = b.customer_id and c.lifecycle = 'ACTIVE'
             left join account_settings s on s.account_id = b.account_id
             where b.state = 'COMPLETED' and b.rating_asked_at is null and b.ended_at > $1 and b.ended_at <= $2
             and (s.rating_after_hours = $3 or (s.account_id is null and $4))
             and not exists (select 1 from ratings r where r.account_id = b.account_id and r.booking_id = b.id)
             order by b.ended_at limit 50"
        )
        .bind(ended - RATING_PATIENCE)
        .bind(ended)
        .bind(hours)
        .bind(usual == Some(hours))
        .all(&app.db)
        .await?;
        all.extend(due);
    }
    Ok(all)
}

fn different(set: Vec<(i64,)>, usual: Option<i64>) -> Vec<i64> {
    let mut hours: Vec<i64> = set.into_iter().map(|(hours,)| hours).chain(usual).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

/// Marks a booking and queues its message, unless another node did or the booking or its customer has gone meanwhile.
async fn once(app: &App, due: Due, mark: &'static Statement, kind: NotificationKind) -> Result<bool, Fault> {
    let cx = Cx::system(app, due.account_id);
    let queued: Outcome<bool> = async {
        in_tx!(cx, |tx| {
            customers::hold(tx, &cx, due.customer_id).await?;
            if mark.bind(due.account_id).bind(due.id).bind(cx.now()).run(&mut *tx).await? == 0 {
                return Ok(false);
            }
            queue(tx, &cx, due.customer_id, kind, (RecordKind::Booking, due.id.uuid())).await?;
            Ok(true)
        })
    }
    .await;
    match queued {
        Ok(queued) => Ok(queued),
        Err(Failure::Refused(_)) => Ok(false),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}
