//! Ids as clients see them: opaque, type-prefixed, sortable (TypeID over UUIDv7).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use sqlx::{Database, Decode, Encode, Type};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

/// A kind of thing that has ids of its own.
pub trait Kind: 'static {
    /// The prefix before the underscore: `cus`, `veh` …
    const PREFIX: &'static str;
}

/// The id of a `K`. Inside the database it is a plain UUID.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// The text is not an id of the kind that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("not a valid id of this kind")]
pub struct NotAnId;

impl<K: Kind> Id<K> {
    /// Wraps a UUID that is known to be of this kind.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&type_id(K::PREFIX, self.0))
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let parsed = dynamic(text)?;
        if parsed.type_prefix() == K::PREFIX { Ok(Self::from_uuid(parsed.uuid())) } else { Err(NotAnId) }
    }
}

/// `prefix_suffix` for a prefix that is only known at run time.
pub fn type_id(prefix: &str, uuid: Uuid) -> String {
    match DynamicType::new(prefix) {
        Ok(kind) => TypeSafeId::from_type_and_uuid(kind, uuid).to_string(),
        Err(_) => format!("{prefix}_{uuid}"),
    }
}

/// The prefix and UUID of any TypeID.
///
/// # Errors
/// [`NotAnId`] when the text is not a TypeID.
pub fn parse_any(text: &str) -> Result<(String, Uuid), NotAnId> {
    let parsed = dynamic(text)?;
    Ok((parsed.type_prefix().to_owned(), parsed.uuid()))
}

/// The library panics on some text that is not ASCII (type-safe-id 0.3.3 cuts a prefix at a byte).
fn dynamic(text: &str) -> Result<TypeSafeId<DynamicType>, NotAnId> {
    if text.is_ascii() { text.parse().map_err(|_| NotAnId) } else { Err(NotAnId) }
}

