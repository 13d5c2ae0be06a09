//! One test binary: a file for each behaviour, both engines for each test.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "in tests a panic is how a failure is told, in their helpers, too"
)]

mod access_partners;
mod access_staff;
mod addresses;
mod audit;
mod availability;
mod bad_input;
mod bookings;
mod calendar;
mod card_numbers;
mod charges;
mod commands;
mod commands_erasures;
mod connections;
mod credit;
mod deletion;
mod deletion_plan;
mod deletion_refusals;
mod deletion_settled;
mod demo;
mod docs;
mod erasure_proof;
mod erasures;
mod exports;
mod floors;
mod guards;
mod http_events;
mod http_goodbye;
mod http_limits;
mod http_requests;
mod http_socket;
mod i18n;
mod idempotency;
mod import_bookings;
mod import_chinook;
mod import_duplicates;
mod import_languages;
mod import_resume;
mod import_rows;
mod import_undo;
mod imports;
mod invoice_pdf;
mod invoices;
mod jobs;
mod kept;
mod legal_holds;
mod live;
mod masks;
mod matrix;
mod migrations;
mod nodes;
mod notifications;
mod pagination;
mod payment_methods;
mod payments;
mod personal_data;
mod portal_bookings;
mod portal_credit;
mod portal_delete;
mod portal_email_change;
mod portal_profile;
mod portal_quotes;
mod portal_records;
mod portal_sign_in;
mod preferences;
mod privacy_requests;
mod provider_notices;
mod providers;
mod public_booking;
mod public_booking_races;
mod quotes;
mod quotes_by_link;
mod races;
mod races_bookings;
mod races_controls;
mod races_holds;
mod races_payments;
mod races_quotes;
mod races_undo;
mod ratings;
mod refunds;
mod reminders;
mod reports;
mod schema;
mod services;
mod statement;
mod statements;
mod stripe;
mod support;
mod suppressions;
mod tenancy;
mod transactions;
mod unsubscribe;
mod uploads;
mod vehicles;
mod webhooks;
mod webhooks_out;
mod work_orders;
mod worker_command;
