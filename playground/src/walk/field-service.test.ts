import { expect, test } from 'vitest';
import { emptyMemory, remember } from './memory';
import { stepsOf, walkOf } from './steps';

const ada = { id: 'cus_1', displayName: 'Ada Field' };
const step = (id: string) => {
  const found = stepsOf(walkOf('field-service')).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};

const afterLooking = [
  { customers: { nodes: [ada] } },
  { services: { nodes: [{ id: 'svc_1' }, { id: 'svc_2' }] } },
  { freeSlots: [{ startsAt: '2026-11-23T08:00:00Z', providers: [{ id: 'prv_1' }] }] },
].reduce((memory, data) => remember(memory, {}, { data }), emptyMemory);

test('what can be booked and when is carried to the booking', () => {
  expect(step('field-book').variables(afterLooking)).toEqual({
    input: {
      customerId: 'cus_1',
      services: [{ serviceId: 'svc_1', quantity: 1 }],
      startsAt: '2026-11-23T08:00:00Z',
      providerId: 'prv_1',
    },
  });
  expect(step('field-book').missing?.(emptyMemory)).toBe('Find a customer first.');
});

test('a booking leads to its invoice, and that to the payment', () => {
  const results = [
    { bookingCreate: { __typename: 'BookingSaved', booking: { id: 'bkg_1', state: 'SCHEDULED' } } },
    { bookingComplete: { __typename: 'BookingSaved', booking: { id: 'bkg_1', state: 'COMPLETED' } } },
    { invoiceCreate: { __typename: 'InvoiceSaved', invoice: { id: 'inv_1', state: 'DRAFT' } } },
    { invoiceIssue: { __typename: 'InvoiceSaved', invoice: { id: 'inv_1', state: 'ISSUED' } } },
  ];
  const memory = results.reduce((before, data) => remember(before, {}, { data }), afterLooking);
  expect(memory).toMatchObject({ booking: 'bkg_1', slots: [], draft: undefined, invoices: ['inv_1'] });
  expect(step('field-pay').variables(memory)).toEqual({ input: { id: 'inv_1', method: 'CARD' } });
});

test('the garage walks through a delete', () => {
  expect(walkOf('garage').title).toBe('Walk through a delete');
});
