/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ErrorCode =
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'NOT_PERMITTED'
  | 'BLOCKED'
  | 'RATE_LIMITED'
  | 'PLAN_CHANGED'
  | 'CONFIRMATION_MISMATCH'
  | 'ALREADY_DELETED'
  | 'UNDO_EXPIRED'
  | 'UNDO_TOKEN_UNKNOWN'
  | 'SIGN_IN_REJECTED';

export type RecordKind =
  'WORK_ORDER' | 'INVOICE' | 'CONVERSATION' | 'VEHICLE' | 'CUSTOMER' | 'PORTAL_SESSION';

export type Role = 'OWNER' | 'MANAGER' | 'SERVICE_ADVISOR' | 'TECHNICIAN';

export type Permission =
  'CUSTOMERS_READ' | 'CUSTOMERS_WRITE' | 'CUSTOMERS_DELETE' | 'CUSTOMERS_RESTORE' | 'AUDIT_READ';

export type CustomerLifecycle = 'ACTIVE' | 'DELETED' | 'ERASURE_SCHEDULED' | 'ERASED' | 'MERGED';

export type WorkOrderStatus = 'OPEN' | 'IN_PROGRESS' | 'COMPLETED' | 'CLOSED' | 'CANCELLED';

export type InvoiceStatus = 'DRAFT' | 'ISSUED' | 'PAID' | 'VOID' | 'WRITTEN_OFF';

export type ConversationStatus = 'OPEN' | 'CLOSED';

export type EffectAction = 'HIDE' | 'CLOSE' | 'CANCEL' | 'RELEASE' | 'REVOKE' | 'MASK' | 'KEEP';

export type Resolution =
  'COMPLETE' | 'CLOSE' | 'CANCEL' | 'TAKE_PAYMENT' | 'VOID' | 'WRITE_OFF' | 'RELEASE_HOLD';

export type DeletionMode = 'ARCHIVE' | 'MASK';

export type CustomerDeleteInput = {
  id: string | number;
  confirmation: string;
  mode?: DeletionMode | null | undefined;
  locale?: string | null | undefined;
  planHash?: string | null | undefined;
  resolve?: Array<BlockerResolutionInput> | null | undefined;
  reason?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
};

export type BlockerResolutionInput = {
  kind: RecordKind;
  resolution: Resolution;
};

export type CustomerDeleteUndoInput = {
  undoToken: string;
};

export type CustomerRestoreInput = {
  id: string | number;
  reason?: string | null | undefined;
};

export type WorkOrderCompleteInput = {
  id: string | number;
};

export type InvoicePayInput = {
  id: string | number;
  amount: string;
  method: PaymentMethod;
};

export type PaymentMethod = 'CARD' | 'CASH' | 'TRANSFER';

export type ConversationCloseInput = {
  id: string | number;
};

export type DependencyRule = 'BLOCK' | 'CANCEL' | 'CLOSE' | 'KEEP';

export type PolicyPreset = 'GARAGE' | 'FIELD_SERVICE' | 'PRINT_SHOP' | 'BOX_OFFICE';

export type DeletionRuleInput = {
  kind: RecordKind;
  rule: DependencyRule;
};

export type DeletionPolicySetInput = {
  preset?: PolicyPreset | null | undefined;
  rules?: Array<DeletionRuleInput> | null | undefined;
};

export type StaffSignInInput = {
  account: string;
  email: string;
  password: string;
};

export type StaffSessionRefreshInput = {
  refreshToken: string;
};

export type PortalLinkRequestInput = {
  account: string;
  email: string;
};

export type PortalSignInInput = {
  token: string;
};

export type AuditLogQueryVariables = Exact<{ [key: string]: never }>;

export type AuditLogQuery = {
  auditEvents: { nodes: Array<{ at: string; action: string; by: { label: string } }> };
};

export type CloseConversationMutationVariables = Exact<{
  input: ConversationCloseInput;
}>;

export type CloseConversationMutation = {
  conversationClose:
    | {
        __typename: 'ConversationClosed';
        conversation: { id: string; subject: string; state: ConversationStatus };
      }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string };
};

export type CompleteWorkOrderMutationVariables = Exact<{
  input: WorkOrderCompleteInput;
}>;

export type CompleteWorkOrderMutation = {
  workOrderComplete:
    | { __typename: 'WorkOrderCompleted'; workOrder: { id: string; number: number; state: WorkOrderStatus } }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string };
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
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string };
};

