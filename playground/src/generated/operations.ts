/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Who acts. */
export type ActorKind =
  /** A member of staff. */
  | 'STAFF'
  /** A partner's token. */
  | 'PARTNER'
  /** A customer in the portal. */
  | 'PORTAL'
  /** Whoever held a link that was handed out. */
  | 'LINK'
  /** A visitor of the public booking page. */
  | 'PUBLIC'
  /** A payment provider, by its signed news. */
  | 'PAYMENT_PROVIDER'
  /** Lethe itself, or somebody at its command line. */
  | 'SYSTEM';

/** What an address is for. */
export type AddressPurpose =
  /** Where the customer lives or resides. */
  | 'HOME'
  /** Where bills go. */
  | 'BILLING'
  /** Where work is done. */
  | 'SERVICE';

/** How to settle what blocks. Needs the write permission of the kind. */
export type BlockerResolutionInput = {
  /** The kind of record that blocks. */
  kind: RecordKind;
  /** What to do with all of them. */
  resolution: Resolution;
};

/** A booking to complete. */
export type BookingCompleteInput = {
  /** The booking. */
  id: string | number;
  /** Moves it on only if it is still at this version. */
  expectedVersion?: number | null | undefined;
};

/** A booking to make. */
export type BookingCreateInput = {
  /** Whose it is. */
  customerId: string | number;
  /** What is done: 1 to 20 services and bundles. Their names, durations and prices are kept as they are now. */
  services: Array<ServiceChoiceInput>;
  /** Who does it. Without a provider the booking is requested, with one it is scheduled. */
  providerId?: string | number | null | undefined;
  /** When it starts; cut to the second. */
  startsAt: string;
  /** When it ends; by the services' durations when left out. */
  endsAt?: string | null | undefined;
  /** An address of the customer where it is done; kept as it is now. Not together with `location`. */
  addressId?: string | number | null | undefined;
  /** Where it is done, in words; at most 500 characters. */
  location?: string | null | undefined;
  /** What there is to know; at most 10,000 characters. */
  note?: string | null | undefined;
  /**
   * Books the provider outside working hours, within time off, and for services that they usually do not do. Time
   * that another booking holds is never taken.
   */
  force?: boolean;
  /** A key of your own, at most 100 characters: sent again with it, the request gives the booking that was made. */
  idempotencyKey?: string | null | undefined;
};

/** Where a booking stands. */
export type BookingState =
  /** Asked for; no provider has it yet. */
  | 'REQUESTED'
  /** A provider has it. */
  | 'SCHEDULED'
  /** The provider is on the way. */
  | 'DISPATCHED'
  /** Being done. */
  | 'IN_PROGRESS'
  /** Done. */
  | 'COMPLETED'
  /** Will not be done. */
  | 'CANCELLED'
  /** The customer was not there. */
  | 'NO_SHOW';

/** How people talk with a customer. */
export type Channel =
  /** By e-mail. */
  | 'EMAIL'
  /** By phone. */
  | 'PHONE'
  /** By text message. */
  | 'SMS'
  /** In a chat. */
  | 'CHAT';

/** What becomes of pairs whose customers contradict each other. */
export type ConflictRule =
  /** They are left alone, for somebody to look at. */
  | 'LEAVE'
  /** They are merged, and what the survivor says stands. */
  | 'SURVIVOR';

/** A conversation to close. */
export type ConversationCloseInput = {
  /** The conversation. */
  id: string | number;
};

/** Where a conversation stands. */
export type ConversationState =
  /** Active: somebody waits for an answer. */
  | 'OPEN'
  /** Closed. */
  | 'CLOSED';

/** A condition within a filter. All that is given must fit. */
export type CustomerCondition = {
  /** Beginnings of words of names, e-mail addresses and plates, or stretches of phone numbers; all of them must fit. */
  search?: string | null | undefined;
  /** Where they stand, within what the whole filter lists. */
  lifecycle?: Array<CustomerLifecycle> | null | undefined;
  /** A person or a business. */
  kind?: CustomerKind | null | undefined;
  /** No invoice was issued on this day or later. */
  lastPurchaseBefore?: string | null | undefined;
  /** When they were added. */
  createdAt?: DateTimeRange | null | undefined;
  /** All of these fit too. */
  and?: Array<CustomerCondition> | null | undefined;
  /** At least one of these fits too. */
  or?: Array<CustomerCondition> | null | undefined;
  /** This does not fit. */
  not?: CustomerCondition | null | undefined;
};

