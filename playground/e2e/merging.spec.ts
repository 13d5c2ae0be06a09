import { expect, test } from '@playwright/test';
import { Playground } from './playground';
import { watch } from './quiet-page';

type Person = { id: string; displayName: string };
type Pairs = { totalCount: number; nodes: { score: number; one: Person; other: Person }[] };
type Plan = { fields: { field: string; conflict: boolean }[]; moves: { kind: string; count: number }[] };
type Merged = { __typename: string; merge: { moved: Plan['moves'] } };
type Unmerged = { __typename: string; restored: Plan['moves']; notRestored: unknown[] };
type Begun = { __typename: string; job: { id: string } };
type Job = { state: string; refused: number; items: { nodes: { outcome: string }[] } };

test('the administrator finds who is there twice, merges, takes it back, and merges all', async ({
  context,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const playground = new Playground(await context.newPage());
  await playground.open();
  await playground.actAs('box-office-administrator');

  const pairs = await playground.run<Pairs>('merge-find', 'FindDuplicates');
  expect(pairs.totalCount).toBe(4);
  expect(pairs.nodes[0]?.score).toBe(80);
  const plan = await playground.run<Plan>('merge-plan', 'MergePlan');
  expect(plan.fields.filter(({ conflict }) => conflict)).toEqual([]);
  expect(plan.moves.length).toBeGreaterThan(0);
  const merged = await playground.run<Merged>('merge-two', 'MergeCustomers');
  expect(merged).toMatchObject({ __typename: 'CustomersMerged', merge: { moved: plan.moves } });
  const back = await playground.run<Unmerged>('merge-undo', 'UndoMerge');
  expect(back).toMatchObject({ __typename: 'CustomersUnmerged', restored: plan.moves, notRestored: [] });

  expect(await playground.run<Begun>('merge-all', 'MergeAll')).toMatchObject({ __typename: 'MergeBegun' });
  const job = await playground.run<Job>('merge-job', 'MergeJob');
  expect(job).toMatchObject({ state: 'DONE', refused: 2 });
  expect(job.items.nodes.map(({ outcome }) => outcome).sort()).toEqual([
    'CONFLICT',
    'CONFLICT',
    'MERGED',
    'MERGED',
  ]);
  await expect(playground.page.getByRole('img', { name: 'refused' })).toHaveCount(0);
  expect(complaints).toEqual([]);
});
