import { expect, test } from 'vitest';
import { type Memory, emptyMemory, remember } from './memory';
import { merging } from './merging';

const step = (id: string) => {
  const found = merging.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};
const after = (memory: Memory, ...answers: Record<string, unknown>[]) =>
  answers.reduce<Memory>((before, data) => remember(before, {}, { data }), memory);

const pair = { score: 80, one: { id: 'cus_1' }, other: { id: 'cus_2' } };
const found = after(emptyMemory, { duplicateCustomers: { totalCount: 3, nodes: [pair] } });
const planned = after(found, { customersMergePlan: { planHash: 'hash-1', fields: [], moves: [] } });

test('the likeliest pair is planned, and merged as it was seen', () => {
  expect(step('merge-plan').missing?.(emptyMemory)).toBe('Find duplicates first.');
  expect(step('merge-plan').variables(found)).toEqual({ survivorId: 'cus_1', otherIds: ['cus_2'] });
  expect(step('merge-two').missing?.(found)).toBe('Look at what a merge would do first.');
  expect(step('merge-two').variables(planned)).toEqual({
    input: { survivorId: 'cus_1', otherIds: ['cus_2'], planHash: 'hash-1' },
  });
});

test('a merge can be taken back, and then its plan is of no use', () => {
  const merged = after(planned, {
    customersMerge: { __typename: 'CustomersMerged', merge: { id: 'mrg_1' } },
  });
  expect(step('merge-undo').variables(merged)).toEqual({ input: { mergeId: 'mrg_1' } });
  const back = after(merged, { customersMergeUndo: { __typename: 'CustomersUnmerged', customers: [] } });
  expect(step('merge-undo').missing?.(back)).toBe('Merge two first.');
  expect(step('merge-two').missing?.(back)).toBe('Look at what a merge would do first.');
});

test('the number of pairs is typed, and leads to the job', () => {
  expect(step('merge-all').variables(found)).toEqual({ input: { minScore: 55, count: 3 } });
  const begun = after(found, { customersMergeAll: { __typename: 'MergeBegun', job: { id: 'mgj_1' } } });
  expect(step('merge-job').variables(begun)).toEqual({ id: 'mgj_1' });
});
