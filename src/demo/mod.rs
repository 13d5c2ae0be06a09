//! The demo: businesses with a past, people to act as, and a clock that can be moved. Nothing of it is in `lethe serve`.

pub mod cast;
mod dice;
mod fill;
pub mod http;
mod names;
mod records;
mod showcase;

pub use fill::fill;
