import { expect, test } from '@playwright/test';
import { Playground } from './playground';
import { watch } from './quiet-page';

type Result = { __typename: string };
type List = { nodes: { id: string; displayName: string; lifecycle: string }[] };
type Known = {
  displayName: string;
  email: string;
  lifecycle: string;
  masked: boolean;
  addresses: { line1: string }[];
  workOrders: { nodes: { title: string; customerName: string }[] };
  invoices: { nodes: { nameAtIssue: string }[] };
};
type Job = { items: { nodes: { outcome: string; customer: { id: string; lifecycle: string } }[] } };
type Erasure = {
  state: string;
  residue: unknown[];
  receipt: { receipt: string; signature: string; publicKey: string } | null;
};
type Trail = { nodes: { action: string }[] };
type Forgotten = { displayName: string; lifecycle: string; erasures: Erasure[] };

const stars = '*****';

test('the administrator masks, takes it back, erases, calls off, erases again and gets a receipt', async ({
  context,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const playground = new Playground(await context.newPage());
  const typeOf = async (step: string, operation: string) =>
    (await playground.run<Result>(step, operation)).__typename;
  const read = (step: string) => playground.run<Known>(step, 'CustomerKnown');
  await playground.open();
  await playground.actAs('print-shop-administrator');
  await expect(playground.page.getByRole('heading', { name: 'Walk through forgetting' })).toBeVisible();

  const [customer] = (await playground.run<List>('forget-find', 'FindCustomer')).nodes;
  if (!customer) throw new Error('The demo has no customer with a portal persona.');
  const before = await read('forget-known');
  expect(before).toMatchObject({ displayName: customer.displayName, lifecycle: 'ACTIVE', masked: false });
  expect(await typeOf('forget-plan', 'DeletionPlan')).toBe('DeletionReady');

  expect(await typeOf('forget-delete', 'DeleteCustomer')).toBe('CustomerDeleted');
  const left = await read('forget-stars');
  expect(left).toMatchObject({ displayName: stars, email: stars, masked: true });
  expect(left.addresses[0]?.line1).toBe(stars);
  expect(left.workOrders.nodes[0]).toEqual({ title: stars, customerName: stars });
  expect(left.invoices).toEqual(before.invoices);
  expect(await typeOf('forget-undo', 'UndoDelete')).toBe('CustomerRestored');
  expect(await read('forget-readable')).toEqual(before);

  expect(await typeOf('forget-delete-again', 'DeleteCustomer')).toBe('CustomerDeleted');
  expect(await typeOf('forget-mask', 'MaskCustomer')).toBe('CustomerMaskDone');
  expect(await typeOf('forget-unmask', 'UndoMask')).toBe('CustomerUnmasked');

  expect(await typeOf('forget-hold', 'PlaceHold')).toBe('LegalHoldSaved');
  expect(await typeOf('forget-mask-held', 'MaskCustomer')).toBe('CustomerHeld');
  expect(await typeOf('forget-release', 'ReleaseHold')).toBe('LegalHoldSaved');

  const deleted = (await playground.run<List>('forget-deleted', 'DeletedCustomers')).nodes;
  const plan = await playground.run<{ count: number }>('forget-erasure-plan', 'ErasurePlan');
  expect(plan.count).toBe(deleted.length);
  expect(await typeOf('forget-wrong-number', 'EraseCustomers')).toBe('CountMismatch');
  expect(await typeOf('forget-erase', 'EraseCustomers')).toBe('ErasureBegun');
  const { items } = await playground.run<Job>('forget-job', 'ErasureJob');
  expect(items.nodes.map(({ outcome }) => outcome)).toEqual(deleted.map(() => 'SCHEDULED'));
  expect(await typeOf('forget-call-off', 'CallOffErasure')).toBe('ErasureCalledOff');
  expect(await typeOf('forget-erase-again', 'EraseCustomers')).toBe('ErasureBegun');

  const others = (await playground.run<List>('forget-others', 'ErasedCustomers')).nodes;
  expect(others.map(({ id }) => id)).toContain(customer.id);
  expect(new Set(others.map(({ displayName }) => displayName))).toEqual(new Set([stars]));

  const look = () => playground.run<Forgotten>('forget-receipt', 'ErasureReceipt');
  expect(await look()).toMatchObject({ lifecycle: 'ERASURE_SCHEDULED', erasures: [{ receipt: null }] });
  const jump = playground.step('forget-receipt').getByRole('button', { name: '+1 month' });
  await jump.click();
  await expect(jump).toBeEnabled();
  // The worker looks every few seconds.
  await expect.poll(async () => (await look()).lifecycle, { timeout: 30_000 }).toBe('ERASED');
  const gone = await look();
  expect(gone).toMatchObject({ displayName: stars, erasures: [{ state: 'DONE', residue: [] }] });
  expect(gone.erasures[0]?.receipt?.receipt).toContain(customer.id);
  expect(gone.erasures[0]?.receipt?.receipt).not.toContain(customer.displayName);
  expect(await typeOf('forget-too-late', 'CallOffErasure')).toBe('CustomerErased');

  const { auditTrail } = await playground.run<{ auditTrail: Trail }>('forget-audit-log', 'CustomerAudit');
  expect(auditTrail.nodes.map(({ action }) => action).slice(0, 3)).toEqual([
    'customer.erasure_final',
    'customer.masked',
    'customer.erasure_called_off',
  ]);
  await expect(playground.page.getByRole('img', { name: 'refused' })).toHaveCount(0);
  expect(complaints).toEqual([]);
});
