//! How the outside reaches Lethe: GraphQL over POST, server-sent events and WebSocket; pages, health and metrics.
//!
//! An operation comes in by one of the transports ([`endpoint`], [`sse`], [`socket`]), its sender is recognised and its
//! document checked ([`document`]) before anything runs, and the schema's answer goes out coded ([`answer`]); all of
//! that meets in the [`gateway`].

pub mod answer;
mod calendar;
pub mod codes;
pub mod document;
mod endpoint;
mod files;
pub mod gateway;
mod headers;
mod health;
mod invoice_pdf;
pub mod media;
pub mod metrics;
mod pages;
pub mod params;
mod payments;
mod request_id;
mod router;
mod server;
mod socket;
mod sse;
mod unsubscribe;
pub mod visitor;
pub mod watch;

pub use gateway::Gateway;
pub use router::{router, routes, routes_with};
pub use server::{Listeners, asked_to_stop, serve, serve_metrics};
