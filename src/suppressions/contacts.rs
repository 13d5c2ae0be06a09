//! What people are recognised by, normalised: however it is written, the same address or number gives the same hash.

use crate::key_store::ListKey;
use crate::text;

/// Shorter numbers are extensions, which many share.
const SHORTEST: usize = 7;
/// What a number ends with says the same with a country's code in front of it and without.
const LAST_DIGITS: usize = 9;

/// An e-mail address or a phone number, normalised.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contact {
    Email(String),
    Phone(String),
}

impl Contact {
    /// An e-mail address.
    pub fn email(typed: &str) -> Option<Self> {
        let folded = text::fold(typed);
        folded.contains('@').then_some(Self::Email(folded))
    }

    /// A phone number; `None` for one that is too short to be anybody's own.
    pub fn phone(typed: &str) -> Option<Self> {
        let digits = text::digits(typed);
        let last = digits.get(digits.len().saturating_sub(LAST_DIGITS)..)?;
        (digits.len() >= SHORTEST).then(|| Self::Phone(last.to_owned()))
    }

    /// The field of a record that it is from.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Phone(_) => "phone",
        }
    }

    pub(super) fn hash(&self, key: &ListKey) -> String {
        let (Self::Email(text) | Self::Phone(text)) = self;
        key.hash(&format!("{} {text}", self.field()))
    }
}

/// What a person is recognised by.
pub fn contacts(email: Option<&str>, phone: Option<&str>) -> Vec<Contact> {
    [email.and_then(Contact::email), phone.and_then(Contact::phone)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_and_address_however_they_are_written() {
        let number = Contact::phone("020 7946 0001");
        assert!(number.is_some());
        assert_eq!(number, Contact::phone("+44 (0)20-7946 0001"));
        assert_eq!(number, Contact::phone("0044 20 79460001"));
        assert_ne!(number, Contact::phone("020 7946 0002"));
        assert_eq!(Contact::phone("x 12 34"), None);
        assert_eq!(Contact::email(" Ana.Pop@Example.COM"), Contact::email("ana.pop@example.com"));
        assert_eq!(Contact::email("*****"), None);
    }
}
