import { expect, test } from '@playwright/test';
import { Playground } from './playground';
import { signInToPortal } from './portal';
import { watch } from './quiet-page';

type Found = { nodes: { id: string; displayName: string; email: string }[] };
type Connection = { nodes: unknown[] };
type Blocker = { workOrders?: Connection; invoices?: Connection; conversations?: Connection };
type Plan = { __typename: string; blockers?: Blocker[] };
type Result = { __typename: string };

const resolutions = [
  { list: 'workOrders', step: 'complete-work-order', operation: 'CompleteWorkOrder' },
  { list: 'invoices', step: 'take-payment', operation: 'TakePayment' },
  { list: 'conversations', step: 'close-conversation', operation: 'CloseConversation' },
] as const;

const records = [
  ['my-vehicles', 'MyVehicles'],
  ['my-work-orders', 'MyWorkOrders'],
  ['my-invoices', 'MyInvoices'],
] as const;

/** The customer whom the walk suggests. */
async function findCustomer(playground: Playground): Promise<Found['nodes'][number]> {
  const { nodes } = await playground.run<Found>('find-customer', 'FindCustomer');
  const [customer] = nodes;
  if (!customer) throw new Error('The demo has no customer with a portal persona.');
  return customer;
}

/** Resolves what blocks, one record at a time, until the plan is ready. */
async function clearTheWay(playground: Playground): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const plan = await playground.run<Plan>(round ? 'plan-again' : 'deletion-plan', 'DeletionPlan');
    if (plan.__typename === 'DeletionReady') return;
    expect(plan.__typename).toBe('DeletionBlocked');
    for (const { list, step, operation } of resolutions) {
      const waiting = plan.blockers?.flatMap((blocker) => blocker[list]?.nodes ?? []) ?? [];
      for (let done = 0; done < waiting.length; done++) await playground.run(step, operation);
    }
  }
  throw new Error('The plan is still blocked.');
}

test('the manager deletes and undoes, and the customer’s portal session ends', async ({
  context,
  page,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  page = await context.newPage();
  const playground = new Playground(page);

  const response = await playground.open();
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');

  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await expect(page.getByText('Root Types')).toBeVisible();
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await page.keyboard.press('Escape');

  await playground.actAs('garage-manager');
  const me = await playground.run<Result>('who-am-i', 'WhoAmI');
  expect(me.__typename).toBe('StaffViewer');

  const customer = await findCustomer(playground);

  const portal = await signInToPortal(await context.newPage(), 'garage', customer.email);
  await expect(portal.getByRole('heading', { name: customer.displayName })).toBeVisible();

  await page.bringToFront();
  await clearTheWay(playground);
  expect(complaints).toEqual([]);
  const deleted = await playground.run<Result>('delete-customer', 'DeleteCustomer');
  expect(deleted.__typename).toBe('CustomerDeleted');

  await portal.bringToFront();
  await expect(portal.getByText('Your session has ended.')).toBeVisible({ timeout: 15_000 });

  await page.bringToFront();
  const undone = await playground.run<Result>('undo-delete', 'UndoDelete');
  expect(undone.__typename).toBe('CustomerRestored');
  const found = await playground.run<Found>('find-customer', 'FindCustomer');
  expect(found.nodes.map(({ id }) => id)).toContain(customer.id);
  // The browser itself reports the 401 that ended the portal's session.
  const ended = /\/portal(\/sign-in)?: .* 401 /;
  expect(complaints.filter((complaint) => !ended.test(complaint))).toEqual([]);
});

test('a readiness subscription tells live', async ({ context, baseURL }) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const playground = new Playground(await context.newPage());
  await playground.open();
  await playground.actAs('garage-manager');
  await playground.run('find-customer', 'FindCustomer');
  const step = await playground.openStep('live-readiness');
  await step.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(step.getByRole('status')).toContainText(/Deletion(Ready|Blocked)/);
  await step.getByRole('button', { name: 'Stop' }).click();
  await expect(step.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('once the time to undo has passed, the owner restores; the customer sees their own again', async ({
  context,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const page = await context.newPage();
  const playground = new Playground(page);
  await playground.open();
  await playground.actAs('garage-owner');
  const customer = await findCustomer(playground);
  await clearTheWay(playground);
  await playground.run('delete-customer', 'DeleteCustomer');
  await page.getByRole('button', { name: '+31 seconds' }).click();
  await expect(page.getByRole('button', { name: '+31 seconds' })).toBeEnabled();
  const late = await playground.run<Result>('undo-delete', 'UndoDelete');
  expect(late.__typename).toBe('UndoExpired');
  const deleted = await playground.run<Found>('deleted-customers', 'DeletedCustomers');
  expect(deleted.nodes.map(({ id }) => id)).toContain(customer.id);
  const restored = await playground.run<Result>('restore-customer', 'RestoreCustomer');
  expect(restored.__typename).toBe('CustomerRestored');

  const log = await playground.run<{ nodes: { action: string }[] }>('audit-log', 'AuditLog');
  expect(log.nodes.map(({ action }) => action).slice(0, 2)).toEqual([
    'customer.restored',
    'customer.deleted',
  ]);
  const simulated = await playground.run<Result>('simulate-policy', 'SimulatePolicy');
  expect(simulated.__typename).toBe('PolicySimulated');
  await playground.actAs('garage-portal-abigail');
  const mine = await playground.run<{ displayName: string }>('my-profile', 'MyProfile');
  expect(mine.displayName).toBe(customer.displayName);
  for (const [step, operation] of records) {
    const list = Object.values(await playground.run<Record<string, Connection>>(step, operation))[0];
    expect(list?.nodes).not.toEqual([]);
  }
  expect(complaints).toEqual([]);
});
