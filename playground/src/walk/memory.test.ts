import { describe, expect, test } from 'vitest';
import { type Memory, choose, emptyMemory, remember } from './memory';

const ada = { id: 'cus_1', displayName: 'Ada Field' };
const ben = { id: 'cus_2', displayName: 'Ben Moss' };

const customers = (...nodes: unknown[]) => ({ data: { customers: { totalCount: nodes.length, nodes } } });
const plan = (result: unknown) => ({ data: { customerDeletionPlan: result } });

const blocked = plan({
  __typename: 'DeletionBlocked',
  code: 'DELETION_BLOCKED',
  planHash: 'hash-1',
  blockers: [
    { __typename: 'ActiveWorkOrders', workOrders: { nodes: [{ id: 'wo_1' }, { id: 'wo_2' }] } },
    {
      __typename: 'UnpaidInvoices',
      invoices: { nodes: [{ id: 'inv_1' }] },
    },
    { __typename: 'ActiveConversations', conversations: { nodes: [{ id: 'con_1' }] } },
  ],
});

const afterPlan: Memory = remember(
  { ...emptyMemory, customer: ada, found: [ada, ben] },
  { id: 'cus_1' },
  blocked,
);

describe('customers', () => {
  test('the first one found is carried on', () => {
    expect(remember(emptyMemory, {}, customers(ada, ben))).toMatchObject({
      customer: ada,
      found: [ada, ben],
    });
  });

  test('the one in hand stays while it is still in the list', () => {
    const memory = remember({ ...emptyMemory, customer: ben }, {}, customers(ada, ben));
    expect(memory.customer).toEqual(ben);
  });

  test('another customer forgets what was learnt about the one before', () => {
    expect(choose(afterPlan, ben)).toEqual({ ...emptyMemory, found: [ada, ben], customer: ben });
    expect(choose(afterPlan, ada)).toEqual(afterPlan);
  });

  test('an empty list keeps the customer', () => {
    expect(remember(afterPlan, {}, customers()).customer).toEqual(ada);
  });
});

describe('plan', () => {
  test('what blocks is queued', () => {
    expect(afterPlan).toMatchObject({
      planHash: 'hash-1',
      workOrders: ['wo_1', 'wo_2'],
      invoices: ['inv_1'],
      conversations: ['con_1'],
    });
  });

  test('what was settled leaves the queue', () => {
    const memory = remember(
      afterPlan,
      { input: { id: 'wo_1' } },
      {
        data: { workOrderComplete: { __typename: 'WorkOrderSaved', workOrder: { id: 'wo_1' } } },
      },
    );
    expect(memory.workOrders).toEqual(['wo_2']);
    expect(memory.invoices).toHaveLength(1);
  });

  test('a refusal settles nothing', () => {
    const memory = remember(
      afterPlan,
      { input: { id: 'wo_1' } },
      {
        data: { workOrderComplete: { __typename: 'NotPermitted', code: 'NOT_PERMITTED', message: 'No.' } },
      },
    );
    expect(memory).toEqual(afterPlan);
  });

  test('a clear plan empties the queue and brings the confirmation', () => {
    const ready = { __typename: 'DeletionReady', planHash: 'hash-2', confirmationToken: 'DELETE' };
    expect(remember(afterPlan, {}, plan(ready))).toMatchObject({
      planHash: 'hash-2',
      confirmation: 'DELETE',
      workOrders: [],
      invoices: [],
      conversations: [],
    });
  });

  test('a live answer without lists leaves the queue alone', () => {
    const live = {
      __typename: 'DeletionBlocked',
      planHash: 'hash-3',
      blockers: [{ message: '1 unpaid invoice' }],
    };
    expect(remember(afterPlan, {}, { data: { customerDeletability: live } })).toEqual({
      ...afterPlan,
      planHash: 'hash-3',
    });
  });
});

test('a delete brings the undo token', () => {
  const memory = remember(
    afterPlan,
    {},
    {
      data: {
        customerDelete: {
          __typename: 'CustomerDeleted',
          undo: { token: 'undo-1', expiresAt: '2026-01-01T00:00:30Z' },
        },
      },
    },
  );
  expect(memory).toMatchObject({ undoToken: 'undo-1', undoExpiresAt: '2026-01-01T00:00:30Z' });
});

test.each([
  null,
  'text',
  [],
  {},
  { data: null },
  { data: { viewer: null } },
  { errors: [{ message: 'no' }] },
])('an answer like %j changes nothing', (body) => {
  expect(remember(afterPlan, {}, body)).toEqual(afterPlan);
});
