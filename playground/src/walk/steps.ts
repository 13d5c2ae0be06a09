import type * as operations from '../generated/operations';
import { documents } from './documents';
import { fieldService } from './field-service';
import { forgetting } from './forgetting';
import { type Chapter, type Step, customerId, needsCustomer, plain, step } from './step';

const planFirst = (what: string) => `The last plan lists no ${what}. Look at what stands in the way first.`;

const finding: Step[] = [
  plain({
    id: 'who-am-i',
    title: 'Who am I',
    hint: 'Whom the API takes you for, what you may do, and how many deletes are left this hour.',
    document: documents.whoAmI,
  }),
  step<operations.FindCustomerQueryVariables>({
    id: 'find-customer',
    title: 'Find a customer',
    hint: 'Search by name, email, phone or plate. One of those found is carried to the next steps.',
    document: documents.findCustomer,
    variables: ({ search }) => ({ search }),
  }),
  step<operations.DeletionPlanQueryVariables>({
    id: 'deletion-plan',
    title: 'What stands in the way',
    hint: 'The plan is either blocked, with what blocks, or ready, with what will happen.',
    document: documents.deletionPlan,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  }),
];

const resolving: Step[] = [
  step<operations.CompleteWorkOrderMutationVariables>({
    id: 'complete-work-order',
    title: 'Complete a work order',
    hint: 'Takes the first active work order of the plan. Run it once for each.',
    document: documents.completeWorkOrder,
    variables: ({ workOrders }) => ({ input: { id: workOrders[0] ?? '' } }),
    missing: ({ workOrders }) => (workOrders.length > 0 ? undefined : planFirst('active work order')),
  }),
  step<operations.TakePaymentMutationVariables>({
    id: 'take-payment',
    title: 'Take a payment',
    hint: 'Pays what is due on the first unpaid invoice of the plan.',
    document: documents.takePayment,
    variables: ({ invoices }) => ({ input: { id: invoices[0] ?? '', method: 'CARD' } }),
    missing: ({ invoices }) => (invoices.length > 0 ? undefined : planFirst('unpaid invoice')),
  }),
  step<operations.CloseConversationMutationVariables>({
    id: 'close-conversation',
    title: 'Close a conversation',
    hint: 'Closes the first active conversation of the plan.',
    document: documents.closeConversation,
    variables: ({ conversations }) => ({ input: { id: conversations[0] ?? '' } }),
    missing: ({ conversations }) => (conversations.length > 0 ? undefined : planFirst('active conversation')),
  }),
];

const deleting: Step[] = [
  step<operations.DeletionPlanQueryVariables>({
    id: 'plan-again',
    title: 'Plan again',
    hint: 'With nothing in the way, the plan says what the delete will do and which word confirms it.',
    document: documents.deletionPlan,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  }),
  step<operations.DeleteCustomerMutationVariables>({
    id: 'delete-customer',
    title: 'Delete, as planned',
    hint: 'planHash holds the delete to the plan that you saw; the typed word confirms it.',
    document: documents.deleteCustomer,
    variables: (memory) => ({
      input: {
        id: customerId(memory),
        confirmation: memory.confirmation ?? '',
        planHash: memory.planHash ?? '',
        reason: 'Asked for by the customer',
      },
    }),
    missing: (memory) => needsCustomer(memory) ?? (memory.confirmation ? undefined : 'Plan again first.'),
  }),
  step<operations.UndoDeleteMutationVariables>({
    id: 'undo-delete',
    title: 'Undo within 30 seconds',
    hint: 'Brings back exactly what the delete touched: the customer, vehicles, plates, conversations.',
    document: documents.undoDelete,
    variables: ({ undoToken }) => ({ input: { undoToken: undoToken ?? '' } }),
    missing: ({ undoToken }) => (undoToken ? undefined : 'Delete the customer first.'),
  }),
];

const afterwards: Step[] = [
  plain({
    id: 'deleted-customers',
    title: 'Deleted customers',
    hint: 'Hidden everywhere else, listed here for those who may restore. Delete again, and it is on top.',
    document: documents.deletedCustomers,
  }),
  step<operations.RestoreCustomerMutationVariables>({
    id: 'restore-customer',
    title: 'Restore later',
    hint: 'After the undo window, with a permission of its own. Move the clock by 31 seconds to see it.',
    document: documents.restoreCustomer,
    variables: (memory) => ({ input: { id: customerId(memory), reason: 'Deleted by mistake' } }),
    missing: needsCustomer,
  }),
  step<operations.LiveReadinessSubscriptionVariables>({
    id: 'live-readiness',
    title: 'Live readiness',
    hint: 'A subscription: the answer changes as soon as something blocks, or no longer does.',
    document: documents.liveReadiness,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  }),
  plain({
    id: 'audit-log',
    title: 'Audit log',
    hint: 'Who did what and when; each entry is chained to the one before.',
    document: documents.auditLog,
  }),
  step<operations.SimulatePolicyQueryVariables>({
    id: 'simulate-policy',
    title: 'Policy simulator',
    hint: 'What another policy would do to this account’s customers, without changing anything.',
    document: documents.simulatePolicy,
    variables: () => ({ input: { rules: [{ kind: 'CONVERSATION', rule: 'CLOSE' }] } }),
    as: ({ role }) => role === 'OWNER',
  }),
];

const portal = (id: string, title: string, document: string): Step => ({
  ...plain({
    id,
    title,
    document,
    hint: 'What the customer sees when signed in to the portal, and nothing else.',
  }),
  as: ({ group }) => group === 'PORTAL',
});

const partingWithACustomer: Chapter[] = [
  { title: 'Look', steps: finding },
  { title: 'Resolve what blocks', steps: resolving },
  { title: 'Delete and undo', steps: deleting },
  { title: 'Afterwards', steps: afterwards },
  {
    title: 'As the customer',
    steps: [
      portal('my-profile', 'My profile', documents.myProfile),
      portal('my-vehicles', 'My vehicles', documents.myVehicles),
      portal('my-work-orders', 'My work orders', documents.myWorkOrders),
      portal('my-invoices', 'My invoices', documents.myInvoices),
    ],
  },
];

export type Walk = { title: string; chapters: Chapter[] };

const walkThroughForgetting: Walk = { title: 'Walk through forgetting', chapters: forgetting };

const walks: Record<string, Walk | undefined> = {
  'field-service': { title: 'Walk through a job', chapters: fieldService },
  'print-shop': walkThroughForgetting,
  'box-office': walkThroughForgetting,
};

/** The walk that an account's demo data is made for. */
export const walkOf = (account = ''): Walk =>
  walks[account] ?? { title: 'Walk through a delete', chapters: partingWithACustomer };

export const stepsOf = ({ chapters }: Walk): Step[] => chapters.flatMap(({ steps }) => steps);

export const allSteps = [...partingWithACustomer, ...fieldService, ...forgetting].flatMap(
  ({ steps }) => steps,
);
