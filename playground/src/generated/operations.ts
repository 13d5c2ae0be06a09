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

/** A restore. */
export type CustomerRestoreInput = {
  /** The customer. */
  id: string | number;
  /** Why, for the record; at most 1,000 characters. */
  reason: string;
  /** Sent again with the same input, it answers the same. Kept for a day. */
  idempotencyKey?: string | null | undefined;
};

/** What a deletion does to personal data. */
export type DeletionMode =
  /** Hide the customer; the record is kept. */
  'ARCHIVE';

/** Changes to the deletion policy. What is left out stays; a preset is taken first. */
export type DeletionPolicySetInput = {
  /** The version that was read: the change happens only if it is still the current one. */
  expectedVersion?: number | null | undefined;
  /** Start from this preset instead of the current policy. */
  preset?: PolicyPreset | null | undefined;
  /** Rules to change. */
  rules?: Array<DeletionRuleInput> | null | undefined;
  /** How kept history names a deleted customer. */
  historyIdentity?: HistoryIdentity | null | undefined;
  /** Personal data that may stay when a customer is masked. */
  keepFields?: Array<PersonalField> | null | undefined;
  /** How long undo is offered: 0 to 86,400 seconds. */
  undoWindowSeconds?: number | null | undefined;
  /** Days between a permanent deletion and the erasure: 0 to 3,650. */
  eraseDelayDays?: number | null | undefined;
  /** Whether several customers may be deleted at once. */
  bulkDelete?: boolean | null | undefined;
  /** Successful deletes for one person in a rolling hour: 1 to 10,000. */
  deletesPerHour?: number | null | undefined;
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
  /** They are cancelled by the delete, and come back with an undo. */
  | 'CANCEL'
  /** They are closed by the delete, and come back with an undo. */
  | 'CLOSE'
  /** They stay as they are. */
  | 'KEEP';

/** What a deletion does to records. */
export type EffectAction =
  /** Hidden from lists, search and pages. */
  | 'HIDE'
  /** Closed. */
  | 'CLOSE'
  /** Cancelled; an invoice is voided. */
  | 'CANCEL'
  /** A plate is released, so that another vehicle can take it. */
  | 'RELEASE'
  /** A session or link is ended. */
  | 'REVOKE'
  /** Stays as it is. */
  | 'KEEP'
  /** Completed, by a resolution sent with the delete. */
  | 'COMPLETE'
  /** Written off, by a resolution sent with the delete. */
  | 'WRITE_OFF'
  /** Paid, by a resolution sent with the delete. */
  | 'TAKE_PAYMENT';

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
  /** The idempotency key was used with other arguments. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Too many attempts. */
  | 'RATE_LIMITED'
  /** The credentials do not fit. */
  | 'SIGN_IN_REJECTED'
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
  | 'CUSTOMER_NOT_DELETED';

/** How kept history names a deleted customer. */
export type HistoryIdentity =
  /** The name as it was when the record was issued (E2). */
  | 'NAME_AT_ISSUE'
  /** Masked. */
  | 'MASKED'
  /** As the account's 'Unknown Customer' (B2). */
  | 'UNKNOWN_CUSTOMER';

/** An invoice to draft. */
export type InvoiceCreateInput = {
  /** Whose it is. */
  customerId?: string | number | null | undefined;
  /** The work order that it is for; it must be the customer's. */
  workOrderId?: string | number | null | undefined;
  /** The currency; the account's when left out. */
  currency?: string | null | undefined;
  /** What it is for; at most 200 lines. */
  lines?: Array<InvoiceLineInput>;
  /** The day by which it is to be paid. */
  dueOn?: string | null | undefined;
  bookingId?: string | number | null | undefined;
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
  /** What one costs, in the invoice's currency. */
  unitPrice: string;
};

/** A payment to record. */
export type InvoicePayInput = {
  /** The invoice. */
  id: string | number;
  /** How much, in the invoice's currency; all that is outstanding when left out. */
  amount?: string | null | undefined;
  /** How it was paid. */
  method: PaymentMethod;
  /** The version that was read: with it, the same payment cannot be recorded twice by accident. */
  expectedVersion?: number | null | undefined;
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

/** How a payment was made. */
export type PaymentMethod =
  /** In cash. */
  | 'CASH'
  /** By card. */
  | 'CARD'
  /** By bank transfer. */
  | 'BANK_TRANSFER'
  /** In another way. */
  | 'OTHER';

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
  /** Anything that people wrote freely. */
  | 'FREE_TEXT';

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

/** Who wants a link. */
export type PortalLinkRequestInput = {
  /** The account's slug. */
  account: string;
  /** The e-mail address that the business has of the customer. */
  email: string;
};

/** A mailed link's token. */
export type PortalSignInInput = {
  /** The token: what follows `#token=` in the link. It works once. */
  token: string;
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
  | 'POLICY';

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

export type ServiceKind = 'SERVICE' | 'BUNDLE';

export type BookingState =
  'REQUESTED' | 'SCHEDULED' | 'DISPATCHED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED' | 'NO_SHOW';

export type QuoteState = 'DRAFT' | 'SENT' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | 'CANCELLED';

export type NotificationPurpose = 'TRANSACTIONAL' | 'REMINDERS' | 'FEEDBACK' | 'MARKETING';

export type PrivacyRequestKind = 'ACCESS' | 'ERASURE';

export type ServiceChoiceInput = {
  serviceId: string | number;
  quantity?: number;
};

export type PublicBookingRequestInput = {
  account: string;
  services: Array<ServiceChoiceInput>;
  providerId?: string | number | null | undefined;
  startsAt: string;
  name: string;
  email: string;
  phone?: string | null | undefined;
  address?: string | null | undefined;
  note?: string | null | undefined;
  idempotencyKey: string;
};

export type PortalQuoteAcceptInput = {
  id: string | number;
  startsAt?: string | null | undefined;
};

export type QuoteByLinkAcceptInput = {
  token: string;
  startsAt?: string | null | undefined;
};

export type RatingByLinkGiveInput = {
  token: string;
  stars: number;
  comment?: string | null | undefined;
};

export type PortalRatingGiveInput = {
  bookingId: string | number;
  stars: number;
  comment?: string | null | undefined;
};

export type PortalProfileUpdateInput = {
  givenName?: string | null | undefined;
  familyName?: string | null | undefined;
  companyName?: string | null | undefined;
  phone?: string | null | undefined;
  expectedVersion: number;
};

export type PortalAddressCreateInput = {
  purpose: AddressPurpose;
  line1: string;
  line2?: string | null | undefined;
  city?: string | null | undefined;
  region?: string | null | undefined;
  postcode?: string | null | undefined;
  country?: string | null | undefined;
};

export type PortalAddressUpdateInput = {
  id: string | number;
  expectedVersion: number;
  purpose: AddressPurpose;
  line1: string;
  line2?: string | null | undefined;
  city?: string | null | undefined;
  region?: string | null | undefined;
  postcode?: string | null | undefined;
  country?: string | null | undefined;
};

export type PortalPreferenceSetInput = {
  purpose: NotificationPurpose;
  channel: Channel;
  allowed: boolean;
};

export type PortalPrivacyRequestInput = {
  kind: PrivacyRequestKind;
  note?: string | null | undefined;
};

export type BookingCreateInput = {
  customerId: string | number;
  services: Array<ServiceChoiceInput>;
  providerId?: string | number | null | undefined;
  startsAt: string;
  location?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
};

export type BookingCompleteInput = {
  id: string | number;
};

export type PortalPaymentMethodSetupFinishInput = {
  setup: string;
};

export type PortalPaymentMethodRemoveInput = {
  id: string | number;
};

export type PortalPaymentMethodMakeDefaultInput = {
  id: string | number;
};

export type PortalInvoicePayInput = {
  invoiceId: string | number;
  paymentMethodId?: string | number | null | undefined;
  amount?: string | null | undefined;
  tip?: string | null | undefined;
  idempotencyKey: string;
};

export type PaymentMethodSetupByLinkInput = {
  token: string;
};

export type PaymentMethodSetupFinishInput = {
  token: string;
  setup: string;
};

export type PortalQuoteDeclineInput = {
  id: string | number;
};

export type QuoteByLinkDeclineInput = {
  token: string;
};

export type PortalBookingCancelInput = {
  id: string | number;
  reason?: string | null | undefined;
};

export type PortalBookingRescheduleInput = {
  id: string | number;
  startsAt: string;
};

export type PortalAddressRemoveInput = {
  id: string | number;
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
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
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
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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

export type LinkMethodFinishMutationVariables = Exact<{
  input: PaymentMethodSetupFinishInput;
}>;

export type LinkMethodFinishMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type LinkMethodStartMutationVariables = Exact<{
  input: PaymentMethodSetupByLinkInput;
}>;

export type LinkMethodStartMutation = {
  result:
    | { __typename: 'PaymentMethodSetupStarted'; url: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type LinkQuoteAcceptMutationVariables = Exact<{
  input: QuoteByLinkAcceptInput;
}>;

export type LinkQuoteAcceptMutation = {
  result:
    | { __typename: 'PortalQuoteSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type LinkQuoteDeclineMutationVariables = Exact<{
  input: QuoteByLinkDeclineInput;
}>;

export type LinkQuoteDeclineMutation = {
  result:
    | { __typename: 'PortalQuoteSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
  result: { __typename: 'Received' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
        blockers: Array<{ message: string } | { message: string } | { message: string }>;
      }
    | { __typename: 'CustomerAlreadyDeleted'; code: ErrorCode; message: string }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string };
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

export type PortalAddressCreateMutationVariables = Exact<{
  input: PortalAddressCreateInput;
}>;

export type PortalAddressCreateMutation = {
  result:
    { __typename: 'PortalProfileSaved' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalAddressRemoveMutationVariables = Exact<{
  input: PortalAddressRemoveInput;
}>;

export type PortalAddressRemoveMutation = {
  result:
    { __typename: 'PortalProfileSaved' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalAddressUpdateMutationVariables = Exact<{
  input: PortalAddressUpdateInput;
}>;

export type PortalAddressUpdateMutation = {
  result:
    { __typename: 'PortalProfileSaved' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingCancelMutationVariables = Exact<{
  input: PortalBookingCancelInput;
}>;

export type PortalBookingCancelMutation = {
  result:
    | { __typename: 'PortalBookingSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingRescheduleMutationVariables = Exact<{
  input: PortalBookingRescheduleInput;
}>;

export type PortalBookingRescheduleMutation = {
  result:
    | { __typename: 'PortalBookingSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalBookingsQueryVariables = Exact<{
  upcoming: boolean;
}>;

export type PortalBookingsQuery = {
  portal: {
    bookings: {
      nodes: Array<{
        id: string;
        number: number;
        state: BookingState;
        startsAt: string;
        endsAt: string;
        location: string | null;
        cancellableUntil: string | null;
        movableUntil: string | null;
        services: Array<{ name: string; quantity: number }>;
        price: { formatted: string };
        prepayment: { amount: string; formatted: string };
      }>;
    };
  };
};

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
    vehicles: { nodes: Array<{ plate: string | null; make: string; model: string }> };
    workOrders: { nodes: Array<{ number: number; state: WorkOrderState; title: string; createdAt: string }> };
  };
};

export type PortalInvoicePayMutationVariables = Exact<{
  input: PortalInvoicePayInput;
}>;

export type PortalInvoicePayMutation = {
  result:
    { __typename: 'PortalInvoiceCharged' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalInvoicesQueryVariables = Exact<{ [key: string]: never }>;

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
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodFinishMutationVariables = Exact<{
  input: PortalPaymentMethodSetupFinishInput;
}>;

export type PortalPaymentMethodFinishMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodRemoveMutationVariables = Exact<{
  input: PortalPaymentMethodRemoveInput;
}>;

export type PortalPaymentMethodRemoveMutation = {
  result:
    | { __typename: 'PortalPaymentMethodSaved' }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalPaymentMethodSetupMutationVariables = Exact<{ [key: string]: never }>;

export type PortalPaymentMethodSetupMutation = {
  result:
    | { __typename: 'PaymentMethodSetupStarted'; url: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
    { __typename: 'PreferenceSaved' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalPreferencesQueryVariables = Exact<{ [key: string]: never }>;

export type PortalPreferencesQuery = {
  portal: { preferences: Array<{ purpose: NotificationPurpose; channel: Channel; allowed: boolean }> };
};

export type PortalPrivacyRequestMutationVariables = Exact<{
  input: PortalPrivacyRequestInput;
}>;

export type PortalPrivacyRequestMutation = {
  result: { __typename: 'Received' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalProfileUpdateMutationVariables = Exact<{
  input: PortalProfileUpdateInput;
}>;

export type PortalProfileUpdateMutation = {
  result:
    { __typename: 'PortalProfileSaved' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
    | { __typename: 'PortalQuoteSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalQuoteDeclineMutationVariables = Exact<{
  input: PortalQuoteDeclineInput;
}>;

export type PortalQuoteDeclineMutation = {
  result:
    | { __typename: 'PortalQuoteSaved' }
    | { __typename: 'SlotTaken'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
};

export type PortalQuotesQueryVariables = Exact<{ [key: string]: never }>;

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
    };
  };
};

export type PortalRateMutationVariables = Exact<{
  input: PortalRatingGiveInput;
}>;

export type PortalRateMutation = {
  result: { __typename: 'Received' } | { __typename: 'InvalidInput'; code: ErrorCode; message: string };
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
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string }
    | { __typename: 'InvalidInput'; code: ErrorCode; message: string }
    | { __typename: 'IdempotencyConflict'; code: ErrorCode; message: string };
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
    | { __typename: 'RateLimited'; code: ErrorCode; message: string }
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
