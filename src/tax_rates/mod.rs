//! Tax rates: what part of a price is tax. A rate never changes, so that what was priced under it stays true: another
//! one is created, and the old one archived.

mod store;

pub use store::{by_ids, find, list};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{FieldProblem, Outcome, Problem, Refusal};
use crate::ids::TaxRateId;
use crate::terms::{Permission, RecordKind};
use crate::{in_tx, text};

/// The state of a record that was archived, for refusals.
const ARCHIVED: &str = "ARCHIVED";
/// A hundred percent.
const WHOLE: i64 = 10_000;

/// A tax rate.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TaxRate {
    pub id: TaxRateId,
    pub name: String,
    /// In hundredths of a percent: 2,000 for 20 %.
    pub basis_points: i64,
    pub created_at: Timestamp,
    /// When it was archived: nothing new is priced under it.
    pub archived_at: Option<Timestamp>,
}

impl TaxRate {
    /// In percent.
    pub fn percent(&self) -> Decimal {
        Decimal::new(self.basis_points, 2).normalize()
    }
}

/// The tax within an amount that includes it, in minor units, rounded half away from zero.
pub fn tax_within(gross_minor: i64, basis_points: i64) -> i64 {
    let (gross, rate, whole) = (i128::from(gross_minor), i128::from(basis_points.max(0)), i128::from(WHOLE));
    let doubled = 2 * gross.abs() * rate + whole + rate;
    i64::try_from(doubled / (2 * (whole + rate)) * gross.signum()).unwrap_or(0)
}

/// Adds a tax rate, in percent with at most two decimals.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::InvalidInput`].
pub async fn create(cx: &Cx, name: &str, percent: Decimal) -> Outcome<TaxRate> {
    cx.require(Permission::ServicesWrite)?;
    let rate = TaxRate {
        id: cx.id(),
        name: text::line("name", name, 60)?,
        basis_points: basis_points("percent", percent)?,
        created_at: cx.now(),
        archived_at: None,
    };
    in_tx!(cx, |tx| {
        store::insert(tx, cx.account, &rate).await?;
        note(tx, cx, "tax_rate.created", &rate).await?;
        Ok(rate.clone())
    })
}

fn basis_points(field: &str, percent: Decimal) -> Result<i64, FieldProblem> {
    let range = || FieldProblem::new(field, Problem::OutOfRange { min: 0, max: 100 });
    let scaled = percent.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(range)?;
    if !scaled.fract().is_zero() {
        return Err(FieldProblem::new(field, Problem::Malformed { expected: "at most two decimals" }));
    }
    scaled.to_i64().filter(|points| (0..=WHOLE).contains(points)).ok_or_else(range)
}

/// Archives a tax rate: what is priced under it stays so, nothing new is.
///
/// # Errors
/// [`Refusal::NotPermitted`], [`Refusal::NotFound`], [`Refusal::WrongState`] when it is archived already.
pub async fn archive(cx: &Cx, id: &str) -> Outcome<TaxRate> {
    cx.require(Permission::ServicesWrite)?;
    let id: TaxRateId = cx.parse(RecordKind::TaxRate, id)?;
    in_tx!(cx, |tx| {
        let rate = store::lock(tx, cx.account, id).await?.ok_or(Refusal::NotFound(RecordKind::TaxRate))?;
        if rate.archived_at.is_some() {
            return Err(Refusal::WrongState { kind: RecordKind::TaxRate, state: ARCHIVED }.into());
        }
        let rate = TaxRate { archived_at: Some(cx.now()), ..rate };
        store::archive(tx, cx.account, &rate).await?;
        note(tx, cx, "tax_rate.archived", &rate).await?;
        Ok(rate)
    })
}

async fn note(tx: &mut Tx, cx: &Cx, action: &'static str, rate: &TaxRate) -> Outcome<()> {
    let entry = Entry::of(action, RecordKind::TaxRate, rate.id.uuid(), None)
        .with(serde_json::json!({ "basisPoints": rate.basis_points }));
    audit::record(tx, cx, entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tax_is_a_part_of_the_price() {
        assert_eq!(tax_within(120_00, 2_000), 20_00);
        assert_eq!(tax_within(123_00, 2_300), 23_00);
        assert_eq!(tax_within(100, 0), 0);
        assert_eq!(tax_within(-120_00, 2_000), -20_00);
        assert_eq!(tax_within(3, 10_000), 2);
    }

    #[test]
    fn rates_are_percents_to_the_hundredth() {
        assert_eq!(basis_points("percent", Decimal::new(825, 2)), Ok(825));
        for percent in [Decimal::new(1, 3), Decimal::new(-1, 0), Decimal::new(10_001, 2), Decimal::MAX] {
            assert!(basis_points("percent", percent).is_err(), "{percent}");
        }
    }

    proptest! {
        #[test]
        fn tax_and_what_is_left_make_up_the_price(gross in 0..=crate::money::MAX_MINOR, rate in 0..=WHOLE) {
            let tax = i128::from(tax_within(gross, rate));
            let net = i128::from(gross) - tax;
            // Off by no more than half of the smallest unit.
            let off = (tax * 10_000 - net * i128::from(rate)).abs();
            prop_assert!(2 * off <= 10_000 + i128::from(rate));
        }
    }
}
