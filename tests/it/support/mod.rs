//! What every test starts from.

#![allow(dead_code, unused_imports, reason = "more tests use it as they land")]

mod accounts;
mod app;
pub mod backup;
pub mod broken;
mod client;
mod cluster;
pub mod desk;
pub mod engine;
pub mod files;
mod live;
mod needles;
pub mod operations;
pub mod partner;
pub mod payments;
pub mod postgres;
pub mod process;
pub mod race;
mod redact;
mod seeds;
pub mod sound;
mod state;
pub mod stripe;
pub mod transfers;
pub mod visits;

pub use accounts::{PASSWORD, email, portal_link};
pub use app::{FOREIGN_SLUG, SLUG, TestApp, start_of_time};
pub use client::{Answer, Client};
pub use engine::{Engine, TestDb, options, write};
pub use live::{Events, Said, Socket};
pub use needles::{NEEDLE, needles, plant};
pub use redact::redact;
pub use state::{Snapshot, state};
