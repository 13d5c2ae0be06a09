//! The statements that Lethe sends for an operation: watched once, then run by the bare databases with other values.

use std::net::SocketAddr;

use lethe::db::{Query, Value};
use lethe::{graphql, http};
use uuid::Uuid;

use crate::client::Connection;
use crate::dataset;
use crate::garage::Garage;
use crate::operations::Operation;

/// An operation's statements, in order.
pub struct Trail(pub Vec<Step>);

/// One statement, in the words of the engine at hand.
pub struct Step {
    pub text: String,
    pub values: Vec<Slot>,
}

/// A bound value, and how it differs from one run to the next.
#[derive(Clone, Debug)]
pub enum Slot {
    /// As it was.
    Same(Value),
    /// The member of staff who asks.
    Staff,
    /// The session that asks.
    Session,
    /// The customer it is about.
    Customer,
    /// A list with this customer alone.
    OnlyCustomer,
    /// What is searched for.
    Term,
    /// The end of the range of terms that start so.
    TermEnd,
    /// An id made for this run: the first such id, the second, …
    Fresh(u16),
    /// The next number in the audit log, after the one that a statement has just read.
    NextSeq,
}

/// Has a Lethe in this process run the operation once, as the first of the staff, and writes down what it sends.
pub async fn record(garage: &Garage, operation: Operation, customer: i64) -> Trail {
    let mut app = garage.app.clone();
    let (db, recording) = app.db.recorded();
    app.db = db;
    let dialect = app.db.dialect();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let schema = graphql::schema(&app.settings);
    let service = http::router(app, schema).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let mut connection = Connection::open(address, &garage.staff[0].token).await;
    connection.send(&operation.request(customer), operation.sign()).await;
    server.abort();
    let mut reader = Reader { garage, customer, fresh: Vec::new() };
    let sent = recording.take();
    Trail(sent.iter().map(|query| Step { text: query.text(dialect), values: reader.slots(query) }).collect())
}

/// Tells by a value what it stands for.
struct Reader<'g> {
    garage: &'g Garage,
    customer: i64,
    fresh: Vec<Uuid>,
}

impl Reader<'_> {
    fn slots(&mut self, query: &Query) -> Vec<Slot> {
        let text = query.text(lethe::db::Dialect::Postgres);
        let counts = text.contains("into audit_events") || text.contains("update audit_heads");
        query.values().iter().map(|value| self.slot(value, counts)).collect()
    }

    fn slot(&mut self, value: &Value, counts: bool) -> Slot {
        let term = dataset::search_term(self.customer);
        match value {
            Value::Int(Some(_)) if counts => Slot::NextSeq,
            Value::Uuid(Some(id)) => self.id(*id),
            Value::Ids(ids) if ids[..] == [dataset::customer(self.customer)] => Slot::OnlyCustomer,
            Value::Text(Some(text)) if *text == term => Slot::Term,
            Value::Text(Some(text)) if text.strip_suffix('\u{10FFFF}') == Some(&term) => Slot::TermEnd,
            other => Slot::Same(other.clone()),
        }
    }

    fn id(&mut self, id: Uuid) -> Slot {
        let asker = &self.garage.staff[0];
        if id == self.garage.account.uuid() {
            return Slot::Same(id.into());
        } else if id == asker.id.uuid() {
            return Slot::Staff;
        } else if id == asker.session.uuid() {
            return Slot::Session;
        } else if id == dataset::customer(self.customer) {
            return Slot::Customer;
        }
        let at = self.fresh.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.fresh.push(id);
            self.fresh.len() - 1
        });
        Slot::Fresh(u16::try_from(at).expect("few new ids"))
    }
}
