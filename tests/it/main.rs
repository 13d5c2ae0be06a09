//! One test binary: a file for each behaviour, both engines for each test.

mod bad_input;
mod floors;
mod guards;
mod jobs;
mod migrations;
mod pagination;
mod schema;
mod statements;
mod support;
mod transactions;
