//! What people do all day, as they would send it.

use clap::ValueEnum;
use lethe::ids::CustomerId;
use serde_json::{Value as Json, json};

use crate::dataset;

/// One of the operations that are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Operation {
    /// The first 20 customers by name, with the number of their vehicles and what they owe.
    List,
    /// Customers by the beginning of a name that one in a thousand has.
    Search,
    /// One customer, with the first of their records.
    Detail,
    /// A customer that nothing blocks.
    Delete,
}

const LIST: &str = "query List { customers(first: 20) { nodes { id displayName email phone vehicles { totalCount }
    outstanding { amount currency } } pageInfo { hasNextPage endCursor } } }";

const SEARCH: &str = "query Search($text: String!) { customers(where: { search: $text }, first: 20) {
    nodes { id displayName email phone } pageInfo { hasNextPage endCursor } } }";

const DETAIL: &str = "query Detail($id: ID!) { customer(id: $id) { id displayName email phone lifecycle version
    vehicles(first: 10) { nodes { id make model year plate } }
    workOrders(first: 10) { nodes { id number title state createdAt } }
    invoices(first: 10) { nodes { id number state total { amount currency } paid { amount } } } } }";

const DELETE: &str = "mutation Delete($input: CustomerDeleteInput!) { customerDelete(input: $input) { __typename
    ... on CustomerDeleted { deletion { id } undo { token expiresAt } quota { remaining } }
    ... on Error { code message } } }";

impl Operation {
    /// The GraphQL request about a customer.
    pub fn request(self, customer: i64) -> Json {
        let id = CustomerId::from_uuid(dataset::customer(customer)).to_string();
        match self {
            Self::List => json!({ "query": LIST }),
            Self::Search => {
                json!({ "query": SEARCH, "variables": { "text": dataset::search_term(customer) } })
            }
            Self::Detail => json!({ "query": DETAIL, "variables": { "id": id } }),
            Self::Delete => {
                json!({ "query": DELETE, "variables": { "input": { "id": id, "confirmation": "DELETE" } } })
            }
        }
    }

    /// What an answer must contain to count.
    pub fn sign(self) -> &'static str {
        match self {
            Self::List | Self::Search => "\"displayName\"",
            Self::Detail => "\"invoices\"",
            Self::Delete => "\"CustomerDeleted\"",
        }
    }

    /// Whether each customer can be asked about once only.
    pub fn uses_up(self) -> bool {
        self == Self::Delete
    }
}
