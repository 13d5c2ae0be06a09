//! What every test starts from.

#![allow(dead_code, unused_imports, reason = "more tests use it as they land")]

mod accounts;
mod app;
mod client;
mod cluster;
pub mod engine;
pub mod operations;
pub mod postgres;
mod redact;
mod seeds;
mod state;

pub use accounts::{PASSWORD, email};
pub use app::{FOREIGN_SLUG, SLUG, TestApp, start_of_time};
pub use client::{Answer, Client};
pub use engine::{Engine, TestDb, write};
pub use redact::redact;
pub use state::{Snapshot, state};