/** A delete. */
export type CustomerDeleteInput = {
  /** The customer. */
  id: string | number;
  /**
   * The word that the plan asks for, in the request's language or `locale`: DELETE, USUŃ, ȘTERGE. Case does not
   * matter.
   */
  confirmation: string;
  /** What it does to personal data. */
  mode?: DeletionMode;
  /** The language of the confirmation and of texts; the request's when left out. */
  locale?: string | null | undefined;
  /** The plan that was seen. The delete happens only if it is still the one; otherwise you get the difference. */
  planHash?: string | null | undefined;
  /** Settles these blockers and deletes, in one transaction. At most one for each kind. */
  resolve?: Array<BlockerResolutionInput> | null | undefined;
  /** Why, for the record; at most 1,000 characters. */
  reason?: string | null | undefined;
  /** Sent again with the same input, it answers the same and deletes nothing twice. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** An undo. */
export type CustomerDeleteUndoInput = {
  /** The token of the delete's offer. */
  undoToken: string;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** A customer to take out of a permanent deletion. */
export type CustomerErasureCallOffInput = {
  /** The customer. */
  id: string | number;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** What a customer is. */
export type CustomerKind =
  /** A natural person. */
  | 'PERSON'
  /** A company or another organisation. */
  | 'BUSINESS';

/** Where a customer stands between coming and going. */
export type CustomerLifecycle =
  /** A customer like any other. */
  | 'ACTIVE'
  /** Hidden; kept for audit, and can be restored. */
  | 'DELETED'
  /** Will be erased when the policy's delay has passed; can be called off until then. */
  | 'ERASURE_SCHEDULED'
  /** Personal data is gone for good. */
  | 'ERASED'
  /** Merged into another customer. */
  | 'MERGED';

/** A mask. */
export type CustomerMaskInput = {
  /** The deleted customer. */
  id: string | number;
  /** The word that a delete asks for, in the request's language or `locale`. */
  confirmation: string;
  /** The language of the confirmation; the request's when left out. */
  locale?: string | null | undefined;
  /** Why, for the record. Kept as it was typed: name nobody. At most 1,000 characters. */
  reason?: string | null | undefined;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** Taking a mask back. */
export type CustomerMaskUndoInput = {
  /** The token of the mask's offer. */
  undoToken: string;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** A restore. */
export type CustomerRestoreInput = {
  /** The customer. */
  id: string | number;
  /** Why, for the record; at most 1,000 characters. */
  reason: string;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** A permanent deletion. */
export type CustomersEraseInput = {
  /** Whom. */
  whom: ErasureSelectionInput;
  /** How many they are, as somebody typed it. Any other number than the plan's changes nothing. */
  count: number;
  /** The `planHash` of the plan that was seen: when others would be erased by now, nothing is changed. */
  planHash?: string | null | undefined;
  /** What it leaves: `ERASE`, `PURGE` or `ANONYMISE`. */
  act?: ErasureAct;
  /** Personal data that is to stay, with `ANONYMISE`; the policy's when left out. */
  keepFields?: Array<PersonalField> | null | undefined;
  /** Why, for the record. Kept as it was typed: name nobody. At most 1,000 characters. */
  reason?: string | null | undefined;
  /** Sent again with the same input, it answers the same and erases nothing twice. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** Which pairs to merge: either `pairs` or `minScore`. */
export type CustomersMergeAllInput = {
  /** These; at most 1,000. */
  pairs?: Array<MergePairInput> | null | undefined;
  /** All that `duplicateCustomers` lists with at least this score, each into the one who was added first. */
  minScore?: number | null | undefined;
  /** How many pairs there are, as somebody typed it. Any other number changes nothing. */
  count: number;
  /** What becomes of pairs whose customers contradict each other. */
  conflicts?: ConflictRule;
  /** Sent again with the same input, it answers the same and merges nothing twice. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** A merge. */
export type CustomersMergeInput = {
  /** Who keeps everything. */
  survivorId: string | number;
  /** Who become part of the survivor; at most 10. */
  otherIds: Array<string | number>;
  /** Whose value the survivor is to have, where that is not the plan's. */
  choose?: Array<MergeChoiceInput> | null | undefined;
  /** The plan that was seen; any other changes nothing. Left out, the plan of this moment is carried out. */
  planHash?: string | null | undefined;
  /** Why, for the record; at most 1,000 characters. */
  reason?: string | null | undefined;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** Taking a merge back. */
export type CustomersMergeUndoInput = {
  /** The merge. */
  mergeId: string | number;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** From a moment on, before another. */
export type DateTimeRange = {
  /** At this moment or later. */
  from?: string | null | undefined;
  /** Before this moment. */
  before?: string | null | undefined;
};

/** What a deletion does to personal data. */
export type DeletionMode =
  /** Hide the customer; the record is kept. */
  | 'ARCHIVE'
  /** Hidden, and personal data made unreadable, for good once the undo window has closed. */
  | 'MASK';

/** Changes to the deletion policy. What is left out stays; a preset is taken first. */
export type DeletionPolicySetInput = {
  /** The version that was read: the change happens only if it is still the current one. */
  expectedVersion?: number | null | undefined;
  /** Start from this preset instead of the current policy. */
  preset?: PolicyPreset | null | undefined;
  /** Rules to change. */
  rules?: Array<DeletionRuleInput> | null | undefined;
  /** How documents outside `keepYears` name a customer who was masked. A plain delete ignores it. */
  historyIdentity?: HistoryIdentity | null | undefined;
  /** Personal data that may stay when a customer is masked. */
  keepFields?: Array<PersonalField> | null | undefined;
  /** How long undo is offered: 0 to 86,400 seconds. */
  undoWindowSeconds?: number | null | undefined;
  /** Days between a permanent deletion and the erasure: 0 to 3,650. */
  eraseDelayDays?: number | null | undefined;
  /** Whether several customers may be deleted at once: `customersDelete`. */
  bulkDelete?: boolean | null | undefined;
  /** Successful deletes for one person in a rolling hour: 1 to 10,000. */
  deletesPerHour?: number | null | undefined;
  /** How long the law wants documents of a kind kept. */
  keepYears?: Array<KeepYearsInput> | null | undefined;
  /** How many years whoever is made unreadable from now on stays on the suppression list: 0 to 10. */
  suppressionYears?: number | null | undefined;
};

/** What a delete does about open records of a kind. */
export type DeletionRuleInput = {
  /** The kind of record. */
  kind: RecordKind;
  /** What happens to records of it that are open. */
  rule: DependencyRule;
};

/** What a delete does about records of a kind that are still open. */
export type DependencyRule =
  /** They stand in the way: the delete is refused until they are settled. */
  | 'BLOCK'
  /** They are cancelled by the delete, invoices written off, and come back with an undo. */
  | 'CANCEL'
  /** They are closed by the delete, and come back with an undo. */
  | 'CLOSE'
  /** They stay as they are. */
  | 'KEEP';

/** What two customers share. */
export type DuplicateReason =
  /** The e-mail address; 35 points. */
  | 'EMAIL'
  /** The last nine digits of the phone number; 25 points. */
  | 'PHONE'
  /** The name, whatever its case and accents; 20 points. */
  | 'NAME'
  /** An address: street, and postcode or town; 20 points. */
  | 'ADDRESS';

/** What a deletion does to records. */
export type EffectAction =
  /** Hidden from lists, search and pages. */
  | 'HIDE'
  /** Closed. */
  | 'CLOSE'
  /** Cancelled; an invoice is voided. */
  | 'CANCEL'
  /** A plate is released, so that another vehicle can take it; a legal hold, by a resolution sent with the delete. */
  | 'RELEASE'
  /** A session or link is ended. */
  | 'REVOKE'
  /** Stays as it is. */
  | 'KEEP'
  /** Completed, by a resolution sent with the delete. */
  | 'COMPLETE'
  /** Written off: an invoice, by the rule `CANCEL` or by a resolution sent with the delete. */
  | 'WRITE_OFF'
  /** Paid, by a resolution sent with the delete. */
  | 'TAKE_PAYMENT'
  /** Personal data is made unreadable. */
  | 'MASK';

/** The link to a new address. */
export type EmailChangeByLinkConfirmInput = {
  /** The link's token: what follows `#token=`. It works once. */
  token: string;
};

/** What an erasure leaves. */
export type ErasureAct =
  /** The record, unreadable: history stays, without saying whose it was. */
  | 'MASK'
  /** An empty record that says that somebody was erased. */
  | 'ERASE'
  /** Nothing: what must stay moves to the account's Unknown Customer. */
  | 'PURGE'
  /** The record, with the fields that were to be kept. */
  | 'ANONYMISE';

/** What becomes of rows when their customer is masked, erased, purged or made anonymous. */
export type ErasureFate =
  /** Their personal data is overwritten; the rest of them stays. */
  | 'UNREADABLE'
  /** They go. */
  | 'REMOVED'
  /** Their personal data is overwritten, and they move to the account's Unknown Customer once the purge is final. */
  | 'MOVED'
  /** They stay as they were issued, because the law wants them kept. */
  | 'KEPT';

/** What became of one customer of a permanent deletion. */
export type ErasureOutcome =
  /** Their turn has not come yet. */
  | 'PENDING'
  /** Masked, and will be erased when it is due. */
  | 'SCHEDULED'
  /** Not deleted before, or restored meanwhile: left alone. */
  | 'NOT_DELETED'
  /** Erased, or to be erased, already. */
  | 'ALREADY_ERASED'
  /** Not there any more. */
  | 'GONE'
  /** A legal hold keeps them: left alone. */
  | 'HELD';

/** Which deleted customers: either `ids` or `where`. */
export type ErasureSelectionInput = {
  /** These; at most 1,000. Each must be deleted. */
  ids?: Array<string | number> | null | undefined;
  /** All deleted customers that this fits. */
  where?: CustomerCondition | null | undefined;
};

/** How far an erasure is. */
export type ErasureState =
  /** Everything is masked; the originals are sealed, and can be put back until it is due. */
  | 'SEALED'
  /** Final: the originals are gone. */
  | 'DONE'
  /** Taken back in time. */
  | 'UNDONE';

/** What went wrong, for programs. */
export type ErrorCode =
  /** A permission is missing. */
  | 'NOT_PERMITTED'
  /** No such record in this account. */
  | 'NOT_FOUND'
  /** A field cannot be taken as it is. */
  | 'INVALID_INPUT'
  /** Somebody changed the record since it was read. */
  | 'VERSION_CONFLICT'
  /** The record's state does not allow this. */
  | 'WRONG_STATE'
  /** The customer is deleted. */
  | 'CUSTOMER_ALREADY_DELETED'
  /** The plate is on another vehicle. */
  | 'PLATE_TAKEN'
  /** The provider is busy then. */
  | 'SLOT_TAKEN'
  /** There is no such public booking page. */
  | 'PUBLIC_BOOKING_CLOSED'
  /** Customers cannot do this themselves any more. */
  | 'TOO_LATE'
  /** The idempotency key was used with other arguments. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Too many attempts. */
  | 'RATE_LIMITED'
  /** The credentials do not fit. */
  | 'SIGN_IN_REJECTED'
  /** Nobody takes payments here, or whoever does cannot be reached. */
  | 'PAYMENTS_UNAVAILABLE'
  /** The card was declined. */
  | 'PAYMENT_DECLINED'
  /** Something stands in the way of the delete. */
  | 'DELETION_BLOCKED'
  /** The plan is not the one that was seen. */
  | 'DELETION_PLAN_CHANGED'
  /** The confirmation does not fit. */
  | 'CONFIRMATION_MISMATCH'
  /** The delete quota of the hour is used up. */
  | 'DELETE_RATE_LIMITED'
  /** The undo window has closed. */
  | 'UNDO_EXPIRED'
  /** No deletion has this undo token. */
  | 'UNDO_TOKEN_UNKNOWN'
  /** The customer was erased for good. */
  | 'CUSTOMER_ERASED'
  /** The customer is not deleted. */
  | 'CUSTOMER_NOT_DELETED'
  /** What is known of the customer was made unreadable for good. */
  | 'CUSTOMER_MASKED'
  /** A legal hold keeps what is known of the customer. */
  | 'CUSTOMER_HELD'
  /** The merge would not do what was seen. */
  | 'MERGE_PLAN_CHANGED'
  /** Another number was typed than there are customers. */
  | 'COUNT_MISMATCH'
  /** The policy allows one delete at a time. */
  | 'BULK_DELETE_NOT_ALLOWED'
  /** The permanent deletion would be about others than its plan said. */
  | 'ERASURE_PLAN_CHANGED'
  /** The customer is not part of a permanent deletion. */
  | 'ERASURE_NOT_SCHEDULED'
  /** What was masked cannot be read any more. */
  | 'ORIGINALS_LOST'
  /** Who is on the suppression list cannot be recognised any more. */
  | 'SUPPRESSION_KEY_LOST'
  /** The retention run's list is not the one that was seen. */
  | 'RETENTION_LIST_CHANGED'
  /** The same person has approved the list already. */
  | 'RETENTION_ALREADY_APPROVED';

/**
 * How documents outside `keepYears` name a customer who was masked. Those of an erased one never keep the name.
 * A plain delete ignores it: history keeps the name at issue.
 */
export type HistoryIdentity =
  /** The name as it was when the record was issued (E2); masked once the customer is erased. */
  | 'NAME_AT_ISSUE'
  /** Masked. */
  | 'MASKED'
  /** As the account's 'Unknown Customer' (B2). */
  | 'UNKNOWN_CUSTOMER';

/** An invoice to draft. */
export type InvoiceCreateInput = {
  /** Whose it is; the work order's or booking's customer when left out. */
  customerId?: string | number | null | undefined;
  /** The work order that it is for; it must be the customer's. */
  workOrderId?: string | number | null | undefined;
  /** The booking that it is for; it must be the customer's. */
  bookingId?: string | number | null | undefined;
  /** The currency; the booking's, else the account's, when left out. */
  currency?: string | null | undefined;
  /** What it is for; at most 200 lines. The booking's services at the agreed prices when there are none. */
  lines?: Array<InvoiceLineInput>;
  /** The day by which it is to be paid; by the account's settings, once it is issued, when left out. */
  dueOn?: string | null | undefined;
};

/** A draft to issue. */
export type InvoiceIssueInput = {
  /** The invoice. */
  id: string | number;
  /** The day of issue, not later than today; today in the account's time zone when left out. */
  issuedOn?: string | null | undefined;
};

/** A line of an invoice to write. */
export type InvoiceLineInput = {
  /** What it is for; at most 500 characters. */
  description: string;
  /** How much of it: more than nothing, at most a million, with at most three decimals. */
  quantity: string;
  /** What one costs, tax included, in the invoice's currency. */
  unitPrice: string;
  /** The service that it charges for: reports know it by this. */
  serviceId?: string | number | null | undefined;
  /** The tax within the price. The service's rate when left out; null for no tax. */
  taxRateId?: string | number | null | undefined;
};

/** A payment to record. */
export type InvoicePayInput = {
  /** The invoice. */
  id: string | number;
  /** How much, in the invoice's currency and without the tip; all that is outstanding when left out. */
  amount?: string | null | undefined;
  /** What the customer gave on top, kept apart from what is owed. */
  tip?: string | null | undefined;
  /** How it was paid. Credit is spent only as far as the customer has it. */
  method: PaymentMeans;
  /** Whether what is more than is outstanding becomes the customer's credit; otherwise it is refused. */
  keepAsCredit?: boolean;
  /** The version that was read: with it, the same payment cannot be recorded twice by accident. */
  expectedVersion?: number | null | undefined;
  /** A key of your own, at most 100 characters: the same request with the same key is recorded once. */
  idempotencyKey?: string | null | undefined;
};

/** Where an invoice stands. */
export type InvoiceState =
  /** Being written; never owed. */
  | 'DRAFT'
  /** Sent, and not paid in full. */
  | 'ISSUED'
  /** Paid in full. */
  | 'PAID'
  /** Taken back before anything was paid. */
  | 'VOID'
  /** Given up: what is outstanding will not be paid. */
  | 'WRITTEN_OFF';

/** Where an import, an export or a permanent deletion stands. */
export type JobState =
  /** The file is still to be uploaded. */
  | 'WAITING'
  /** The file is here, and was not looked at yet. */
  | 'UPLOADED'
  /** The rows are being checked; nothing is written. */
  | 'CHECKING'
  /** The rows were checked: duplicates and what cannot be taken are known. */
  | 'CHECKED'
  /** Rows are being written. */
  | 'RUNNING'
  /** All rows were dealt with. */
  | 'DONE'
  /** It could not go on. */
  | 'FAILED'
  /** Somebody stopped it. What was written until then stays. */
  | 'CANCELLED'
  /** What was created and changed is being taken back. */
  | 'UNDOING'
  /** What was created and changed was taken back. */
  | 'UNDONE';

/** How long the law wants documents of a kind kept. */
export type KeepYearsInput = {
  /** The kind of record: `INVOICE`. */
  kind: RecordKind;
  /** Years since the document's date: 0 to 100. */
  years: number;
};

/** A hold to place. */
export type LegalHoldPlaceInput = {
  /** Whom it keeps, deleted or not; of merged customers, the survivor. */
  customerId: string | number;
  /**
   * One record of theirs that it is on: a vehicle, work order, booking, quote, conversation, payment method or invoice;
   * the customer, when left out.
   */
  recordId?: string | number | null | undefined;
  /** Why; at most 1,000 characters. */
  reason: string;
  /** From when on it holds no more; it stands until it is released, when left out. */
  endsAt?: string | null | undefined;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** A hold to release. */
export type LegalHoldReleaseInput = {
  /** The hold. */
  id: string | number;
};

/** Where a legal hold stands. */
export type LegalHoldState =
  /** It holds. */
  | 'STANDING'
  /** Its time is over. */
  | 'ENDED'
  /** Somebody released it. */
  | 'RELEASED';

/** Whose value the survivor is to have. */
export type MergeChoiceInput = {
  /** The field. */
  field: MergeField;
  /** The survivor or one of the others, who says something there. */
  from: string | number;
};

/** What customers can differ in. */
export type MergeField =
  /** Person or business. */
  | 'KIND'
  /** The given name. */
  | 'GIVEN_NAME'
  /** The family name. */
  | 'FAMILY_NAME'
  /** The company's name. */
  | 'COMPANY_NAME'
  /** The e-mail address. */
  | 'EMAIL'
  /** The phone number. */
  | 'PHONE';

/** Why a record stays with the survivor of a merge that is undone. */
export type MergeLeft =
  /** It is not there any more, or belongs to somebody else by now. */
  | 'GONE'
  /** Something that was added since refers to it, or it refers to something that stays. */
  | 'IN_USE'
  /** Credit that was spent since, or belongs to such. */
  | 'SPENT';

/** Two customers who are one. */
export type MergePairInput = {
  /** Who keeps everything. */
  survivorId: string | number;
  /** Who becomes part of the survivor. */
  otherId: string | number;
};

/** What a message is for: what customers allow or refuse by channel (D6). */
export type NotificationPurpose =
  /** What was agreed: bookings, quotes, invoices and payments. */
  | 'TRANSACTIONAL'
  /** Reminders of bookings. */
  | 'REMINDERS'
  /** Questions about how it was. */
  | 'FEEDBACK'
  /** Offers and news. */
  | 'MARKETING';

/** What became of one pair. */
export type PairOutcome =
  /** Its turn has not come yet. */
  | 'PENDING'
  /** Merged. */
  | 'MERGED'
  /** They were one already, by a merge of other pairs. */
  | 'ALREADY_ONE'
  /** They contradict each other, or somebody said that they, or who is part of them, are two: left alone. */
  | 'CONFLICT'
  /** A legal hold stands: left alone. */
  | 'HELD'
  /** One of them was deleted meanwhile: left alone. */
  | 'NOT_ACTIVE'
  /** One of them is not there any more. */
  | 'GONE';

/** How a payment was made. */
export type PaymentMeans =
  /** In cash. */
  | 'CASH'
  /** By card. */
  | 'CARD'
  /** By bank transfer. */
  | 'BANK_TRANSFER'
  /** From the customer's credit. */
  | 'CREDIT'
  /** In another way. */
  | 'OTHER';

/** A link's token. */
export type PaymentMethodSetupByLinkInput = {
  /** The token: what follows `#token=` in the link. */
  token: string;
};

/** A link's token, and the setup that was finished. */
export type PaymentMethodSetupFinishInput = {
  /** The token: what follows `#token=` in the link. It works until a setup was finished. */
  token: string;
  /** The setup: what the provider added to the page's address as `setup=`. */
  setup: string;
};

/** One thing that a person or token may do. Texts spell it in lower case with a dot: `customers.delete`. */
export type Permission =
  /** See customers and their addresses. */
  | 'CUSTOMERS_READ'
  /** Create and change customers and their addresses. */
  | 'CUSTOMERS_WRITE'
  /** Delete a customer, and take that back within the undo window. */
  | 'CUSTOMERS_DELETE'
  /** Inspect and restore deleted customers. */
  | 'CUSTOMERS_RESTORE'
  /** Mask a customer's personal data for good. */
  | 'CUSTOMERS_MASK'
  /** Erase customers for good. */
  | 'CUSTOMERS_ERASE'
  /** Merge duplicates. */
  | 'CUSTOMERS_MERGE'
  /** Import customers in bulk. */
  | 'CUSTOMERS_IMPORT'
  /** Export customers in bulk. */
  | 'CUSTOMERS_EXPORT'
  /** See vehicles and registrations. */
  | 'VEHICLES_READ'
  /** Create and change vehicles, assign and release plates. */
  | 'VEHICLES_WRITE'
  /** See work orders. */
  | 'WORK_ORDERS_READ'
  /** Create work orders and move them on. */
  | 'WORK_ORDERS_WRITE'
  /** See invoices and payments. */
  | 'INVOICES_READ'
  /** Draft, issue and settle invoices. */
  | 'INVOICES_WRITE'
  /** See conversations. */
  | 'CONVERSATIONS_READ'
  /** Open and close conversations, write messages. */
  | 'CONVERSATIONS_WRITE'
  /** See the consent trail. */
  | 'CONSENTS_READ'
  /** Record consents given and withdrawn. */
  | 'CONSENTS_WRITE'
  /** See services, bundles and tax rates. */
  | 'SERVICES_READ'
  /** Create and change services, bundles and tax rates. */
  | 'SERVICES_WRITE'
  /** See providers, their hours and their calendars. */
  | 'PROVIDERS_READ'
  /** Create and change providers, their hours and time off; hand out calendar links. */
  | 'PROVIDERS_WRITE'
  /** See bookings, requests for bookings and ratings. */
  | 'BOOKINGS_READ'
  /** Create, move, dispatch, complete and cancel bookings; decide on requests. */
  | 'BOOKINGS_WRITE'
  /** See quotes. */
  | 'QUOTES_READ'
  /** Write, send and decide quotes. */
  | 'QUOTES_WRITE'
  /** See payment methods and charges. */
  | 'PAYMENT_METHODS_READ'
  /** Ask for payment methods, charge and remove them. */
  | 'PAYMENT_METHODS_WRITE'
  /** See what customers asked about their data. */
  | 'PRIVACY_REQUESTS_READ'
  /** Receive and decide what customers ask about their data. */
  | 'PRIVACY_REQUESTS_WRITE'
  /** See reports. */
  | 'REPORTS_READ'
  /** Change the account's settings. */
  | 'SETTINGS_MANAGE'
  /** Place legal holds, see why they stand, and release them. */
  | 'LEGAL_HOLDS_MANAGE'
  /** Review retention runs. */
  | 'RETENTION_REVIEW'
  /** Approve retention runs. */
  | 'RETENTION_APPROVE'
  /** Change the deletion policy. */
  | 'POLICY_MANAGE'
  /** Add staff, change roles, grant and revoke permissions. */
  | 'STAFF_MANAGE'
  /** Create, rotate and revoke partner tokens. */
  | 'PARTNERS_MANAGE'
  /** Manage webhooks. */
  | 'WEBHOOKS_MANAGE'
  /** Read the audit log. */
  | 'AUDIT_READ';

/** A kind of personal data. */
export type PersonalField =
  /** Names of people and companies. */
  | 'NAME'
  /** E-mail addresses. */
  | 'EMAIL'
  /** Phone numbers. */
  | 'PHONE'
  /** Street and house. */
  | 'STREET'
  /** Town and region. */
  | 'CITY'
  /** Postcode. */
  | 'POSTCODE'
  /** Country. */
  | 'COUNTRY'
  /** Plates and vehicle identification numbers. */
  | 'VEHICLE_IDENTITY'
  /** What a payment provider knows a card or bank account by, and what of it people recognise. */
  | 'PAYMENT_DETAILS'
  /** Anything that people wrote freely. */
  | 'FREE_TEXT'
  /** What another system knows the customer by. */
  | 'REFERENCE';

/** A ready-made deletion policy for a trade. */
export type PolicyPreset =
  /** A garage: open work, unpaid invoices and active conversations block (E5). */
  | 'GARAGE'
  /** Field service: a customer with existing work can be deleted; open work is cancelled (A1, A13). */
  | 'FIELD_SERVICE'
  /** A print shop: the first delete is soft and blocks on nothing (C1). */
  | 'PRINT_SHOP'
  /** A box office: everything is kept, retention decides later (B1). */
  | 'BOX_OFFICE';

/** An address to add to one's own. */
export type PortalAddressCreateInput = {
  /** What it is for. */
  purpose: AddressPurpose;
  /** Street and house; at most 120 characters. */
  line1: string;
  /** What the street and house leave out; at most 120 characters. */
  line2?: string | null | undefined;
  /** The town; at most 80 characters. */
  city?: string | null | undefined;
  /** The county, state or region; at most 80 characters. */
  region?: string | null | undefined;
  /** The postcode; at most 16 characters. */
  postcode?: string | null | undefined;
  /** The country, as ISO 3166-1 spells it in two letters. */
  country?: string | null | undefined;
};

/** An address of one's own to remove. */
export type PortalAddressRemoveInput = {
  /** The address. */
  id: string | number;
};

/** Changes to one of one's own addresses. What is left out stays; null empties. */
export type PortalAddressUpdateInput = {
  /** The address. */
  id: string | number;
  /** The version that was read: the change happens only if it is still the current one. */
  expectedVersion: number;
  /** What it is for. */
  purpose?: AddressPurpose | null | undefined;
  /** Street and house; at most 120 characters. */
  line1?: string | null | undefined;
  /** What the street and house leave out; at most 120 characters. */
  line2?: string | null | undefined;
  /** The town; at most 80 characters. */
  city?: string | null | undefined;
  /** The county, state or region; at most 80 characters. */
  region?: string | null | undefined;
  /** The postcode; at most 16 characters. */
  postcode?: string | null | undefined;
  /** The country, as ISO 3166-1 spells it in two letters. */
  country?: string | null | undefined;
};

/** A booking that its customer cancels. */
export type PortalBookingCancelInput = {
  /** The booking. */
  id: string | number;
  /** Why; at most 500 characters. */
  reason?: string | null | undefined;
};

/** A booking that its customer moves. */
export type PortalBookingRescheduleInput = {
  /** The booking. */
  id: string | number;
  /** When it is to start; it takes as long as before. */
  startsAt: string;
};

/** Which of their bookings to list. All that is given must fit. */
export type PortalBookingWhere = {
  /** Those in one of these states. */
  state?: Array<BookingState> | null | undefined;
  /** True: those that have not ended. False: those that were completed, cancelled or missed. */
  upcoming?: boolean | null | undefined;
  /** True: those that they rated. False: those that they did not. */
  rated?: boolean | null | undefined;
};

/** The address that a customer wants to have. */
export type PortalEmailChangeRequestInput = {
  /** The new address. */
  email: string;
};

/** An invoice to pay from one's credit. */
export type PortalInvoicePayFromCreditInput = {
  /** The invoice. */
  invoiceId: string | number;
  /** How much, in the invoice's currency; all that is outstanding when left out. */
  amount?: string | null | undefined;
  /** Names this payment: the same key sent twice pays once. */
  idempotencyKey: string;
};

/** An invoice to pay. */
export type PortalInvoicePayInput = {
  /** The invoice. */
  invoiceId: string | number;
  /** The card to charge; the default when left out. */
  paymentMethodId?: string | number | null | undefined;
  /** How much, in the invoice's currency; all that is outstanding when left out. */
  amount?: string | null | undefined;
  /** What to give on top. */
  tip?: string | null | undefined;
  /** Names this payment: the same key sent twice pays once. */
  idempotencyKey: string;
};

/** Who wants a link. */
export type PortalLinkRequestInput = {
  /** The account's slug. */
  account: string;
  /** The e-mail address that the business has of the customer. */
  email: string;
};

/** A card to charge from now on. */
export type PortalPaymentMethodMakeDefaultInput = {
  /** The card. */
  id: string | number;
};

/** A card to remove. */
export type PortalPaymentMethodRemoveInput = {
  /** The card. */
  id: string | number;
};

/** A setup that was finished at the payment provider's page. */
export type PortalPaymentMethodSetupFinishInput = {
  /** The setup: what the provider added to the page's address as `setup=`. */
  setup: string;
};

/** What a customer chooses about messages. */
export type PortalPreferenceSetInput = {
  /** What messages are for. */
  purpose: NotificationPurpose;
  /** By which channel. */
  channel: Channel;
  /** Whether they are to be sent. */
  allowed: boolean;
};

/** What you ask for. */
export type PortalPrivacyRequestInput = {
  /** What is asked for. */
  kind: PrivacyRequestKind;
  /** What the business should know; at most 4,000 characters. */
  note?: string | null | undefined;
};

/**
 * Changes to one's own details. What is left out stays; null empties. `portalEmailChangeRequest` changes the
 * e-mail address.
 */
export type PortalProfileUpdateInput = {
  /** The version that was read: the change happens only if it is still the current one. */
  expectedVersion: number;
  /** The given name; at most 120 characters. */
  givenName?: string | null | undefined;
  /** The family name; at most 120 characters. */
  familyName?: string | null | undefined;
  /** The company's name; at most 120 characters. */
  companyName?: string | null | undefined;
  /** The phone number: 4 to 20 digits with the usual punctuation. */
  phone?: string | null | undefined;
};

/** A quote of yours to accept. */
export type PortalQuoteAcceptInput = {
  /** The quote. */
  id: string | number;
  /**
   * When the work should begin; as the quote proposes when left out. Another time is a request that the business
   * confirms.
   */
  startsAt?: string | null | undefined;
};

/** A quote of yours to decline. */
export type PortalQuoteDeclineInput = {
  /** The quote. */
  id: string | number;
};

/** What a customer says in the portal. */
export type PortalRatingGiveInput = {
  /** The booking. */
  bookingId: string | number;
  /** 1 to 5. */
  stars: number;
  /** In their own words, at most 2,000 characters. */
  comment?: string | null | undefined;
};

/** A mailed link's token. */
export type PortalSignInInput = {
  /** The token: what follows `#token=` in the link. It works once. */
  token: string;
};

/** The link of a letter. */
export type PreferenceByLinkRefuseInput = {
  /** The link's token: what follows `#token=`. */
  token: string;
};

/** What a customer asks for. */
export type PrivacyRequestKind =
  /** To be given what there is about them (GDPR, article 15). */
  | 'ACCESS'
  /** To have it erased (GDPR, article 17). */
  | 'ERASURE'
  /** To be given it in a form that machines read, to take it elsewhere (GDPR, article 20). */
  | 'PORTABILITY';

/** Where a request about personal data stands. */
export type PrivacyRequestState =
  /** It waits for a person, who checks who asks. */
  | 'RECEIVED'
  /** It is the customer who asks. */
  | 'IDENTITY_CHECKED'
  /** It cannot be answered now; `holdReason` says why. Its time goes on. */
  | 'HELD'
  /** What was asked for was done. */
  | 'DONE'
  /** It was refused; the answer says why. */
  | 'REFUSED';

/** What somebody asks for on the public booking page. */
export type PublicBookingRequestInput = {
  /** The account's slug. */
  account: string;
  /** The visitor's name; at most 120 characters. */
  name: string;
  /** The visitor's e-mail address. */
  email: string;
  /** The visitor's phone number. */
  phone?: string | null | undefined;
  /** Where it is to be done, with line breaks; at most 500 characters. */
  address?: string | null | undefined;
  /** What else there is to say; at most 2,000 characters. */
  note?: string | null | undefined;
  /** What is to be done, 1 to 20 of the services that are offered. */
  services: Array<ServiceChoiceInput>;
  /** When: one of the free times. */
  startsAt: string;
  /** Who is to do it; anybody who is free, when left out. */
  providerId?: string | number | null | undefined;
  /** Made up by the page for this one request: sent again with the same key, it happens once. At most 100 characters. */
  idempotencyKey: string;
};

/** The link to a quote to accept. */
export type QuoteByLinkAcceptInput = {
  /** The link's token: what follows `#token=`. */
  token: string;
  /**
   * When the work should begin; as the quote proposes when left out. Another time is a request that the business
   * confirms.
   */
  startsAt?: string | null | undefined;
};

/** The link to a quote to decline. */
export type QuoteByLinkDeclineInput = {
  /** The link's token: what follows `#token=`. */
  token: string;
};

/** Where a quote stands. */
export type QuoteState =
  /** Being written; customers do not see it. */
  | 'DRAFT'
  /** The customer can accept or decline it. */
  | 'SENT'
  /** Accepted: there is a booking for it. */
  | 'ACCEPTED'
  /** Declined by the customer. */
  | 'DECLINED'
  /** Nobody accepted or declined it in time. */
  | 'EXPIRED'
  /** Taken back. */
  | 'CANCELLED';

/** What somebody says by a mailed link. */
export type RatingByLinkGiveInput = {
  /** The link's token: what follows `#token=`. It works once. */
  token: string;
  /** 1 to 5. */
  stars: number;
  /** In their own words, at most 2,000 characters. */
  comment?: string | null | undefined;
};

/** Every kind of record that hangs off a customer, and the customer. */
export type RecordKind =
  /** A customer. */
  | 'CUSTOMER'
  /** A postal address. */
  | 'ADDRESS'
  /** A vehicle. */
  | 'VEHICLE'
  /** A plate on a vehicle. */
  | 'REGISTRATION'
  /** A work order. */
  | 'WORK_ORDER'
  /** An invoice. */
  | 'INVOICE'
  /** A conversation. */
  | 'CONVERSATION'
  /** A booking. */
  | 'BOOKING'
  /** A quote. */
  | 'QUOTE'
  /** A card or account that a payment provider keeps. */
  | 'PAYMENT_METHOD'
  /** A link that was handed out: to a quote, a rating, a form for a payment method. */
  | 'LINK'
  /** An entry of the consent trail. */
  | 'CONSENT'
  /** A mailed sign-in link to the portal. */
  | 'PORTAL_LINK'
  /** A customer's portal session. */
  | 'PORTAL_SESSION'
  /** A deletion. */
  | 'DELETION'
  /** A member of staff. */
  | 'STAFF'
  /** A partner's token. */
  | 'PARTNER_TOKEN'
  /** The account's deletion policy. */
  | 'POLICY'
  /** A service that can be booked, or a bundle of them. */
  | 'SERVICE'
  /** A tax rate. */
  | 'TAX_RATE'
  /** Somebody who can be dispatched. */
  | 'PROVIDER'
  /** Time that a provider has off. */
  | 'ABSENCE'
  /** A request from the public booking page. */
  | 'BOOKING_REQUEST'
  /** A payment towards an invoice. */
  | 'PAYMENT'
  /** Money given back. */
  | 'REFUND'
  /** An entry of what the account owes a customer. */
  | 'CREDIT'
  /** What a payment provider was asked to take. */
  | 'CHARGE'
  /** A message that was sent to a customer, or not. */
  | 'NOTIFICATION'
  /** A rating. */
  | 'RATING'
  /** What a customer asks about their data. */
  | 'PRIVACY_REQUEST'
  /** An import or export. */
  | 'TRANSFER'
  /** Where a partner is told of events. */
  | 'WEBHOOK_ENDPOINT'
  /** An event on its way to an endpoint. */
  | 'WEBHOOK_DELIVERY'
  /** The account's settings. */
  | 'SETTINGS'
  /** A masking or erasure of a customer. */
  | 'ERASURE'
  /** A permanent deletion of many customers. */
  | 'ERASURE_JOB'
  /** A legal hold. */
  | 'LEGAL_HOLD'
  /** A rule of whom to part with after how long. */
  | 'RETENTION_RULE'
  /** A run of a retention rule. */
  | 'RETENTION_RUN'
  /** A merge of customers into another. */
  | 'MERGE'
  /** A merge of many pairs of customers. */
  | 'MERGE_JOB';

/** A way to settle what blocks a delete (E9). */
export type Resolution =
  /** Complete the work orders. */
  | 'COMPLETE'
  /** Close them. */
  | 'CLOSE'
  /** Cancel them. */
  | 'CANCEL'
  /** Record a payment of what is outstanding. */
  | 'TAKE_PAYMENT'
  /** Void the invoices; not possible once something was paid. */
  | 'VOID'
  /** Write off what is outstanding. */
  | 'WRITE_OFF'
  /** Release the legal hold. */
  | 'RELEASE_HOLD';

/** What a retention rule leaves of customers. Neither can be undone once it is final (B4). */
export type RetentionAct =
  /** Nothing: what must stay moves to the account's Unknown Customer (B2). */
  | 'PURGE'
  /** The record, with the fields that are to be kept (B3). */
  | 'ANONYMISE';

/** Whom a retention rule fits. All of it must. */
export type RetentionConditionInput = {
  /**
   * No purchase, which is an invoice that was issued, for so many years: 1 to 100. Who never bought anything must have
   * been added longer ago than that.
   */
  noPurchaseYears: number;
  /** Nor any booking in these years that was not cancelled, or that is still to come. */
  noBooking?: boolean;
  /** Nor any work order opened in these years. */
  noWorkOrder?: boolean;
  /** Added before this day. */
  createdBefore?: string | null | undefined;
  /** A person or a business. */
  kind?: CustomerKind | null | undefined;
  /** Where they stand: `ACTIVE`, `DELETED` or both. */
  lifecycle?: Array<CustomerLifecycle>;
};

/** What became of a customer on a retention run's list. */
export type RetentionOutcome =
  /** On the list: nothing was done yet. */
  | 'LISTED'
  /** Taken out in the review. */
  | 'EXCLUDED'
  /** Unreadable, and gone for good when the policy's delay has passed. */
  | 'SCHEDULED'
  /** Bought something since the list was made: left alone. */
  | 'BOUGHT_SINCE'
  /** Was deleted when the list was made, and restored since: left alone. */
  | 'RESTORED'
  /** The rule does not fit any more for another reason, or the customer is part of another: left alone. */
  | 'NO_LONGER_FITS'
  /** Open records stand in the way of a delete: left alone. */
  | 'BLOCKED'
  /** A legal hold keeps them: left alone. */
  | 'HELD'
  /** Masked or erased already. */
  | 'ALREADY_ERASED'
  /** Not there any more. */
  | 'GONE';

/** A retention rule to add, or to change as a whole. */
export type RetentionRuleSetInput = {
  /** The rule to change; left out, a rule is added. */
  id?: string | number | null | undefined;
  /** The version that was read: the change happens only if it is still the current one. */
  expectedVersion?: number | null | undefined;
  /** What people call it; at most 100 characters. */
  name: string;
  /** Whom it fits. */
  condition: RetentionConditionInput;
  /** What it leaves of them. */
  act: RetentionAct;
  /** Personal data that is to stay, with `ANONYMISE`. */
  keepFields?: Array<PersonalField>;
  /** When it is run by itself; left out, somebody must start each run. */
  schedule?: RetentionScheduleInput | null | undefined;
  /** Two people must approve lists of more customers than this. Zero: two people approve every list. */
  twoPersonAbove?: number;
};

/** An approval of a list. */
export type RetentionRunApproveInput = {
  /** The run, in review. */
  id: string | number;
  /** The `listHash` of the list that was seen: another list is not approved by this. */
  listHash: string;
  /** How many customers are on it, as somebody typed it. */
  count: number;
};

/** A run to start. */
export type RetentionRunStartInput = {
  /** The rule. */
  ruleId: string | number;
  /** Sent again with the same input, it answers the same and starts nothing twice. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** How far a retention run is. */
export type RetentionRunState =
  /** The customers that the rule fits are being listed. */
  | 'LISTING'
  /** The list is whole, and waits for people to review and approve it. */
  | 'REVIEW'
  /** The list was approved, and waits to be carried out. */
  | 'APPROVED'
  /** Customers are being parted with. */
  | 'RUNNING'
  /** Every customer was gone through. */
  | 'DONE'
  /** Somebody called it off before anything was done. */
  | 'CANCELLED';

/** When a rule is run by itself. */
export type RetentionScheduleInput = {
  /** Every so many months: 1 to 120. */
  everyMonths: number;
  /** The first day, and the one that the others are counted from; where the business is. */
  firstOn: string;
};

/** A preset of permissions. What a person may do is the role's preset, plus and minus what the Owner granted or revoked. */
export type Role =
  /** Runs the business; holds every permission. */
  | 'OWNER'
  /** Runs the daily work; may delete and restore customers. */
  | 'MANAGER'
  /** Serves customers at the desk; may not delete them. */
  | 'SERVICE_ADVISOR'
  /** Does the work; reads customers and moves work orders on. */
  | 'TECHNICIAN'
  /** Administers a print shop or box office. */
  | 'ADMINISTRATOR'
  /** Leads sales. */
  | 'SALES_MANAGER'
  /** Sells. */
  | 'SALES_TEAM'
  /** Answers customers; reads, and writes conversations. */
  | 'SUPPORT';

/** A service, and how many of it. */
export type ServiceChoiceInput = {
  /** The service or bundle. */
  serviceId: string | number;
  /** How many of it: 1 to 100. */
  quantity?: number;
};

/** What can be booked. */
export type ServiceKind =
  /** One service. */
  | 'SERVICE'
  /** Several services under one name, duration and price. */
  | 'BUNDLE';

/** How to stay signed in. */
export type StaffSessionRefreshInput = {
  /** The newest refresh token of the session. It works once. */
  refreshToken: string;
};

/** What a member of staff types to sign in. */
export type StaffSignInInput = {
  /** The account's slug. */
  account: string;
  /** The e-mail address. */
  email: string;
  /** The password. */
  password: string;
};

/** A work order to complete. */
export type WorkOrderCompleteInput = {
  /** The work order. */
  id: string | number;
};

/** Where the work stands. */
export type WorkOrderState =
  /** Asked for. */
  | 'OPEN'
  /** Being done. */
  | 'IN_PROGRESS'
  /** Done. */
  | 'COMPLETED'
  /** Done and put away. */
  | 'CLOSED'
  /** Will not be done. */
  | 'CANCELLED';

export type ApproveRetentionRunMutationVariables = Exact<{
  input: RetentionRunApproveInput;
}>;

export type ApproveRetentionRunMutation = {
  retentionRunApprove:
    | {
        __typename: 'RetentionRunSaved';
        run: {
          id: string;
          state: RetentionRunState;
          approvals: Array<{ at: string; by: { name: string | null } }>;
        };
      }
    | { __typename: 'RetentionListChanged'; code: ErrorCode; message: string }
    | { __typename: 'CountMismatch'; code: ErrorCode; message: string }
    | { __typename: 'RetentionAlreadyApproved'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type AuditLogQueryVariables = Exact<{ [key: string]: never }>;

export type AuditLogQuery = {
  auditEvents: {
    totalCount: number;
    nodes: Array<{ seq: number; at: string; action: string; by: { kind: ActorKind; name: string | null } }>;
  };
};

export type BookableServicesQueryVariables = Exact<{ [key: string]: never }>;

export type BookableServicesQuery = {
  services: {
    nodes: Array<{ id: string; name: string; durationMinutes: number; price: { formatted: string } }>;
  };
};

export type BookingPageQueryVariables = Exact<{
  account: string;
}>;

export type BookingPageQuery = {
  publicBooking: {
    name: string;
    timeZone: string;
    services: Array<{
      id: string;
      kind: ServiceKind;
      name: string;
      description: string | null;
      durationMinutes: number;
      price: { formatted: string };
      items: Array<{ name: string; quantity: number }>;
    }>;
  } | null;
};

export type BookingPriceQueryVariables = Exact<{
  account: string;
  services: Array<ServiceChoiceInput> | ServiceChoiceInput;
}>;

export type BookingPriceQuery = {
  publicBooking: {
    price: {
      durationMinutes: number;
      total: { formatted: string };
      tax: { amount: string; formatted: string };
      prepayment: { amount: string; formatted: string };
    };
  } | null;
};

export type BookingRequestMutationVariables = Exact<{
  input: PublicBookingRequestInput;
}>;

export type BookingRequestMutation = {
  publicBookingRequest:
    | { __typename: 'PublicBookingRequested'; message: string }
    | { __typename: 'PublicSlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'PublicBookingClosed'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type BookingTimesQueryVariables = Exact<{
  account: string;
  services: Array<ServiceChoiceInput> | ServiceChoiceInput;
  providerId?: string | number | null | undefined;
  from: string;
  until: string;
}>;

export type BookingTimesQuery = {
  publicBooking: {
    freeSlots: Array<{ startsAt: string; providers: Array<{ id: string; name: string }> }>;
  } | null;
};

export type CallOffErasureMutationVariables = Exact<{
  input: CustomerErasureCallOffInput;
}>;

export type CallOffErasureMutation = {
  customerErasureCallOff:
    | {
        __typename: 'ErasureCalledOff';
        customer: { id: string; displayName: string; lifecycle: CustomerLifecycle };
      }
    | { __typename: 'ErasureNotScheduled'; code: ErrorCode; message: string }
    | { __typename: 'CustomerErased'; code: ErrorCode; message: string }
    | { __typename: 'OriginalsLost'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type CloseConversationMutationVariables = Exact<{
  input: ConversationCloseInput;
}>;

export type CloseConversationMutation = {
  conversationClose:
    | {
        __typename: 'ConversationSaved';
        conversation: { id: string; subject: string; state: ConversationState };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string };
};

export type CompleteBookingMutationVariables = Exact<{
  input: BookingCompleteInput;
}>;

export type CompleteBookingMutation = {
  bookingComplete:
    | { __typename: 'BookingSaved'; booking: { id: string; number: number; state: BookingState } }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'VersionConflict'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string };
};

export type CompleteWorkOrderMutationVariables = Exact<{
  input: WorkOrderCompleteInput;
}>;

export type CompleteWorkOrderMutation = {
  workOrderComplete:
    | { __typename: 'WorkOrderSaved'; workOrder: { id: string; number: number; state: WorkOrderState } }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string };
};

export type CreateBookingMutationVariables = Exact<{
  input: BookingCreateInput;
}>;

export type CreateBookingMutation = {
  bookingCreate:
    | {
        __typename: 'BookingSaved';
        booking: {
          id: string;
          number: number;
          state: BookingState;
          startsAt: string;
          provider: { name: string } | null;
          price: { formatted: string };
        };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type CustomerAuditQueryVariables = Exact<{
  id: string | number;
}>;

export type CustomerAuditQuery = {
  customer: {
    displayName: string;
    lifecycle: CustomerLifecycle;
    auditTrail: {
      nodes: Array<{
        seq: number;
        at: string;
        action: string;
        data: string;
        by: { kind: ActorKind; name: string | null };
      }>;
    };
  } | null;
};

export type CustomerBookingsQueryVariables = Exact<{
  customerId: string | number;
}>;

export type CustomerBookingsQuery = {
  bookings: {
    totalCount: number;
    nodes: Array<{
      id: string;
      number: number;
      state: BookingState;
      startsAt: string;
      provider: { name: string } | null;
    }>;
  };
};

export type CustomerKnownQueryVariables = Exact<{
  id: string | number;
}>;

export type CustomerKnownQuery = {
  customer: {
    displayName: string;
    lifecycle: CustomerLifecycle;
    masked: boolean;
    email: string | null;
    phone: string | null;
    addresses: Array<{ line1: string; city: string | null; postcode: string | null }>;
    invoices: {
      nodes: Array<{ number: string | null; nameAtIssue: string | null; addressAtIssue: string | null }>;
    };
    workOrders: { nodes: Array<{ title: string; customerName: string }> };
    conversations: { nodes: Array<{ subject: string; messages: { nodes: Array<{ body: string }> } }> };
  } | null;
};

export type DeleteCustomerMutationVariables = Exact<{
  input: CustomerDeleteInput;
}>;

export type DeleteCustomerMutation = {
  customerDelete:
    | {
        __typename: 'CustomerDeleted';
        deletion: {
          id: string;
          at: string;
          effects: Array<{ kind: RecordKind; action: EffectAction; count: number }>;
        };
        undo: { token: string; expiresAt: string };
        quota: { remaining: number; limit: number };
      }
    | { __typename: 'DeletionBlocked'; code: ErrorCode; message: string }
    | { __typename: 'DeletionPlanChanged'; planHash: string; code: ErrorCode; message: string }
    | { __typename: 'ConfirmationMismatch'; code: ErrorCode; message: string }
    | { __typename: 'DeleteRateLimited'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type DeletedCustomersQueryVariables = Exact<{ [key: string]: never }>;

export type DeletedCustomersQuery = {
  customers: {
    totalCount: number;
    nodes: Array<{
      id: string;
      displayName: string;
      lifecycle: CustomerLifecycle;
      deletion: {
        id: string;
        at: string;
        reason: string | null;
        by: { kind: ActorKind; name: string | null };
      } | null;
    }>;
  };
};

export type DeletionPlanQueryVariables = Exact<{
  id: string | number;
}>;

export type DeletionPlanQuery = {
  customerDeletionPlan:
    | {
        __typename: 'DeletionReady';
        summary: string;
        confirmationToken: string;
        undoWindowSeconds: number;
        planHash: string;
        effects: Array<{ kind: RecordKind; action: EffectAction; count: number }>;
        quota: { remaining: number; limit: number };
      }
    | {
        __typename: 'DeletionBlocked';
        message: string;
        planHash: string;
        code: ErrorCode;
        blockers: Array<
          | {
              __typename: 'ActiveWorkOrders';
              message: string;
              resolutions: Array<Resolution>;
              url: string;
              workOrders: {
                nodes: Array<{ id: string; number: number; state: WorkOrderState; title: string }>;
              };
            }
          | {
              __typename: 'UnpaidInvoices';
              message: string;
              resolutions: Array<Resolution>;
              url: string;
              invoices: {
                nodes: Array<{ id: string; number: string | null; outstanding: { formatted: string } }>;
              };
            }
          | {
              __typename: 'ActiveConversations';
              message: string;
              resolutions: Array<Resolution>;
              url: string;
              conversations: { nodes: Array<{ id: string; subject: string }> };
            }
          | { __typename: 'UpcomingBookings'; message: string; resolutions: Array<Resolution>; url: string }
          | { __typename: 'OpenQuotes'; message: string; resolutions: Array<Resolution>; url: string }
          | { __typename: 'LegalHold'; message: string; resolutions: Array<Resolution>; url: string }
        >;
      }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | {
        __typename: 'NotPermitted';
        permission: Permission;
        heldBy: Array<Role>;
        code: ErrorCode;
        message: string;
      }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string };
};

export type EraseCustomersMutationVariables = Exact<{
  input: CustomersEraseInput;
}>;

export type EraseCustomersMutation = {
  customersErase:
    | {
        __typename: 'ErasureBegun';
        job: { id: string; state: JobState; customers: number; done: number; dueAt: string };
      }
    | { __typename: 'CountMismatch'; code: ErrorCode; message: string }
    | { __typename: 'ErasurePlanChanged'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotDeleted'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type ErasedCustomersQueryVariables = Exact<{ [key: string]: never }>;

export type ErasedCustomersQuery = {
  gone: {
    totalCount: number;
    nodes: Array<{
      id: string;
      displayName: string;
      lifecycle: CustomerLifecycle;
      addresses: Array<{ city: string | null; postcode: string | null }>;
      erasures: Array<{ act: ErasureAct; state: ErasureState; dueAt: string; by: { name: string | null } }>;
    }>;
  };
};

export type ErasureJobQueryVariables = Exact<{
  id: string | number;
}>;

export type ErasureJobQuery = {
  erasureJob: {
    state: JobState;
    act: ErasureAct;
    customers: number;
    done: number;
    refused: number;
    dueAt: string;
    by: { name: string | null };
    items: {
      nodes: Array<{
        outcome: ErasureOutcome;
        customer: { id: string; displayName: string; lifecycle: CustomerLifecycle } | null;
      }>;
    };
  } | null;
};

export type ErasurePlanQueryVariables = Exact<{
  whom: ErasureSelectionInput;
}>;

export type ErasurePlanQuery = {
  customersErasurePlan: {
    count: number;
    message: string;
    dueAt: string;
    effects: Array<{ table: string; becomes: ErasureFate; rows: number }>;
    customers: Array<{ id: string; displayName: string }>;
  };
};

export type ErasureReceiptQueryVariables = Exact<{
  id: string | number;
}>;

export type ErasureReceiptQuery = {
  customer: {
    displayName: string;
    lifecycle: CustomerLifecycle;
    erasures: Array<{
      act: ErasureAct;
      state: ErasureState;
      dueAt: string;
      endedAt: string | null;
      residue: Array<{ table: string; rows: number }>;
      receipt: { receipt: string; signature: string; publicKey: string } | null;
    }>;
  } | null;
};

export type FindCustomerQueryVariables = Exact<{
  search?: string | null | undefined;
}>;

export type FindCustomerQuery = {
  customers: {
    totalCount: number;
    nodes: Array<{
      id: string;
      displayName: string;
      email: string | null;
      phone: string | null;
      vehicles: { nodes: Array<{ plate: string | null }> };
      outstanding: Array<{ formatted: string }>;
      deletability:
        | { __typename: 'DeletionReady' }
        | { __typename: 'DeletionBlocked' }
        | { __typename: 'CustomerAlreadyDeleted' }
        | { __typename: 'NotPermitted' };
    }>;
  };
};

export type FindDuplicatesQueryVariables = Exact<{
  minScore?: number | null | undefined;
}>;

export type FindDuplicatesQuery = {
  duplicateCustomers: {
    totalCount: number;
    nodes: Array<{
      score: number;
      reasons: Array<DuplicateReason>;
      one: { id: string; displayName: string; email: string | null; phone: string | null } | null;
      other: { id: string; displayName: string; email: string | null; phone: string | null } | null;
    }>;
  };
};

export type FreeSlotsQueryVariables = Exact<{
  services: Array<ServiceChoiceInput> | ServiceChoiceInput;
  from: string;
  until: string;
}>;

export type FreeSlotsQuery = {
  freeSlots: Array<{ startsAt: string; endsAt: string; providers: Array<{ id: string; name: string }> }>;
};

export type InvoiceBookingMutationVariables = Exact<{
  input: InvoiceCreateInput;
}>;

export type InvoiceBookingMutation = {
  invoiceCreate:
    | {
        __typename: 'InvoiceSaved';
        invoice: { id: string; state: InvoiceState; total: { formatted: string } };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type IssueInvoiceMutationVariables = Exact<{
  input: InvoiceIssueInput;
}>;

export type IssueInvoiceMutation = {
  invoiceIssue:
    | {
        __typename: 'InvoiceSaved';
        invoice: {
          id: string;
          number: string | null;
          state: InvoiceState;
          dueOn: string | null;
          total: { formatted: string };
        };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type LinkEmailChangeConfirmMutationVariables = Exact<{
  input: EmailChangeByLinkConfirmInput;
}>;

export type LinkEmailChangeConfirmMutation = {
  result:
    | { __typename: 'EmailChangeConfirmed' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkEmailChangeQueryVariables = Exact<{
  token: string;
}>;

export type LinkEmailChangeQuery = { emailChangeByLink: { businessName: string; email: string } | null };

export type LinkMethodFinishMutationVariables = Exact<{
  input: PaymentMethodSetupFinishInput;
}>;

export type LinkMethodFinishMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'PaymentsUnavailable'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkMethodStartMutationVariables = Exact<{
  input: PaymentMethodSetupByLinkInput;
}>;

export type LinkMethodStartMutation = {
  result:
    | { __typename: 'PaymentMethodSetupStarted'; url: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'PaymentsUnavailable'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkPreferenceRefuseMutationVariables = Exact<{
  input: PreferenceByLinkRefuseInput;
}>;

export type LinkPreferenceRefuseMutation = {
  result:
    | { __typename: 'LinkedPreferenceRefused' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkPreferenceQueryVariables = Exact<{
  token: string;
}>;

export type LinkPreferenceQuery = {
  preferenceByLink: { businessName: string; purpose: NotificationPurpose; allowed: boolean } | null;
};

export type LinkQuoteAcceptMutationVariables = Exact<{
  input: QuoteByLinkAcceptInput;
}>;

export type LinkQuoteAcceptMutation = {
  result:
    | { __typename: 'LinkedQuoteAccepted' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkQuoteDeclineMutationVariables = Exact<{
  input: QuoteByLinkDeclineInput;
}>;

export type LinkQuoteDeclineMutation = {
  result:
    | { __typename: 'LinkedQuoteDeclined' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkQuoteQueryVariables = Exact<{
  token: string;
}>;

export type LinkQuoteQuery = {
  quoteByLink: {
    businessName: string;
    timeZone: string;
    number: string;
    title: string;
    note: string | null;
    state: QuoteState;
    validUntil: string | null;
    startsAt: string | null;
    total: { formatted: string };
    lines: Array<{ description: string; quantity: string; amount: { formatted: string } }>;
  } | null;
};

export type LinkRateMutationVariables = Exact<{
  input: RatingByLinkGiveInput;
}>;

export type LinkRateMutation = {
  result:
    | { __typename: 'RatingGiven' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type LinkRatingQueryVariables = Exact<{
  token: string;
}>;

export type LinkRatingQuery = {
  ratingByLink: { businessName: string; timeZone: string; startsAt: string; services: Array<string> } | null;
};

export type LiveReadinessSubscriptionVariables = Exact<{
  id: string | number;
}>;

export type LiveReadinessSubscription = {
  customerDeletability:
    | { __typename: 'DeletionReady'; summary: string; planHash: string; confirmationToken: string }
    | {
        __typename: 'DeletionBlocked';
        planHash: string;
        code: ErrorCode;
        message: string;
        blockers: Array<
          | { message: string }
          | { message: string }
          | { message: string }
          | { message: string }
          | { message: string }
          | { message: string }
        >;
      }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string };
};

export type MaskCustomerMutationVariables = Exact<{
  input: CustomerMaskInput;
}>;

export type MaskCustomerMutation = {
  customerMask:
    | {
        __typename: 'CustomerMaskDone';
        customer: { displayName: string; lifecycle: CustomerLifecycle; masked: boolean };
        erasure: { state: ErasureState; dueAt: string; removed: Array<{ table: string; rows: number }> };
        undo: { token: string; expiresAt: string };
      }
    | { __typename: 'ConfirmationMismatch'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotDeleted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerMasked'; code: ErrorCode; message: string }
    | { __typename: 'CustomerErased'; code: ErrorCode; message: string }
    | { __typename: 'CustomerHeld'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type MergeAllMutationVariables = Exact<{
  input: CustomersMergeAllInput;
}>;

export type MergeAllMutation = {
  customersMergeAll:
    | {
        __typename: 'MergeBegun';
        job: { id: string; state: JobState; rowsDone: number; rowsTotal: number | null };
      }
    | { __typename: 'CountMismatch'; code: ErrorCode; message: string; found: number }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type MergeCustomersMutationVariables = Exact<{
  input: CustomersMergeInput;
}>;

export type MergeCustomersMutation = {
  customersMerge:
    | {
        __typename: 'CustomersMerged';
        merge: {
          id: string;
          moved: Array<{ kind: RecordKind; count: number }>;
          fields: Array<{ field: MergeField; from: string }>;
        };
        survivor: {
          displayName: string;
          invoices: { totalCount: number };
          addresses: Array<{ line1: string }>;
        };
      }
    | { __typename: 'MergePlanChanged'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerHeld'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type MergeJobQueryVariables = Exact<{
  id: string | number;
}>;

export type MergeJobQuery = {
  mergeJob: {
    state: JobState;
    rowsDone: number;
    rowsTotal: number | null;
    refused: number;
    items: {
      nodes: Array<{
        outcome: PairOutcome;
        survivor: { displayName: string } | null;
        merge: { id: string } | null;
      }>;
    };
  } | null;
};

export type MergePlanQueryVariables = Exact<{
  survivorId: string | number;
  otherIds: Array<string | number> | string | number;
}>;

export type MergePlanQuery = {
  customersMergePlan: {
    planHash: string;
    fields: Array<{
      field: MergeField;
      conflict: boolean;
      value: string | null;
      values: Array<{ customerId: string; value: string | null }>;
    }>;
    moves: Array<{ kind: RecordKind; count: number }>;
  };
};

export type MyInvoicesQueryVariables = Exact<{ [key: string]: never }>;

export type MyInvoicesQuery = {
  portal: {
    invoices: { nodes: Array<{ number: string | null; state: InvoiceState; total: { formatted: string } }> };
  };
};

export type MyProfileQueryVariables = Exact<{ [key: string]: never }>;

export type MyProfileQuery = {
  portal: { businessName: string; displayName: string; email: string | null; phone: string | null };
};

export type MyVehiclesQueryVariables = Exact<{ [key: string]: never }>;

export type MyVehiclesQuery = {
  portal: { vehicles: { nodes: Array<{ plate: string | null; make: string; model: string }> } };
};

export type MyWorkOrdersQueryVariables = Exact<{ [key: string]: never }>;

export type MyWorkOrdersQuery = {
  portal: { workOrders: { nodes: Array<{ number: number; state: WorkOrderState; title: string }> } };
};

export type PlaceHoldMutationVariables = Exact<{
  input: LegalHoldPlaceInput;
}>;

export type PlaceHoldMutation = {
  legalHoldPlace:
    | {
        __typename: 'LegalHoldSaved';
        hold: { id: string; state: LegalHoldState; reason: string; placedBy: { name: string | null } };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type PortalAddressCreateMutationVariables = Exact<{
  input: PortalAddressCreateInput;
}>;

export type PortalAddressCreateMutation = {
  result:
    | { __typename: 'PortalAddressSaved' }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalAddressRemoveMutationVariables = Exact<{
  input: PortalAddressRemoveInput;
}>;

export type PortalAddressRemoveMutation = {
  result:
    | { __typename: 'PortalAddressRemoved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string };
};

export type PortalAddressUpdateMutationVariables = Exact<{
  input: PortalAddressUpdateInput;
}>;

export type PortalAddressUpdateMutation = {
  result:
    | { __typename: 'PortalAddressSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'VersionConflict'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingCancelMutationVariables = Exact<{
  input: PortalBookingCancelInput;
}>;

export type PortalBookingCancelMutation = {
  result:
    | { __typename: 'PortalBookingSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'TooLate'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingRescheduleMutationVariables = Exact<{
  input: PortalBookingRescheduleInput;
}>;

export type PortalBookingRescheduleMutation = {
  result:
    | { __typename: 'PortalBookingSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'TooLate'; code: ErrorCode; message: string }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingsQueryVariables = Exact<{
  where: PortalBookingWhere;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;

export type PortalBookingsQuery = {
  portal: {
    bookings: {
      nodes: Array<{
        id: string;
        number: number;
        state: BookingState;
        stars: number | null;
        startsAt: string;
        endsAt: string;
        location: string | null;
        cancellableUntil: string | null;
        movableUntil: string | null;
        services: Array<{ name: string; quantity: number }>;
        price: { formatted: string };
        prepayment: { amount: string; formatted: string };
      }>;
      pageInfo: {
        hasNextPage: boolean;
        endCursor: string | null;
        hasPreviousPage: boolean;
        startCursor: string | null;
      };
    };
  };
};

export type PortalCreditQueryVariables = Exact<{ [key: string]: never }>;

export type PortalCreditQuery = {
  portal: { credit: Array<{ amount: string; currency: string; formatted: string }> };
};

export type PortalEmailChangeRequestMutationVariables = Exact<{
  input: PortalEmailChangeRequestInput;
}>;

export type PortalEmailChangeRequestMutation = {
  result:
    | { __typename: 'PortalEmailChangeRequested'; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type PortalFreeSlotsQueryVariables = Exact<{
  bookingId: string | number;
  from: string;
  until: string;
}>;

export type PortalFreeSlotsQuery = { portal: { freeSlots: Array<{ startsAt: string }> } };

export type PortalHomeQueryVariables = Exact<{ [key: string]: never }>;

export type PortalHomeQuery = {
  portal: {
    displayName: string;
    email: string | null;
    phone: string | null;
    bookings: {
      nodes: Array<{
        id: string;
        startsAt: string;
        state: BookingState;
        services: Array<{ name: string; quantity: number }>;
      }>;
    };
    quotes: {
      nodes: Array<{
        id: string;
        number: string;
        title: string;
        state: QuoteState;
        total: { formatted: string };
      }>;
    };
    invoices: {
      nodes: Array<{
        number: string | null;
        state: InvoiceState;
        outstanding: { amount: string; formatted: string };
      }>;
    };
  };
};

export type PortalInvoicePayFromCreditMutationVariables = Exact<{
  input: PortalInvoicePayFromCreditInput;
}>;

export type PortalInvoicePayFromCreditMutation = {
  result:
    | { __typename: 'PortalInvoicePaidFromCredit' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type PortalInvoicePayMutationVariables = Exact<{
  input: PortalInvoicePayInput;
}>;

export type PortalInvoicePayMutation = {
  result:
    | { __typename: 'PortalInvoiceCharged' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string }
    | { __typename: 'PaymentDeclined'; code: ErrorCode; message: string }
    | { __typename: 'PaymentsUnavailable'; code: ErrorCode; message: string };
};

export type PortalInvoicesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type PortalInvoicesQuery = {
  portal: {
    invoices: {
      nodes: Array<{
        id: string;
        number: string | null;
        state: InvoiceState;
        issuedOn: string | null;
        dueOn: string | null;
        pdfUrl: string;
        total: { formatted: string };
        tax: { amount: string; formatted: string };
        paid: { amount: string; formatted: string };
        outstanding: { amount: string; formatted: string; currency: string };
        payments: {
          nodes: Array<{
            paidAt: string;
            amount: { formatted: string };
            tip: { amount: string; formatted: string };
            refunded: { amount: string; formatted: string };
          }>;
        };
      }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
};

export type PortalLinkRequestMutationVariables = Exact<{
  input: PortalLinkRequestInput;
}>;

export type PortalLinkRequestMutation = { portalLinkRequest: { __typename: 'PortalLinkRequested' } };

export type PortalPaymentMethodDefaultMutationVariables = Exact<{
  input: PortalPaymentMethodMakeDefaultInput;
}>;

export type PortalPaymentMethodDefaultMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodFinishMutationVariables = Exact<{
  input: PortalPaymentMethodSetupFinishInput;
}>;

export type PortalPaymentMethodFinishMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'PaymentsUnavailable'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodRemoveMutationVariables = Exact<{
  input: PortalPaymentMethodRemoveInput;
}>;

export type PortalPaymentMethodRemoveMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodSetupMutationVariables = Exact<{ [key: string]: never }>;

export type PortalPaymentMethodSetupMutation = {
  result:
    | { __typename: 'PaymentMethodSetupStarted'; url: string }
    | { __typename: 'PaymentsUnavailable'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodsQueryVariables = Exact<{ [key: string]: never }>;

export type PortalPaymentMethodsQuery = {
  portal: {
    paymentMethods: Array<{
      id: string;
      brand: string;
      lastFour: string;
      expiresMonth: number;
      expiresYear: number;
      isDefault: boolean;
    }>;
  };
};

export type PortalPreferenceSetMutationVariables = Exact<{
  input: PortalPreferenceSetInput;
}>;

export type PortalPreferenceSetMutation = {
  result:
    { __typename: 'PreferenceSaved' } | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string };
};

export type PortalPreferencesQueryVariables = Exact<{ [key: string]: never }>;

export type PortalPreferencesQuery = {
  portal: { preferences: Array<{ purpose: NotificationPurpose; channel: Channel; allowed: boolean }> };
};

export type PortalPrivacyRequestMutationVariables = Exact<{
  input: PortalPrivacyRequestInput;
}>;

export type PortalPrivacyRequestMutation = {
  result:
    | { __typename: 'PortalPrivacyRequestReceived' }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalPrivacyRequestsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type PortalPrivacyRequestsQuery = {
  portal: {
    privacyRequests: {
      nodes: Array<{
        kind: PrivacyRequestKind;
        state: PrivacyRequestState;
        note: string | null;
        answer: string | null;
        receivedAt: string;
        dueOn: string;
        extensionReason: string | null;
        decidedAt: string | null;
      }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
};

export type PortalProfileUpdateMutationVariables = Exact<{
  input: PortalProfileUpdateInput;
}>;

export type PortalProfileUpdateMutation = {
  result:
    | { __typename: 'PortalProfileSaved' }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'VersionConflict'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalProfileQueryVariables = Exact<{ [key: string]: never }>;

export type PortalProfileQuery = {
  portal: {
    version: number;
    givenName: string | null;
    familyName: string | null;
    companyName: string | null;
    email: string | null;
    phone: string | null;
    addresses: Array<{
      id: string;
      purpose: AddressPurpose;
      line1: string;
      line2: string | null;
      city: string | null;
      region: string | null;
      postcode: string | null;
      country: string | null;
      version: number;
    }>;
  };
};

export type PortalQuoteAcceptMutationVariables = Exact<{
  input: PortalQuoteAcceptInput;
}>;

export type PortalQuoteAcceptMutation = {
  result:
    | { __typename: 'PortalQuoteAccepted' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalQuoteDeclineMutationVariables = Exact<{
  input: PortalQuoteDeclineInput;
}>;

export type PortalQuoteDeclineMutation = {
  result:
    | { __typename: 'PortalQuoteDeclined' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string };
};

export type PortalQuotesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type PortalQuotesQuery = {
  portal: {
    quotes: {
      nodes: Array<{
        id: string;
        number: string;
        title: string;
        note: string | null;
        state: QuoteState;
        validUntil: string | null;
        startsAt: string | null;
        total: { formatted: string };
        lines: Array<{ description: string; quantity: string; amount: { formatted: string } }>;
      }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
};

export type PortalRateMutationVariables = Exact<{
  input: PortalRatingGiveInput;
}>;

export type PortalRateMutation = {
  result:
    | { __typename: 'RatingGiven' }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalSessionCheckQueryVariables = Exact<{ [key: string]: never }>;

export type PortalSessionCheckQuery = {
  viewer:
    { __typename: 'StaffViewer' } | { __typename: 'PartnerViewer' } | { __typename: 'PortalViewer' } | null;
};

export type PortalShellQueryVariables = Exact<{ [key: string]: never }>;

export type PortalShellQuery = { portal: { businessName: string; displayName: string; timeZone: string } };

export type PortalSignInMutationVariables = Exact<{
  input: PortalSignInInput;
}>;

export type PortalSignInMutation = {
  portalSignIn:
    | { __typename: 'PortalSessionOpened'; accessToken: string; expiresAt: string }
    | { __typename: 'SignInRejected'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type PortalVehiclesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type PortalVehiclesQuery = {
  portal: {
    vehicles: {
      nodes: Array<{ plate: string | null; make: string; model: string }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
};

export type PortalWorkOrdersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;

export type PortalWorkOrdersQuery = {
  portal: {
    workOrders: {
      nodes: Array<{ number: number; state: WorkOrderState; title: string; createdAt: string }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
};

export type ReleaseHoldMutationVariables = Exact<{
  input: LegalHoldReleaseInput;
}>;

export type ReleaseHoldMutation = {
  legalHoldRelease:
    | {
        __typename: 'LegalHoldSaved';
        hold: { id: string; state: LegalHoldState; releasedBy: { name: string | null } | null };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string };
};

export type RestoreCustomerMutationVariables = Exact<{
  input: CustomerRestoreInput;
}>;

export type RestoreCustomerMutation = {
  customerRestore:
    | {
        __typename: 'CustomerRestored';
        customer: { id: string; displayName: string; lifecycle: CustomerLifecycle };
        notRestored: Array<{ kind: RecordKind; message: string }>;
      }
    | { __typename: 'CustomerNotDeleted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerErased'; code: ErrorCode; message: string }
    | { __typename: 'CustomerMasked'; code: ErrorCode; message: string }
    | { __typename: 'OriginalsLost'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type RetentionRunQueryVariables = Exact<{
  id: string | number;
}>;

export type RetentionRunQuery = {
  retentionRun: {
    id: string;
    state: RetentionRunState;
    customers: number;
    approvalsNeeded: number;
    listHash: string | null;
    downloadUrl: string | null;
    done: number;
    leftOut: number;
    effects: Array<{ table: string; becomes: ErasureFate; rows: number }>;
    candidates: {
      nodes: Array<{
        lastPurchaseOn: string | null;
        outcome: RetentionOutcome;
        customer: { displayName: string; lifecycle: CustomerLifecycle } | null;
      }>;
    };
  } | null;
};

export type SetRetentionRuleMutationVariables = Exact<{
  input: RetentionRuleSetInput;
}>;

export type SetRetentionRuleMutation = {
  retentionRuleSet:
    | {
        __typename: 'RetentionRuleSaved';
        rule: {
          id: string;
          name: string;
          act: RetentionAct;
          keepFields: Array<PersonalField>;
          removeFields: Array<PersonalField>;
          twoPersonAbove: number;
        };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'VersionConflict'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type SignOutMutationVariables = Exact<{ [key: string]: never }>;

export type SignOutMutation = { signOut: { __typename: 'SignedOut' } };

export type SimulatePolicyQueryVariables = Exact<{
  input: DeletionPolicySetInput;
}>;

export type SimulatePolicyQuery = {
  deletionPolicySimulate:
    | {
        __typename: 'PolicySimulated';
        activeCustomers: number;
        blockedCustomers: number;
        blockedBy: Array<{ kind: RecordKind; customers: number }>;
        effects: Array<{ kind: RecordKind; action: EffectAction; count: number }>;
      }
    | {
        __typename: 'NotPermitted';
        permission: Permission;
        heldBy: Array<Role>;
        code: ErrorCode;
        message: string;
      }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type StaffSessionRefreshMutationVariables = Exact<{
  input: StaffSessionRefreshInput;
}>;

export type StaffSessionRefreshMutation = {
  staffSessionRefresh:
    | { __typename: 'StaffSession'; accessToken: string; expiresAt: string; refreshToken: string }
    | { __typename: 'SignInRejected'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type StaffSignInMutationVariables = Exact<{
  input: StaffSignInInput;
}>;

export type StaffSignInMutation = {
  staffSignIn:
    | {
        __typename: 'StaffSession';
        accessToken: string;
        expiresAt: string;
        refreshToken: string;
        viewer: { staff: { name: string }; account: { name: string } };
      }
    | { __typename: 'SignInRejected'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type StartRetentionRunMutationVariables = Exact<{
  input: RetentionRunStartInput;
}>;

export type StartRetentionRunMutation = {
  retentionRunStart:
    | {
        __typename: 'RetentionRunSaved';
        run: { id: string; state: RetentionRunState; noPurchaseSince: string };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type TakePaymentMutationVariables = Exact<{
  input: InvoicePayInput;
}>;

export type TakePaymentMutation = {
  invoicePay:
    | { __typename: 'InvoiceSaved'; invoice: { id: string; number: string | null; state: InvoiceState } }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'VersionConflict'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type UndoDeleteMutationVariables = Exact<{
  input: CustomerDeleteUndoInput;
}>;

export type UndoDeleteMutation = {
  customerDeleteUndo:
    | {
        __typename: 'CustomerRestored';
        customer: { id: string; displayName: string; lifecycle: CustomerLifecycle };
        restored: Array<{ kind: RecordKind; action: EffectAction; count: number }>;
        notRestored: Array<{ kind: RecordKind; message: string }>;
      }
    | { __typename: 'UndoExpired'; code: ErrorCode; message: string }
    | { __typename: 'UndoTokenUnknown'; code: ErrorCode; message: string }
    | { __typename: 'CustomerErased'; code: ErrorCode; message: string }
    | { __typename: 'CustomerMasked'; code: ErrorCode; message: string }
    | { __typename: 'OriginalsLost'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type UndoMaskMutationVariables = Exact<{
  input: CustomerMaskUndoInput;
}>;

export type UndoMaskMutation = {
  customerMaskUndo:
    | {
        __typename: 'CustomerUnmasked';
        customer: { displayName: string; lifecycle: CustomerLifecycle; masked: boolean };
      }
    | { __typename: 'UndoExpired'; code: ErrorCode; message: string }
    | { __typename: 'UndoTokenUnknown'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'OriginalsLost'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type UndoMergeMutationVariables = Exact<{
  input: CustomersMergeUndoInput;
}>;

export type UndoMergeMutation = {
  customersMergeUndo:
    | {
        __typename: 'CustomersUnmerged';
        customers: Array<{ displayName: string; lifecycle: CustomerLifecycle }>;
        restored: Array<{ kind: RecordKind; count: number }>;
        notRestored: Array<{ kind: RecordKind; id: string | null; because: MergeLeft }>;
      }
    | { __typename: 'RecordNotFound'; code: ErrorCode; message: string }
    | { __typename: 'WrongState'; code: ErrorCode; message: string }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerErased'; code: ErrorCode; message: string }
    | { __typename: 'CustomerHeld'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
};

export type WhoAmIQueryVariables = Exact<{ [key: string]: never }>;

export type WhoAmIQuery = {
  viewer:
    | {
        __typename: 'StaffViewer';
        permissions: Array<Permission>;
        staff: { name: string; role: Role };
        account: { name: string; slug: string };
        deleteQuota: { limit: number; used: number; remaining: number; nextSlotAt: string | null };
      }
    | {
        __typename: 'PartnerViewer';
        permissions: Array<Permission>;
        token: { name: string };
        account: { name: string; slug: string };
      }
    | {
        __typename: 'PortalViewer';
        customer: { displayName: string; email: string | null };
        session: { expiresAt: string };
      }
    | null;
};
