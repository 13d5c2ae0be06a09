//! A retention run's list for its reviewers (B6, B7): a CSV made while it is downloaded, so that no copy of it is kept.

use std::collections::BTreeMap;
use std::io;

use futures_util::Stream;

use super::Download;
use super::imports::LINK;
use crate::addresses::{self, Address, AddressPurpose};
use crate::app::Cx;
use crate::audit::{self, Entry};
use crate::customers::{self, Customer, CustomerLifecycle};
use crate::db::{MAX_PAGE, PageArgs, PageError};
use crate::error::{Failure, Fault, Outcome};
use crate::export::csv;
use crate::in_tx;
use crate::links::{self, Link, LinkPurpose, NewLink};
use crate::retention::{self, Candidate, RetentionRun};
use crate::terms::{Permission, RecordKind};

const HEADER: [&str; 13] = [
    "customer",
    "lifecycle",
    "kind",
    "given_name",
    "family_name",
    "company_name",
    "email",
    "phone",
    "city",
    "postcode",
    "added_on",
    "last_purchase_on",
    "outcome",
];

/// A link to download a run's list, once; nothing before the list is whole.
///
/// # Errors
/// [`crate::error::Refusal::NotPermitted`].
pub async fn retention_list_url(cx: &Cx, run: &RetentionRun) -> Outcome<Option<String>> {
    cx.require(Permission::RetentionReview)?;
    cx.require(Permission::CustomersRead)?;
    if run.filter()?.lifecycle.contains(&CustomerLifecycle::Deleted) {
        cx.require(Permission::CustomersRestore)?;
    }
    if run.list_hash.is_none() {
        return Ok(None);
    }
    let expires_at = Some(cx.now() + LINK);
    let link = NewLink { purpose: LinkPurpose::Download, customer: None, record: run.id.uuid(), expires_at };
    let token: Outcome<String> = async { in_tx!(cx, |tx| { Ok(links::make(tx, cx, link).await?) }) }.await;
    Ok(Some(format!("{}/downloads/{}", cx.settings.public_url, token?)))
}

/// The list of a link, which is used up.
///
/// # Errors
/// [`Fault`] when the database fails.
pub(super) async fn download(cx: Cx, link: &Link, run: RetentionRun) -> Result<Option<Download>, Fault> {
    let used: Outcome<()> = async {
        in_tx!(cx, |tx| {
            links::use_up(tx, &cx, link).await?;
            let entry = Entry::of("retention_run.downloaded", RecordKind::RetentionRun, run.id.uuid(), None);
            audit::record(tx, &cx, entry).await?;
            Ok(())
        })
    }
    .await;
    match used {
        Ok(()) => Ok(Some(Download { file_name: "retention.csv".to_owned(), bytes: Box::pin(stream(cx, run)) })),
        Err(Failure::Refused(_)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

fn stream(cx: Cx, run: RetentionRun) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    async_stream::stream! {
        let header = HEADER.map(str::to_owned).to_vec();
        yield csv::with_mark(&[header]).await.map_err(io::Error::other);
        let mut after = None;
        loop {
            match page(&cx, &run, after).await {
                Err(fault) => {
                    yield Err(io::Error::other(fault));
                    break;
                }
                Ok((rows, next)) => {
                    yield csv::rows(&rows).await.map_err(io::Error::other);
                    match next {
                        None => break,
                        next => after = next,
                    }
                }
            }
        }
    }
}

async fn page(cx: &Cx, run: &RetentionRun, after: Option<String>) -> Result<(Vec<Vec<String>>, Option<String>), Fault> {
    let page = PageArgs { first: Some(MAX_PAGE), after, ..PageArgs::default() };
    let page = page.check().map_err(|problem| Fault::bug(format!("a page of a list: {problem:?}")))?;
    let list = retention::candidates(cx.account, run.id, &[]);
    let read = list.page::<Candidate>(&cx.db, &page).await.map_err(|error| match error {
        PageError::Fault(fault) => fault,
        PageError::Cursor(_) => Fault::bug("a list's cursor is its own"),
    })?;
    let next = read.rows.last().filter(|_| read.has_next).map(|(cursor, _)| cursor.0.clone());
    let candidates: Vec<Candidate> = read.rows.into_iter().map(|(_, candidate)| candidate).collect();
    let ids: Vec<_> = candidates.iter().map(|candidate| candidate.customer_id.uuid()).collect();
    let found = customers::by_ids(&cx.db, cx.account, ids.clone()).await?;
    let found: BTreeMap<_, _> = found.into_iter().map(|customer| (customer.id, customer)).collect();
    let mut homes = BTreeMap::new();
    for address in addresses::by_customers(&cx.db, cx.account, ids).await? {
        if address.purpose == AddressPurpose::Home {
            homes.insert(address.customer_id, address);
        }
    }
    let row = |its: &Candidate| cells(its, found.get(&its.customer_id), homes.get(&its.customer_id));
    Ok((candidates.iter().map(row).collect(), next))
}

/// In the order of the header. Of customers who were purged since, only the id is left.
fn cells(candidate: &Candidate, customer: Option<&Customer>, home: Option<&Address>) -> Vec<String> {
    let of = |part: fn(&Customer) -> Option<String>| customer.and_then(part).unwrap_or_default();
    let at = |part: fn(&Address) -> Option<&String>| home.and_then(part).cloned().unwrap_or_default();
    vec![
        candidate.customer_id.to_string(),
        of(|customer| Some(customer.lifecycle.to_string())),
        of(|customer| Some(customer.kind.to_string())),
        of(|customer| customer.given_name.clone()),
        of(|customer| customer.family_name.clone()),
        of(|customer| customer.company_name.clone()),
        of(|customer| customer.email.clone()),
        of(|customer| customer.phone.clone()),
        at(|home| home.city.as_ref()),
        at(|home| home.postcode.as_ref()),
        of(|customer| Some(customer.created_at.date_naive().to_string())),
        candidate.last_purchase_on.map(|day| day.to_string()).unwrap_or_default(),
        candidate.outcome.to_string(),
    ]
}
