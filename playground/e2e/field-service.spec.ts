import { type Page, expect, test } from '@playwright/test';
import { Api } from './api';
import { Playground } from './playground';
import { signInToPortal } from './portal';
import { watch } from './quiet-page';

type Result = { __typename: string };
type Found = { nodes: { id: string; displayName: string; email: string }[] };
type Bookings = { nodes: { id: string; state: string }[] };

/** Whether a mailed link still shows the quote, in a tab of its own. */
async function showsQuote(page: Page, link: string): Promise<boolean> {
  const tab = await page.context().newPage();
  const { pathname, hash } = new URL(link);
  await tab.goto(pathname + hash);
  const accept = tab.getByRole('button', { name: 'Accept' });
  await expect(accept.or(tab.getByText('This link does not work any more'))).toBeVisible();
  const shown = await accept.isVisible();
  await tab.close();
  return shown;
}

/** Chooses the first service and the first free time, or one of a week later, leaves contact details and books. */
async function bookPublicly(page: Page, email: string, later = false): Promise<void> {
  await page.goto('/book/field-service');
  await page
    .getByRole('button', { name: /^One more/ })
    .first()
    .click();
  const when = page.getByRole('region', { name: 'Day and time' });
  if (later) await when.getByRole('button', { name: 'Later days' }).click();
  await when.locator('.time-grid').getByRole('radio').first().check({ force: true });
  await page.getByLabel('Name').fill('Barbara Nowa');
  await page.getByLabel('Email').fill(email);
  const summary = page.getByRole('complementary', { name: 'Your booking' });
  await expect(summary.getByText('Total')).toBeVisible();
  await summary.getByRole('button', { name: 'Book' }).click();
  await expect(page.getByRole('heading', { name: 'Thank you, we have your booking' })).toBeVisible();
}

test('who books without signing in finds the booking in the portal', async ({ context, baseURL }) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const email = 'barbara.nowa@example.com';
  const page = await context.newPage();
  await bookPublicly(page, email);
  const portal = await signInToPortal(page, 'field-service', email);
  await portal.getByRole('link', { name: 'Bookings' }).click();
  await expect(portal.getByRole('heading', { name: 'Bookings' })).toBeVisible();
  const upcoming = portal.getByRole('region', { name: 'Upcoming' });
  await expect(upcoming.getByRole('article')).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test('a customer moves a booking to a free time and changes their address', async ({ context, baseURL }) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const [old, fresh] = ['celina.nowa@example.com', 'celina@new.example'];
  const page = await context.newPage();
  await bookPublicly(page, old, true);
  const portal = await signInToPortal(page, 'field-service', old);
  await portal.getByRole('link', { name: 'Bookings' }).click();
  const upcoming = portal.getByRole('region', { name: 'Upcoming' });
  const before = await upcoming.getByRole('heading', { level: 3 }).textContent();
  await upcoming.getByRole('button', { name: 'Change the time' }).click();
  const dialog = portal.getByRole('dialog');
  await dialog.locator('.time-grid').getByRole('radio').last().check({ force: true });
  await dialog.getByRole('button', { name: 'Change the time' }).click();
  await expect(portal.getByText('The booking has been moved.')).toBeVisible();
  await expect(upcoming.getByRole('heading', { level: 3 })).not.toHaveText(before ?? '');

  await portal.getByRole('link', { name: 'Profile' }).click();
  await portal.getByLabel('New address').fill(fresh);
  await portal.getByRole('button', { name: 'Send a link there' }).click();
  await expect(portal.getByText('A link is on its way')).toBeVisible();
  await page.goto('/demo/mailbox');
  const opened = page.waitForEvent('popup');
  await page.getByRole('article').filter({ hasText: fresh }).first().getByRole('link').first().click();
  const link = await opened;
  await expect(link.getByText(fresh)).toBeVisible();
  expect(link.url()).not.toContain('token');
  await link.getByRole('button', { name: 'Confirm' }).click();
  await expect(link.getByText('Your address has been changed.')).toBeVisible();
  await portal.reload();
  await expect(portal.getByText(fresh)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a delete takes the portal session, the quote’s link and the booking ahead; the undo brings them back', async ({
  context,
  request,
  baseURL,
}) => {
  const complaints = watch(context, baseURL ? new URL(baseURL).origin : '');
  const page = await context.newPage();
  const playground = new Playground(page);
  await playground.open();
  await playground.actAs('field-service-manager');
  const { nodes } = await playground.run<Found>('field-find-customer', 'FindCustomer');
  const [customer] = nodes;
  if (!customer) throw new Error('The demo has no customer with a portal persona.');
  const portal = await signInToPortal(await context.newPage(), 'field-service', customer.email);
  const api = await Api.actingAs(request, 'field-service-manager');
  const link = await api.mailQuote(customer.id, customer.email);
  expect(await showsQuote(page, link)).toBe(true);

  await page.bringToFront();
  await playground.run('field-services', 'BookableServices');
  await playground.run('field-free-slots', 'FreeSlots');
  const booked = await playground.run<Result & { booking: { id: string } }>('field-book', 'CreateBooking');
  expect(booked.__typename).toBe('BookingSaved');
  const stateOf = async () => {
    const bookings = await playground.run<Bookings>('field-bookings', 'CustomerBookings');
    return bookings.nodes.find(({ id }) => id === booked.booking.id)?.state;
  };
  expect(await stateOf()).toBe('SCHEDULED');

  const plan = await playground.run<Result>('field-plan', 'DeletionPlan');
  expect(plan.__typename).toBe('DeletionReady');
  const deleted = await playground.run<Result>('field-delete', 'DeleteCustomer');
  expect(deleted.__typename).toBe('CustomerDeleted');
  await portal.bringToFront();
  await expect(portal.getByText('Your session has ended.')).toBeVisible({ timeout: 15_000 });
  expect(await showsQuote(page, link)).toBe(false);
  await page.bringToFront();
  const undone = await playground.run<Result>('field-undo', 'UndoDelete');
  expect(undone.__typename).toBe('CustomerRestored');
  expect(await showsQuote(page, link)).toBe(true);
  expect(await stateOf()).toBe('SCHEDULED');
  const again = await signInToPortal(await context.newPage(), 'field-service', customer.email);
  await expect(again.getByRole('heading', { name: customer.displayName })).toBeVisible();
  // The browser itself reports the 401 that ended the portal's session.
  const ended = /\/portal(\/sign-in)?: .* 401 /;
  expect(complaints.filter((complaint) => !ended.test(complaint))).toEqual([]);
});
