//! The demo: businesses with a past, people to act as, and a clock that can be moved. Nothing of it is in `lethe serve`.

pub mod cast;
mod dice;
mod fill;
pub mod http;
mod month;
mod names;
mod partings;
mod records;
mod showcase;
mod trades;

pub use fill::fill;
