import { expect, test } from 'vitest';
import type { Persona } from '../session/demo';
import { type Memory, emptyMemory, remember } from './memory';
import { stepsOf, walkOf } from './steps';

const ada = { id: 'cus_1', displayName: 'Ada Field' };
const ben = { id: 'cus_2', displayName: 'Ben Moss' };
const step = (id: string) => {
  const found = stepsOf(walkOf('print-shop')).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};
const after = (memory: Memory, ...answers: Record<string, unknown>[]) =>
  answers.reduce<Memory>((before, data) => remember(before, {}, { data }), memory);

const found = after(emptyMemory, { customers: { nodes: [ada] } });
const ready = { __typename: 'DeletionReady', planHash: 'hash-1', confirmationToken: 'DELETE' };
const planned = after(found, { customerDeletionPlan: ready });
const deleted = [ada, ben].map((customer) => ({ ...customer, lifecycle: 'DELETED' }));
const counted = after(
  planned,
  { customers: { nodes: deleted } },
  { customersErasurePlan: { count: 2, message: '2 customers', customers: [ada, ben] } },
);
const begun = { customersErase: { __typename: 'ErasureBegun', job: { id: 'job_1', customers: 2 } } };

test('both accounts that forget have the walk', () => {
  expect(walkOf('box-office')).toBe(walkOf('print-shop'));
  expect(walkOf('print-shop').title).toBe('Walk through forgetting');
});

test('the plan’s word confirms the delete and the mask', () => {
  expect(step('forget-delete').missing?.(found)).toBe('Look at what a delete would do first.');
  expect(step('forget-delete').variables(planned)).toMatchObject({
    input: { id: 'cus_1', confirmation: 'DELETE', mode: 'MASK' },
  });
  expect(step('forget-mask').variables(planned)).toMatchObject({
    input: { id: 'cus_1', confirmation: 'DELETE' },
  });
});

test('a mask’s undo token takes it back', () => {
  const masked = { __typename: 'CustomerMaskDone', undo: { token: 'undo-2', expiresAt: '2026-01-01' } };
  const memory = after(planned, { customerMask: masked });
  expect(step('forget-unmask').missing?.(planned)).toBe('Delete the customer first.');
  expect(step('forget-unmask').variables(memory)).toEqual({ input: { undoToken: 'undo-2' } });
});

test('the number of the plan is typed, and before that a wrong one', () => {
  expect(step('forget-erase').missing?.(planned)).toBe('Look at whom it would be about first.');
  const whom = { ids: ['cus_1', 'cus_2'] };
  expect(step('forget-wrong-number').variables(counted)).toEqual({ input: { whom, count: 3 } });
  expect(step('forget-erase').variables(counted)).toEqual({ input: { whom, count: 2 } });
});

test('a wrong number changes nothing; the right one leads to the job', () => {
  const refused = after(counted, { customersErase: { __typename: 'CountMismatch', code: 'COUNT_MISMATCH' } });
  expect(refused).toEqual(counted);
  const memory = after(counted, begun);
  expect(step('forget-job').variables(memory)).toEqual({ id: 'job_1' });
  expect(step('forget-erase').missing?.(memory)).toBeDefined();
  expect(step('forget-call-off').variables(memory)).toEqual({ input: { id: 'cus_1' } });
  expect(step('forget-erase-again').variables(memory)).toEqual({
    input: { whom: { ids: ['cus_1'] }, count: 1 },
  });
});

test('a hold that stands can be released, once', () => {
  const placed = { __typename: 'LegalHoldSaved', hold: { id: 'hold_1', state: 'STANDING' } };
  const memory = after(planned, { legalHoldPlace: placed });
  expect(step('forget-release').variables(memory)).toEqual({ input: { id: 'hold_1' } });
  const released = { ...placed, hold: { id: 'hold_1', state: 'RELEASED' } };
  const later = after(memory, { legalHoldRelease: released });
  expect(step('forget-release').missing?.(later)).toBe('Place a hold first.');
});

test('others who are gone do not take the place of the customer in hand', () => {
  const gone = { ...ben, displayName: '*****', lifecycle: 'ERASED' };
  expect(after(counted, { gone: { totalCount: 1, nodes: [gone] } })).toEqual(counted);
});

test('who may not erase is offered somebody who may', () => {
  const persona: Persona = {
    key: 'print-shop-sales-manager',
    label: 'Sorina',
    account: 'print-shop',
    accountLabel: 'Tipografia',
    group: 'STAFF',
    role: 'SALES_MANAGER',
  };
  expect(step('forget-erase').as?.(persona)).toBe(false);
  expect(step('forget-erase').as?.({ ...persona, role: 'ADMINISTRATOR' })).toBe(true);
});
