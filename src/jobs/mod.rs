//! What happens after the answer: mail through an outbox, the worker that empties it and sweeps, and the relay that
//! carries news between nodes.

mod letters;
mod mail;
pub mod outbox;
pub mod relay;
pub mod sweep;
pub mod worker;

pub use mail::{Delivered, Letter, MailError, Mailer};