export type DeletedCustomersQueryVariables = Exact<{ [key: string]: never }>;

export type DeletedCustomersQuery = {
  customers: {
    totalCount: number;
    nodes: Array<{
      id: string;
      displayName: string;
      lifecycle: CustomerLifecycle;
      deletion: { id: string; at: string; reason: string | null; by: { label: string } } | null;
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
        planHash: string;
        confirmationToken: string;
        undoWindowSeconds: number;
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
              count: number;
              url: string;
              resolutions: Array<Resolution>;
              workOrders: { nodes: Array<{ id: string; number: number; state: WorkOrderStatus }> };
            }
          | {
              __typename: 'UnpaidInvoices';
              message: string;
              count: number;
              url: string;
              resolutions: Array<Resolution>;
              invoices: {
                nodes: Array<{
                  id: string;
                  number: string;
                  outstanding: { amount: string; currency: string };
                }>;
              };
            }
          | {
              __typename: 'ActiveConversations';
              message: string;
              count: number;
              url: string;
              resolutions: Array<Resolution>;
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
    invoices: { nodes: Array<{ number: string; state: InvoiceStatus; total: { formatted: string } }> };
  } | null;
};

export type MyProfileQueryVariables = Exact<{ [key: string]: never }>;

export type MyProfileQuery = {
  portal: { profile: { displayName: string; email: string | null; phone: string | null } } | null;
};

export type MyVehiclesQueryVariables = Exact<{ [key: string]: never }>;

export type MyVehiclesQuery = {
  portal: {
    vehicles: { nodes: Array<{ plate: string | null; make: string | null; model: string | null }> };
  } | null;
};

export type MyWorkOrdersQueryVariables = Exact<{ [key: string]: never }>;

export type MyWorkOrdersQuery = {
  portal: { workOrders: { nodes: Array<{ number: number; state: WorkOrderStatus; title: string }> } } | null;
};

export type PortalHomeQueryVariables = Exact<{ [key: string]: never }>;

export type PortalHomeQuery = {
  portal: {
    profile: { displayName: string; email: string | null; phone: string | null };
    vehicles: {
      nodes: Array<{ id: string; plate: string | null; make: string | null; model: string | null }>;
    };
    workOrders: {
      nodes: Array<{ id: string; number: number; state: WorkOrderStatus; title: string; createdAt: string }>;
    };
    invoices: {
      nodes: Array<{
        id: string;
        number: string;
        state: InvoiceStatus;
        issuedOn: string | null;
        total: { formatted: string };
      }>;
    };
  } | null;
};

export type PortalLinkRequestMutationVariables = Exact<{
  input: PortalLinkRequestInput;
}>;

export type PortalLinkRequestMutation = { portalLinkRequest: { __typename: 'PortalLinkRequested' } };

export type PortalSessionCheckQueryVariables = Exact<{ [key: string]: never }>;

export type PortalSessionCheckQuery = {
  viewer:
    { __typename: 'StaffViewer' } | { __typename: 'PartnerViewer' } | { __typename: 'PortalViewer' } | null;
};

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
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string }
    | { __typename: 'CustomerNotFound'; code: ErrorCode; message: string };
};

export type SignOutMutationVariables = Exact<{ [key: string]: never }>;

export type SignOutMutation = { signOut: { __typename: 'SignedOut' } };

export type SimulatePolicyQueryVariables = Exact<{
  input: DeletionPolicySetInput;
}>;

export type SimulatePolicyQuery = {
  deletionPolicySimulate: {
    summary: string;
    customers: number;
    blocked: number;
    effects: Array<{ kind: RecordKind; action: EffectAction; count: number }>;
  };
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
        viewer: { staff: { displayName: string }; account: { name: string } };
      }
    | { __typename: 'SignInRejected'; code: ErrorCode; message: string }
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type TakePaymentMutationVariables = Exact<{
  input: InvoicePayInput;
}>;

export type TakePaymentMutation = {
  invoicePay:
    | { __typename: 'InvoicePaid'; invoice: { id: string; number: string; state: InvoiceStatus } }
    | { __typename: 'NotPermitted'; code: ErrorCode; message: string };
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
    | { __typename: 'RateLimited'; code: ErrorCode; message: string };
};

export type WhoAmIQueryVariables = Exact<{ [key: string]: never }>;

export type WhoAmIQuery = {
  viewer:
    | {
        __typename: 'StaffViewer';
        permissions: Array<Permission>;
        staff: { displayName: string; role: Role };
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
