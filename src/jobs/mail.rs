//! Mail: by SMTP, into the demo's mailbox, or nowhere.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::Mailbox as Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::clock::Timestamp;
use crate::config::Settings;
use crate::error::Fault;

/// How many letters the demo's mailbox keeps.
const MAILBOX_SIZE: usize = 100;
/// How long the mail server may take for each step.
const PATIENCE: Duration = Duration::from_secs(10);

/// A letter to one person, in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Where one click refuses more letters like it (RFC 8058).
    pub unsubscribe: Option<String>,
}

impl Letter {
    /// A letter that answers something, or has to be sent.
    pub fn new(to: String, subject: String, text: String) -> Self {
        Self { to, subject, text, unsubscribe: None }
    }
}

/// A letter in the demo's mailbox.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub at: Timestamp,
    pub letter: Letter,
}

/// Where letters go. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Mailer {
    Smtp {
        transport: AsyncSmtpTransport<Tokio1Executor>,
        from: Box<Address>,
    },
    /// The demo's and the tests': readable, and gone with the process.
    Mailbox(Arc<Mutex<VecDeque<Delivered>>>),
    /// No SMTP server is configured.
    Disabled,
}

/// Why a letter did not leave. Says nothing about whom it was for.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("mail is not configured")]
    Disabled,
    #[error("the address or text does not make a message")]
    Malformed,
    #[error("the mail server refused it for good{}", code(.0))]
    Refused(SmtpError),
    #[error("the mail server could not take it now{}", code(.0))]
    Unreachable(SmtpError),
}

impl MailError {
    /// Whether trying again later can help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}

fn code(error: &SmtpError) -> String {
    error.status().map(|code| format!(" ({code})")).unwrap_or_default()
}

impl Mailer {
    /// By the settings: the demo has its mailbox, others their SMTP server or none.
    ///
    /// # Errors
    /// [`Fault::Config`] when the server's URL or the sender's address is malformed.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        if settings.demo {
            return Ok(Self::mailbox());
        }
        let Some(url) = &settings.smtp_url else { return Ok(Self::Disabled) };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| Fault::config("smtp_url: expected smtps://USER:PASSWORD@HOST or smtp://HOST?tls=required"))?
            .timeout(Some(PATIENCE))
            .build();
        let from = settings
            .mail_from
            .parse()
            .map_err(|_| Fault::config("mail_from: expected an address such as Lethe <no-reply@example.com>"))?;
        Ok(Self::Smtp { transport, from: Box::new(from) })
    }

    /// An empty mailbox.
    pub fn mailbox() -> Self {
        Self::Mailbox(Arc::default())
    }

    /// What the mailbox holds, newest first; nothing for the other kinds.
    pub fn delivered(&self) -> Vec<Delivered> {
        match self {
            Self::Mailbox(letters) => {
                letters.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, letter: Letter, at: Timestamp) -> Result<(), MailError> {
        match self {
            Self::Smtp { transport, from } => {
                let sent = transport.send(message(from, letter)?).await;
                sent.map(|_| ()).map_err(|error| {
                    if error.is_permanent() { MailError::Refused(error) } else { MailError::Unreachable(error) }
                })
            }
            Self::Mailbox(letters) => {
                let mut letters = letters.lock().unwrap_or_else(PoisonError::into_inner);
                letters.push_back(Delivered { at, letter });
                let excess = letters.len().saturating_sub(MAILBOX_SIZE);
                letters.drain(..excess);
                Ok(())
            }
            Self::Disabled => Err(MailError::Disabled),
        }
    }
}

fn message(from: &Address, letter: Letter) -> Result<Message, MailError> {
    let mut message = Message::builder()
        .from(from.clone())
        .to(letter.to.parse().map_err(|_| MailError::Malformed)?)
        .subject(letter.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text)
        .map_err(|_| MailError::Malformed)?;
    if let Some(url) = letter.unsubscribe {
        let headers = message.headers_mut();
        headers.insert_raw(as_it_is("List-Unsubscribe", format!("<{url}>")));
        headers.insert_raw(as_it_is("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    Ok(message)
}

/// A header in one line of ASCII: addresses are not folded.
fn as_it_is(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(letter: Letter) -> String {
        let from = "Garage <garage@example.com>".parse().expect("an address");
        String::from_utf8(message(&from, letter).expect("a message").formatted()).expect("text")
    }

    #[test]
    fn one_click_unsubscribes_where_there_is_something_to_unsubscribe_from() {
        let letter = Letter::new("ana@example.com".into(), "Soon".into(), "See you.".into());
        assert!(!written(letter.clone()).contains("List-Unsubscribe"));
        let url = format!("https://lethe.example/unsubscribe/lethe_ln_{}", "a".repeat(84));
        let text = written(Letter { unsubscribe: Some(url.clone()), ..letter });
        assert!(text.contains(&format!("\r\nList-Unsubscribe: <{url}>\r\n")), "{text}");
        assert!(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    }
}
