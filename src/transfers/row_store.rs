//! The SQL of what became of an import's rows, and of what records were before it changed them.

use uuid::Uuid;

use super::{Detail, RowOutcome, written};
use crate::app::Cx;
use crate::db::{Exec, NewRows, Tx};
use crate::error::Fault;
use crate::ids::TransferId;
use crate::import::{Changed, Fate, Outcome, Rejection, Written};
use crate::sql;

/// The version of a record that an import created.
const FIRST: i64 = 1;

/// Notes what became of rows, and what records were that they changed.
pub(super) async fn insert(tx: &mut Tx, cx: &Cx, id: TransferId, outcomes: &[Outcome]) -> Result<(), Fault> {
    let mut rows =
        NewRows::of("transfer_rows (account_id, transfer_id, row_number, outcome, record_id, record_version, detail)");
    for Outcome { line, fate } in outcomes {
        let (outcome, record, version, detail) = match fate {
            Fate::Created(None) => continue,
            Fate::Created(record) => (RowOutcome::Written, *record, Some(FIRST), None),
            Fate::Updated(changed) => {
                keep(tx, cx, id, changed).await?;
                (RowOutcome::Updated, Some(changed.record), Some(changed.version), None)
            }
            Fate::Duplicate(record, likeness) => {
                let detail = Detail { likeness: Some(*likeness), ..Detail::default() };
                (RowOutcome::Duplicate, *record, None, Some(detail))
            }
            Fate::Suppressed(problem) => (RowOutcome::Suppressed, None, None, Some(of(std::slice::from_ref(problem)))),
            Fate::Refused(problems) => (RowOutcome::Refused, None, None, Some(of(problems))),
        };
        rows.push([
            cx.account.into(),
            id.into(),
            i64::try_from(*line).unwrap_or(i64::MAX).into(),
            outcome.into(),
            record.into(),
            version.into(),
            detail.as_ref().map(written).transpose()?.into(),
        ]);
    }
    rows.insert(tx).await
}

/// What is wrong with a row.
fn of(problems: &[Rejection]) -> Detail {
    let problems = problems.iter().map(|each| (each.column.clone(), each.reason.clone())).collect();
    Detail { problems, ..Detail::default() }
}

/// Keeps what a record was. Of several rows about it, the first knows.
async fn keep(tx: &mut Tx, cx: &Cx, id: TransferId, changed: &Changed) -> Result<(), Fault> {
    sql!(
        "insert into import_originals (account_id, transfer_id, record_id, facts) values ($1, $2, $3, $4)
         on conflict do nothing"
    )
    .bind(cx.account)
    .bind(id)
    .bind(changed.record)
    .bind(&changed.facts)
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets what became of rows: they are gone through anew.
pub(super) async fn forget(tx: &mut Tx, cx: &Cx, id: TransferId) -> Result<(), Fault> {
    sql!("delete from transfer_rows where account_id = $1 and transfer_id = $2")
        .bind(cx.account)
        .bind(id)
        .run(tx)
        .await?;
    Ok(())
}

/// The next records that the import created or changed and that were not taken back or kept yet, each once, by their
/// first rows.
pub(super) async fn to_take_back(
    on: impl Into<Exec<'_>>,
    cx: &Cx,
    id: TransferId,
    after: i64,
    limit: i64,
) -> Result<Vec<Written>, Fault> {
    sql!(
        "select r.row_number, r.record_id, r.outcome = 'WRITTEN' as created,
            (select coalesce(max(l.record_version), 0) from transfer_rows l where l.account_id = r.account_id
                and l.transfer_id = r.transfer_id and l.record_id = r.record_id) as record_version,
            (select o.facts from import_originals o where o.account_id = r.account_id
                and o.transfer_id = r.transfer_id and o.record_id = r.record_id) as facts
         from transfer_rows r
         where r.account_id = $1 and r.transfer_id = $2 and r.row_number > $3 and r.outcome in ('WRITTEN', 'UPDATED')
            and not exists (select 1 from transfer_rows e where e.account_id = r.account_id
                and e.transfer_id = r.transfer_id and e.record_id = r.record_id and e.row_number < r.row_number
                and e.outcome in ('WRITTEN', 'UPDATED'))
         order by r.row_number limit $4"
    )
    .bind(cx.account)
    .bind(id)
    .bind(after)
    .bind(limit)
    .all(on)
    .await
}

/// Says of every row about records what became of these; how many rows that were.
pub(super) async fn mark(
    tx: &mut Tx,
    cx: &Cx,
    id: TransferId,
    records: Vec<Uuid>,
    (outcome, detail): (RowOutcome, Option<Detail>),
) -> Result<u64, Fault> {
    sql!(
        "update transfer_rows set outcome = $3, detail = $4
         where account_id = $1 and transfer_id = $2 and outcome in ('WRITTEN', 'UPDATED')
            and record_id [ids:$5]"
    )
    .bind(cx.account)
    .bind(id)
    .bind(outcome)
    .bind(detail.as_ref().map(written).transpose()?)
    .bind(records)
    .run(tx)
    .await
}

/// Forgets what records were before the import: they were taken back.
pub(super) async fn forget_originals(tx: &mut Tx, cx: &Cx, id: TransferId, records: Vec<Uuid>) -> Result<(), Fault> {
    sql!(
        "delete from import_originals where account_id = $1 and transfer_id = $2
            and record_id [ids:$3]"
    )
    .bind(cx.account)
    .bind(id)
    .bind(records)
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets which records an earlier attempt to take back kept.
pub(super) async fn unkeep(tx: &mut Tx, cx: &Cx, id: TransferId) -> Result<(), Fault> {
    sql!(
        "update transfer_rows set outcome = case when record_version = $3 then 'WRITTEN' else 'UPDATED' end, detail = null
         where account_id = $1 and transfer_id = $2 and outcome = 'KEPT'"
    )
    .bind(cx.account)
    .bind(id)
    .bind(FIRST)
    .run(tx)
    .await?;
    Ok(())
}
