import { expect, test } from 'vitest';
import { type Memory, emptyMemory, remember } from './memory';
import { retaining } from './retention';

const step = (id: string) => {
  const found = retaining.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};
const after = (memory: Memory, ...answers: Record<string, unknown>[]) =>
  answers.reduce<Memory>((before, data) => remember(before, {}, { data }), memory);

const listing = { id: 'run_1', state: 'LISTING' };
const started = after(
  emptyMemory,
  { retentionRuleSet: { __typename: 'RetentionRuleSaved', rule: { id: 'rule_1' } } },
  { retentionRunStart: { __typename: 'RetentionRunSaved', run: listing } },
);

test('a rule leads to its run', () => {
  expect(step('retain-run').missing?.(emptyMemory)).toBe('Set a rule first.');
  expect(step('retain-run').variables(started)).toEqual({ input: { ruleId: 'rule_1' } });
  expect(step('retain-list').variables(started)).toEqual({ id: 'run_1' });
});

test('only a list that was seen whole can be approved', () => {
  const unfinished = after(started, { retentionRun: { ...listing, customers: 2, listHash: null } });
  expect(step('retain-approve').missing?.(unfinished)).toBe('Review the list first.');
  const whole = after(started, { retentionRun: { id: 'run_1', customers: 5, listHash: 'hash-1' } });
  expect(step('retain-approve').variables(whole)).toEqual({
    input: { id: 'run_1', listHash: 'hash-1', count: 5 },
  });
});
