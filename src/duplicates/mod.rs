//! Duplicates: customers who are likely one. They are found by what they share, folded: e-mail address, phone number,
//! name, address. Nothing is compared with everything: each key is an index, and only who shares one is a pair.

use std::sync::LazyLock;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::db::{Direction, Exec, Keyed, List, OrderKey, Query, Value};
use crate::error::{Fault, FieldProblem, Outcome, Problem, Refusal};
use crate::ids::{AccountId, CustomerId};
use crate::terms::{Permission, RecordKind};
use crate::{customers, in_tx, sql, term};

/// The score of those who share everything.
pub const MAX_SCORE: i64 = 100;
/// The score from which on a pair is shown unless somebody asks for others: one e-mail address, or two of the rest.
pub const LIKELY: i64 = 35;
/// A key that more customers share tells nobody apart: a switchboard, a made-up address.
const MAX_SHARED: i64 = 20;

term! {
    /// What two customers share.
    DuplicateReason {
        /// The e-mail address; 35 points.
        Email = "EMAIL",
        /// The last nine digits of the phone number; 25 points.
        Phone = "PHONE",
        /// The name, whatever its case and accents; 20 points.
        Name = "NAME",
        /// An address: street, and postcode or town; 20 points.
        Address = "ADDRESS",
    }
}

impl DuplicateReason {
    /// What it adds to the score.
    pub const fn points(self) -> i64 {
        match self {
            Self::Email => 35,
            Self::Phone => 25,
            Self::Name | Self::Address => 20,
        }
    }

    /// Where customers share it: table, the customer's id in it, key, and which rows count.
    const fn keys(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Email => ("customers", "id", "email_key", "lifecycle = 'ACTIVE'"),
            Self::Phone => ("customers", "id", "phone_key", "lifecycle = 'ACTIVE'"),
            Self::Name => ("customers", "id", "name_key", "lifecycle = 'ACTIVE'"),
            Self::Address => ("addresses", "customer_id", "address_key", "true"),
        }
    }

    /// Every pair that shares it.
    fn pairs(self) -> String {
        let ((table, id, key, when), points) = (self.keys(), self.points());
        format!(
            "select distinct one.{id} as one_id, other.{id} as other_id, '{self}' as reason, {points} as points
             from {table} one join {table} other on other.account_id = one.account_id and other.{key} = one.{key}
                and other.{id} > one.{id}
             where one.account_id = $1 and one.{key} in (
                select {key} from {table} where account_id = $1 and {key} is not null and {when}
                group by {key} having count(distinct {id}) between 2 and {MAX_SHARED})"
        )
    }
}

/// Two customers who are likely one. The lesser id is the first.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Duplicate {
    pub one_id: CustomerId,
    pub other_id: CustomerId,
    /// From 1 to [`MAX_SCORE`].
    pub score: i64,
    email: i64,
    phone: i64,
    name: i64,
    address: i64,
}

impl Duplicate {
    /// What they share.
    pub fn reasons(&self) -> Vec<DuplicateReason> {
        let shared = [self.email, self.phone, self.name, self.address];
        DuplicateReason::ALL.iter().zip(shared).filter(|(_, n)| *n > 0).map(|(reason, _)| *reason).collect()
    }
}

impl Keyed for Duplicate {
    fn key(&self, column: &str) -> Value {
        match column {
            "score" => self.score.into(),
            "one_id" => self.one_id.into(),
            _ => self.other_id.into(),
        }
    }
}

/// Pairs of live customers who are likely one, the likeliest first; not those that somebody dismissed.
pub fn list(account: AccountId, min_score: i64) -> List {
    let body = Query::built(pairs_sql()).bind(account).bind(min_score);
    let order = ["score", "one_id", "other_id"].map(|column| OrderKey { column, direction: Direction::Desc });
    List::new("duplicates", "one_id, other_id, score, email, phone, name, address", body, order.to_vec())
}

