//! Passwords: argon2id, off the request threads, and no faster for a stranger than for a colleague.

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::error::{Fault, FieldProblem, Problem};

const PASSES: u32 = 2;
const LANES: u32 = 1;
const MIN_CHARS: usize = 10;
const MAX_CHARS: usize = 200;

/// Each hash takes its memory for as long as it runs: as many at a time as there are processors.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// Checks a password that somebody chooses: 10 to 200 characters of any kind.
///
/// # Errors
/// A [`FieldProblem`] that names `field`.
pub fn check(field: &str, password: &str) -> Result<(), FieldProblem> {
    match password.chars().count() {
        n if n < MIN_CHARS => {
            Err(FieldProblem::new(field, Problem::Malformed { expected: "a password of at least 10 characters" }))
        }
        n if n > MAX_CHARS => Err(FieldProblem::new(field, Problem::TooLong { max: MAX_CHARS })),
        _ => Ok(()),
    }
}

/// Hashes a password, for keeping.
///
/// # Errors
/// [`Fault`] when the memory setting is out of argon2's range.
pub async fn hash(app: &App, password: &str) -> Result<String, Fault> {
    let (argon2, password, salt) = (hasher(app)?, password.to_owned(), app.entropy.bytes::<16>());
    off_thread(move || Ok(argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(broken)?.to_string()))
        .await
}

/// Whether a password is the one that was kept. Without one to compare, it takes as long and is not.
///
/// # Errors
/// [`Fault`] when the memory setting is out of argon2's range.
pub async fn verify(app: &App, password: &str, kept: Option<String>) -> Result<bool, Fault> {
    let argon2 = hasher(app)?;
    let password: String = password.chars().take(MAX_CHARS + 1).collect();
    off_thread(move || match kept {
        Some(kept) => Ok(argon2.verify_password(password.as_bytes(), kept.as_str()).is_ok()),
        None => argon2.hash_password_with_salt(password.as_bytes(), &[0; 16]).map(|_| false).map_err(broken),
    })
    .await
}

fn hasher(app: &App) -> Result<Argon2<'static>, Fault> {
    let params = Params::new(app.settings.argon2_memory_kib, PASSES, LANES, None)
        .map_err(|error| Fault::config(format!("argon2_memory_kib: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    let _turn = AT_ONCE.acquire().await.map_err(|_| Fault::bug("the password semaphore is never closed"))?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::bug("hashing a password panicked"))?
}

fn broken(error: argon2::password_hash::Error) -> Fault {
    Fault::bug(format!("argon2: {error}"))
}
