//! Lethe owns the customer records of service businesses, and is made for the hard part: letting a customer go.

/// Who may do what: credentials, sessions, permissions, limits.
pub mod access;
/// How an account deals with its customers: portal, booking page, numbering, terms.
pub mod account_settings;
/// One business each.
pub mod accounts;
/// Postal addresses of customers.
pub mod addresses;
/// What every request is handed: database, clock, keys, settings, and who asks.
pub mod app;
/// The audit log, chained by hashes.
pub mod audit;
/// Free times.
pub mod availability;
/// The public booking page, and what is asked for there.
pub mod booking_requests;
/// Services for a customer at a time, done by a provider.
pub mod bookings;
/// Finds card numbers in text, which is refused then.
pub mod card_numbers;
/// News for subscribers, sent after commit.
pub mod changes;
/// What a payment provider was asked to take.
pub mod charges;
/// The command line.
pub mod cli;
/// Time, handed in.
pub mod clock;
/// Settings.
pub mod config;
/// What customers agreed to, as a trail.
pub mod consents;
/// Conversations with customers.
pub mod conversations;
/// What the account owes its customers.
pub mod credits;
/// Persons and businesses that book, pay or are served.
pub mod customers;
/// The database: one SQL text, two engines.
pub mod db;
/// The demo: four businesses and a clock that moves.
pub mod demo;
/// Who is likely there twice.
pub mod duplicates;
/// Randomness, handed in.
pub mod entropy;
/// Masks and erasures: sealed originals, receipts, the residue scan.
pub mod erasures;
/// What can go wrong, in three kinds.
pub mod error;
/// Records out, as CSV.
pub mod export;
/// The faces: a file for each room, and who may use which field.
pub mod graphql;
/// How the outside reaches Lethe.
pub mod http;
/// Texts for people, in three languages.
pub mod i18n;
/// The same request sent twice happens once.
pub mod idempotency;
/// Ids as clients see them.
pub mod ids;
/// Records in, from CSV.
pub mod import;
/// An invoice on paper.
pub mod invoice_pdf;
/// Invoices, payments, refunds.
pub mod invoices;
/// After the answer: outbox, worker, sweep, relay between nodes.
pub mod jobs;
/// Keys of sealed originals, apart from the database.
pub mod key_store;
/// The erasure ledger, apart from the database.
pub mod ledger;
/// What keeps a customer from being parted with.
pub mod legal_holds;
/// The acts: plan, delete, undo, restore, mask, erase, merge, retention.
pub mod lifecycle;
/// Priced lines of invoices and quotes.
pub mod lines;
/// Links that allow one thing without signing in.
pub mod links;
/// Exact money.
pub mod money;
/// What customers and providers are told, and why not.
pub mod notifications;
/// Cards that customers left with the payment provider.
pub mod payment_methods;
/// Stripe, and one for trying out.
pub mod payment_providers;
/// A copy of what is known of a customer.
pub mod personal_data;
/// Deletion policies.
pub mod policies;
/// What customers ask about their data.
pub mod privacy_requests;
/// Who does what was booked, and when they work.
pub mod providers;
/// What work would cost, to accept or decline.
pub mod quotes;
/// What customers say of completed bookings.
pub mod ratings;
/// The catalogue of what hangs off a customer, and the classification of every column.
pub mod records;
/// Revenue, bookings, what is outstanding, who came and went.
pub mod reports;
/// Rules of whom to part with, their runs, lists and approvals.
pub mod retention;
/// What can be booked, with duration and price.
pub mod services;
/// Stretches of time.
pub mod spans;
/// A customer's statement of account.
pub mod statements;
/// Whom an import must not bring back.
pub mod suppressions;
/// Tax rates.
pub mod tax_rates;
/// The words that every floor uses.
pub mod terms;
/// Text that people type.
pub mod text;
/// Imports and exports as jobs.
pub mod transfers;
/// Vehicles, and the plates on them.
pub mod vehicles;
/// Partners are told, and confirm.
pub mod webhooks;
/// What customers asked to have done.
pub mod work_orders;