/// `from … where …` of the pairs: `$1` the account, `$2` the least score.
pub fn pairs_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let branches: Vec<_> = DuplicateReason::ALL.iter().map(|reason| reason.pairs()).collect();
        let shares = DuplicateReason::ALL.iter().map(|reason| {
            let name = reason.as_str().to_lowercase();
            format!("cast(sum(case when reason = '{reason}' then 1 else 0 end) as bigint) as {name}")
        });
        format!(
            "from (select one_id, other_id, cast(sum(points) as bigint) as score, {}
                from ({}) as shared
                where exists (select 1 from customers c where c.account_id = $1 and c.id = one_id
                        and c.lifecycle = 'ACTIVE' and not c.masked)
                    and exists (select 1 from customers c where c.account_id = $1 and c.id = other_id
                        and c.lifecycle = 'ACTIVE' and not c.masked)
                    and not exists (select 1 from duplicate_dismissals d where d.account_id = $1
                        and d.one_id = shared.one_id and d.other_id = shared.other_id)
                group by one_id, other_id) as pairs
             where score >= $2",
            shares.collect::<Vec<_>>().join(", "),
            branches.join(" union all ")
        )
    });
    &SQL
}

/// Reads the least score that somebody asks for.
///
/// # Errors
/// [`Refusal::InvalidInput`] for one that no pair can be told by.
pub fn min_score(asked: Option<i64>) -> Result<i64, Refusal> {
    let score = asked.unwrap_or(LIKELY);
    if (1..=MAX_SCORE).contains(&score) {
        Ok(score)
    } else {
        Err(FieldProblem::new("minScore", Problem::OutOfRange { min: 1, max: MAX_SCORE }).into())
    }
}

/// Whether somebody said of two customers, or of any who are part of them, that they are two.
///
/// # Errors
/// [`Fault`] when the database fails.
pub async fn are_two(
    on: impl Into<Exec<'_>>,
    account: AccountId,
    (one, other): (CustomerId, CustomerId),
) -> Result<bool, Fault> {
    let said = sql!(
        "select cast(count(*) as bigint) from duplicate_dismissals d
         join customers a on a.account_id = d.account_id and a.id = d.one_id
         join customers b on b.account_id = d.account_id and b.id = d.other_id
         where d.account_id = $1 and ((coalesce(a.merged_into, a.id) = $2 and coalesce(b.merged_into, b.id) = $3)
            or (coalesce(a.merged_into, a.id) = $3 and coalesce(b.merged_into, b.id) = $2))"
    );
    let said = said.bind(account).bind(one).bind(other).scalar::<i64>(on).await?;
    Ok(said.unwrap_or_default() > 0)
}

/// Notes that two customers are two: they are not shown as duplicates any more. Said twice, it holds once.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::CustomerDeleted`], [`Refusal::InvalidInput`] when both
/// are the same.
pub async fn dismiss(cx: &Cx, one: &str, other: &str) -> Outcome<(CustomerId, CustomerId)> {
    cx.require(Permission::CustomersMerge)?;
    let one: CustomerId = cx.parse(RecordKind::Customer, one)?;
    let other: CustomerId = cx.parse(RecordKind::Customer, other)?;
    if one == other {
        return Err(FieldProblem::new("otherId", Problem::Conflicts { with: "oneId" }).into());
    }
    let (one, other) = (one.min(other), one.max(other));
    in_tx!(cx, |tx| {
        for id in [one, other] {
            customers::hold(tx, cx, id).await?;
        }
        let actor = cx.who.actor();
        let new = sql!(
            "insert into duplicate_dismissals (account_id, one_id, other_id, by_kind, by_id, at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
        )
        .bind(cx.account)
        .bind(one)
        .bind(other)
        .bind(actor.kind)
        .bind(actor.id)
        .bind(cx.now())
        .run(&mut *tx)
        .await?;
        if new > 0 {
            let entry = Entry::of("duplicate.dismissed", RecordKind::Customer, one.uuid(), Some(one));
            let data = serde_json::json!({ "other": other });
            audit::record(tx, cx, entry.with(data)).await?;
        }
        Ok((one, other))
    })
}
