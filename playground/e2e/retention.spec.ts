import { expect, test } from '@playwright/test';
import { Playground } from './playground';
import { watch } from './quiet-page';

type Run = {
  state: string;
  customers: number;
  listHash: string | null;
  downloadUrl: string | null;
  candidates: { nodes: { outcome: string; customer: { lifecycle: string } | null }[] };
};

test('the owner parts with those who have not been back, after looking at the list', async ({
  context,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const playground = new Playground(await context.newPage());
  const typeOf = async (step: string, operation: string) =>
    (await playground.run<{ __typename: string }>(step, operation)).__typename;
  await playground.open();
  await playground.actAs('box-office-owner');

  expect(await typeOf('retain-rule', 'SetRetentionRule')).toBe('RetentionRuleSaved');
  expect(await typeOf('retain-run', 'StartRetentionRun')).toBe('RetentionRunSaved');
  const look = (step: string) => playground.run<Run>(step, 'RetentionRun');
  // The worker looks every few seconds.
  await expect.poll(async () => (await look('retain-list')).state, { timeout: 30_000 }).toBe('REVIEW');
  const listed = await look('retain-list');
  expect(listed.customers).toBe(6);
  expect(listed.downloadUrl).toBeTruthy();
  expect(await typeOf('retain-approve', 'ApproveRetentionRun')).toBe('RetentionRunSaved');
  await expect.poll(async () => (await look('retain-outcome')).state, { timeout: 30_000 }).toBe('DONE');
  const { candidates } = await look('retain-outcome');
  expect(new Set(candidates.nodes.map(({ outcome }) => outcome)).size).toBe(1);
  await expect(playground.page.getByRole('img', { name: 'refused' })).toHaveCount(0);
  expect(complaints).toEqual([]);
});
