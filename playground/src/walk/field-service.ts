import type * as operations from '../generated/operations';
import { serverNow } from '../shared/clock';
import { documents } from './documents';
import type { Memory } from './memory';
import { type Chapter, type Step, customerId, needsCustomer, plain, step } from './step';

const dayAfter = (days: number): string =>
  new Date(serverNow() + days * 86_400_000).toISOString().slice(0, 10);

const services = ({ service }: Memory) => [{ serviceId: service ?? '', quantity: 1 }];
const needsSlot = (memory: Memory) =>
  needsCustomer(memory) ?? (memory.slots.length > 0 ? undefined : 'Look for free times first.');
const needsBooking = ({ booking }: Memory) => (booking ? undefined : 'Book first.');

const freeTimes = (id: string): Step =>
  step<operations.FreeSlotsQueryVariables>({
    id,
    title: 'Free times',
    hint: 'When somebody who can do it works, is not away and has nothing booked.',
    document: documents.freeSlots,
    variables: (memory) => ({ services: services(memory), from: dayAfter(1), until: dayAfter(8) }),
    missing: ({ service }) => (service ? undefined : 'Look at what can be booked first.'),
  });

const book = (id: string, hint: string): Step =>
  step<operations.CreateBookingMutationVariables>({
    id,
    title: 'Book',
    hint,
    document: documents.createBooking,
    variables: (memory) => ({
      input: {
        customerId: customerId(memory),
        services: services(memory),
        startsAt: memory.slots[0]?.startsAt ?? '',
        providerId: memory.slots[0]?.providerId,
      },
    }),
    missing: needsSlot,
  });

const booking: Step[] = [
  step<operations.FindCustomerQueryVariables>({
    id: 'field-find-customer',
    title: 'Find a customer',
    hint: 'Search by name, email or phone. One of those found is carried to the next steps.',
    document: documents.findCustomer,
    variables: ({ search }) => ({ search }),
  }),
  plain({
    id: 'field-services',
    title: 'What can be booked',
    hint: 'Services with their prices, tax included. The first one is carried on.',
    document: documents.bookableServices,
  }),
  freeTimes('field-free-slots'),
  book('field-book', 'The first free time. Run it twice: of two who want the same time, one gets it.'),
];

const doing: Step[] = [
  step<operations.CompleteBookingMutationVariables>({
    id: 'field-complete',
    title: 'Complete the booking',
    hint: 'The work is done; a rating is asked for later.',
    document: documents.completeBooking,
    variables: ({ booking: id = '' }) => ({ input: { id } }),
    missing: needsBooking,
  }),
  step<operations.InvoiceBookingMutationVariables>({
    id: 'field-invoice',
    title: 'Make the invoice',
    hint: 'A draft with what was agreed when it was booked.',
    document: documents.invoiceBooking,
    variables: ({ booking: bookingId }) => ({ input: { bookingId } }),
    missing: needsBooking,
  }),
  step<operations.IssueInvoiceMutationVariables>({
    id: 'field-issue',
    title: 'Issue it',
    hint: 'It gets its number, keeps the customer’s name as it is now, and is owed.',
    document: documents.issueInvoice,
    variables: ({ draft = '' }) => ({ input: { id: draft } }),
    missing: ({ draft }) => (draft ? undefined : 'Make an invoice first.'),
  }),
  step<operations.TakePaymentMutationVariables>({
    id: 'field-pay',
    title: 'Take the payment',
    hint: 'Pays what is due on it.',
    document: documents.takePayment,
    variables: ({ invoices }) => ({ input: { id: invoices[0] ?? '', method: 'CARD' } }),
    missing: ({ invoices }) => (invoices.length > 0 ? undefined : 'Issue the invoice first.'),
  }),
];

const deleting: Step[] = [
  freeTimes('field-free-again'),
  book('field-book-again', 'A booking ahead, for the delete to cancel.'),
  step<operations.DeletionPlanQueryVariables>({
    id: 'field-plan',
    title: 'What a delete would do',
    hint: 'Under this policy, bookings ahead do not block: they are cancelled. What is past stays as it is.',
    document: documents.deletionPlan,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  }),
  step<operations.DeleteCustomerMutationVariables>({
    id: 'field-delete',
    title: 'Delete the customer',
    hint: 'Bookings ahead are cancelled, their providers are told, and quotes are withdrawn.',
    document: documents.deleteCustomer,
    variables: (memory) => ({
      input: {
        id: customerId(memory),
        confirmation: memory.confirmation ?? '',
        planHash: memory.planHash ?? '',
      },
    }),
    missing: (memory) =>
      needsCustomer(memory) ?? (memory.confirmation ? undefined : 'Look at the plan first.'),
  }),
  step<operations.CustomerBookingsQueryVariables>({
    id: 'field-bookings',
    title: 'Their bookings',
    hint: 'Completed ones as they were, the ones ahead cancelled. Look again after the undo.',
    document: documents.customerBookings,
    variables: (memory) => ({ customerId: customerId(memory) }),
    missing: needsCustomer,
  }),
  step<operations.UndoDeleteMutationVariables>({
    id: 'field-undo',
    title: 'Undo',
    hint: 'The bookings come back, unless somebody has taken the time since: notRestored says so.',
    document: documents.undoDelete,
    variables: ({ undoToken = '' }) => ({ input: { undoToken } }),
    missing: ({ undoToken }) => (undoToken ? undefined : 'Delete the customer first.'),
  }),
];

/** A job from the booking to the payment, and what a delete does with the bookings ahead. */
export const fieldService: Chapter[] = [
  { title: 'Book', steps: booking },
  { title: 'Do it and get paid', steps: doing },
  { title: 'Delete and undo', steps: deleting },
];
