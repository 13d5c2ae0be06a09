//! Lethe owns the customer records of service businesses, and is made for the hard part: letting a customer go.

pub mod access;
pub mod accounts;
pub mod app;
pub mod audit;
pub mod changes;
pub mod cli;
pub mod clock;
pub mod config;
pub mod consents;
pub mod conversations;
pub mod customers;
pub mod db;
pub mod entropy;
pub mod error;
pub mod graphql;
pub mod http;
pub mod i18n;
pub mod ids;
pub mod jobs;
pub mod lifecycle;
pub mod money;
pub mod policies;
pub mod records;
pub mod terms;
pub mod text;
pub mod vehicles;
