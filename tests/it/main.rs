//! One test binary: a file for each behaviour, both engines for each test.

mod floors;
mod guards;
mod migrations;
mod pagination;
mod statements;
mod support;
mod transactions;