impl<K: Kind> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: Kind> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<K, DB: Database> Type<DB> for Id<K>
where
    Uuid: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Uuid::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        Uuid::compatible(ty)
    }
}
impl<'r, K: Kind, DB: Database> Decode<'r, DB> for Id<K>
where
    Uuid: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Uuid::decode(value).map(Self::from_uuid)
    }
}
impl<'q, K: Kind, DB: Database> Encode<'q, DB> for Id<K>
where
    Uuid: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buf: &mut DB::ArgumentBuffer) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        self.0.encode_by_ref(buf)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident($prefix:literal);)*) => {$(
        #[doc = concat!("Marks ids that start with `", $prefix, "_`.")]
        #[derive(Debug)]
        pub enum $kind {}
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        $(#[$doc])*
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    /// One business: a tenant.
    AccountId = AccountKind("acc");
    /// A person who works for an account.
    StaffId = StaffKind("stf");
    /// A staff member's signed-in session.
    StaffSessionId = StaffSessionKind("sst");
    /// An integration's token.
    PartnerTokenId = PartnerTokenKind("ptk");
    /// A customer.
    CustomerId = CustomerKind("cus");
    /// A postal address of a customer.
    AddressId = AddressKind("adr");
    /// A customer's vehicle.
    VehicleId = VehicleKind("veh");
    /// A plate on a vehicle, for as long as it was there.
    RegistrationId = RegistrationKind("reg");
    /// A work order.
    WorkOrderId = WorkOrderKind("wo");
    /// An invoice.
    InvoiceId = InvoiceKind("inv");
    /// A line of an invoice.
    InvoiceLineId = InvoiceLineKind("inl");
    /// A payment towards an invoice.
    PaymentId = PaymentKind("pay");
    /// A conversation.
    ConversationId = ConversationKind("cnv");
    /// A message of a conversation.
    MessageId = MessageKind("msg");
    /// One entry of the consent trail.
    ConsentId = ConsentKind("cns");
    /// A customer's signed-in portal session.
    PortalSessionId = PortalSessionKind("pss");
    /// A deletion: the batch of everything that one delete touched.
    DeletionId = DeletionKind("del");
    /// An entry of the audit log.
    AuditEventId = AuditEventKind("aud");
    /// A service that can be booked, or a bundle of them.
    ServiceId = ServiceKind("svc");
    /// A tax rate.
    TaxRateId = TaxRateKind("tax");
    /// Somebody who can be dispatched.
    ProviderId = ProviderKind("prv");
    /// Time that a provider has off.
    AbsenceId = AbsenceKind("abs");
    /// A booking.
    BookingId = BookingKind("bkg");
    /// What came from the public page and waits for a person to decide whose it is.
    BookingRequestId = BookingRequestKind("brq");
    /// A quote.
    QuoteId = QuoteKind("quo");
    /// A line of a quote.
    QuoteLineId = QuoteLineKind("qul");
    /// Money given back.
    RefundId = RefundKind("rfd");
    /// An entry of what the account owes a customer.
    CreditId = CreditKind("crd");
    /// A card or account that a payment provider keeps for a customer.
    PaymentMethodId = PaymentMethodKind("pm");
    /// What a payment provider was asked to take.
    ChargeId = ChargeKind("chg");
    /// A message that was sent to a customer, or not.
    NotificationId = NotificationKind("ntf");
    /// A rating.
    RatingId = RatingKind("rat");
    /// What a customer asks about their data.
    PrivacyRequestId = PrivacyRequestKind("prq");
    /// An import or export.
    TransferId = TransferKind("trf");
    /// Where a partner is told of events.
    WebhookEndpointId = WebhookEndpointKind("whe");
    /// What an endpoint's deliveries are signed with.
    WebhookSecretId = WebhookSecretKind("whs");
    /// An event on its way to an endpoint.
    WebhookDeliveryId = WebhookDeliveryKind("whd");
    /// A message waiting to leave.
    OutboxId = OutboxKind("out");
    /// A masking or erasure of a customer.
    ErasureId = ErasureKind("ers");
    /// A permanent deletion of many customers.
    ErasureJobId = ErasureJobKind("erj");
    /// A legal hold.
    LegalHoldId = LegalHoldKind("lgh");
    /// A rule of whom to part with after how long.
    RetentionRuleId = RetentionRuleKind("rtr");
    /// A run of such a rule.
    RetentionRunId = RetentionRunKind("rtn");
    /// A merge of customers into another.
    MergeId = MergeKind("mrg");
    /// A merge of many pairs of customers.
    MergeJobId = MergeJobKind("mgj");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_ids_of_the_kind_are_read() {
        let id = CustomerId::from_uuid(Uuid::from_u128(7)).to_string();
        assert!(id.starts_with("cus_"));
        assert!(id.parse::<VehicleId>().is_err());
        let (prefix, suffix) = id.split_once('_').expect("a prefix");
        let malformed = [
            String::new(),
            prefix.to_owned(),
            suffix.to_owned(),
            format!("{prefix}_"),
            format!("_{suffix}"),
            format!("CUS_{suffix}"),
            format!("{id}0"),
            format!("{id} "),
            id.replace('7', "u"),
            format!("{prefix}_8{}", &suffix[1..]),
            format!("cus_cus_{suffix}"),
            Uuid::from_u128(7).to_string(),
            "cus_\0".to_owned(),
            format!("{}ż_{suffix}", "a".repeat(62)),
        ];
        for text in malformed {
            assert!(text.parse::<CustomerId>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn ids_are_read_back_and_sort_like_their_uuids(a in any::<u128>(), b in any::<u128>()) {
            let (a, b) = (CustomerId::from_uuid(Uuid::from_u128(a)), CustomerId::from_uuid(Uuid::from_u128(b)));
            prop_assert_eq!(a.to_string().parse::<CustomerId>().ok(), Some(a));
            prop_assert_eq!(parse_any(&a.to_string()).ok(), Some(("cus".to_owned(), a.uuid())));
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        }

        #[test]
        fn no_text_makes_parsing_panic(text in ".{0,40}") {
            let _ = text.parse::<CustomerId>();
            let _ = parse_any(&text);
        }
    }
}
