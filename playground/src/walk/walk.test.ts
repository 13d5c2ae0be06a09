import { expect, test } from 'vitest';
import { allSteps } from './steps';
import { WalkStore, operationName, outcome } from './walk';

const step = (id: string) => {
  const found = allSteps.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};

test('every step is a named operation with an id of its own', () => {
  expect(new Set(allSteps.map(({ id }) => id)).size).toBe(allSteps.length);
  for (const { document } of allSteps) expect(operationName(document)).toBeTruthy();
});

test('an answer fills the next step’s variables', () => {
  const walk = new WalkStore();
  walk.restart('Ada');
  expect(step('find-customer').variables(walk.get().memory)).toEqual({ search: 'Ada' });
  expect(step('deletion-plan').missing?.(walk.get().memory)).toBe('Find a customer first.');
  walk.open(step('find-customer'));
  walk.answer(
    { query: '', operationName: 'FindCustomer', variables: { search: 'Ada' } },
    { data: { customers: { totalCount: 1, nodes: [{ id: 'cus_1', displayName: 'Ada Field' }] } } },
  );
  expect(walk.get().outcomes['find-customer']).toEqual({ ok: true, text: '1 in all' });
  expect(step('deletion-plan').variables(walk.get().memory)).toEqual({ id: 'cus_1' });
  expect(step('deletion-plan').missing?.(walk.get().memory)).toBeUndefined();
});

test('answers to other operations leave the step’s outcome alone', () => {
  const walk = new WalkStore();
  walk.open(step('deletion-plan'));
  walk.answer({ query: '', operationName: 'IntrospectionQuery' }, { data: { __schema: {} } });
  expect(walk.get().outcomes).toEqual({});
});

test('an outcome says what came back', () => {
  const blocked = { __typename: 'DeletionBlocked', code: 'BLOCKED', message: '1 unpaid invoice' };
  expect(outcome({ data: { plan: blocked } })).toEqual({
    ok: false,
    text: 'DeletionBlocked: 1 unpaid invoice',
  });
  expect(outcome({ data: { plan: blocked } }, 'DeletionBlocked').ok).toBe(true);
  expect(outcome({ data: { plan: { __typename: 'DeletionReady' } } }, 'DeletionBlocked').ok).toBe(false);
  const masked = { displayName: '*****', lifecycle: 'DELETED' };
  expect(outcome({ data: { customer: masked } })).toEqual({ ok: true, text: '***** · DELETED' });
  expect(outcome({ errors: [{ message: 'Sign in.' }] })).toEqual({ ok: false, text: 'Sign in.' });
  expect(outcome({ data: { portal: null } })).toEqual({ ok: false, text: 'Nothing there' });
});
