//! `lethe receipt`: receipts of erasures, checked offline.

use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::Subcommand;

use super::settings::{DatabaseArgs, ServerArgs};
use super::{Ending, Trouble, secret};
use crate::access::Keys;
use crate::erasures;

/// Receipts of erasures.
#[derive(Debug, Subcommand)]
pub(super) enum Receipt {
    /// Check a receipt, offline: exits with 0 when it is genuine, with 1 when it is not
    Verify {
        /// The receipt, as JSON: { "receipt", "signature", "publicKey" }
        file: PathBuf,
        /// The key that it must be signed with: what `lethe receipt key` printed [default: the one in the receipt, which
        /// shows only that it was not changed]
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// Print the key that this server's receipts can be checked with
    Key {
        #[command(flatten)]
        server: Box<ServerArgs>,
        #[command(flatten)]
        database: DatabaseArgs,
    },
}

impl Receipt {
    pub fn run(self) -> Ending {
        match self {
            Self::Verify { file, key } => verify(&file, key.as_deref()),
            Self::Key { server, database } => {
                let secret = secret::find_or_make(&server, &database)?;
                println!("{}", BASE64.encode(Keys::derive(&secret.bytes)?.receipts().public()));
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn verify(file: &std::path::Path, key: Option<&str>) -> Ending {
    let read = std::fs::read_to_string(file);
    let signed = read.map_err(|error| Trouble::Usage(format!("{}: {error}", file.display())))?;
    match erasures::verify(&signed, key) {
        Ok(receipt) => {
            println!("Genuine: {} of {}, final at {}.", receipt.act, receipt.customer, receipt.final_at);
            for kept in receipt.kept {
                println!(
                    "Kept: {} {}, issued {} or later, until {}: {}.",
                    kept.count, kept.kind, kept.issued_since, kept.until, kept.because
                );
            }
            if key.is_none() {
                println!("Whose key signed it was not checked: give --key.");
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(wrong) => {
            eprintln!("Not genuine: {wrong}.");
            Ok(ExitCode::FAILURE)
        }
    }
}
