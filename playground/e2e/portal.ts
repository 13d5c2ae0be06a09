import { type Page, expect } from '@playwright/test';

/** Asks for a link, follows it from the mailbox and presses the button. */
export async function signInToPortal(page: Page, account: string, email: string): Promise<Page> {
  const letters = page
    .getByRole('article')
    .filter({ hasText: email })
    .filter({ has: page.locator('a[href*="/portal/sign-in#"]') });
  await page.goto('/demo/mailbox', { waitUntil: 'networkidle' });
  const before = await letters.count();
  await page.goto(`/portal/sign-in?account=${account}`);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByText('If we know this address')).toBeVisible();
  await page.goto('/demo/mailbox');
  // Letters arrive when the worker gets to them.
  await expect(letters).toHaveCount(before + 1, { timeout: 20_000 });
  const popup = page.waitForEvent('popup');
  await letters.first().locator('a[href*="/portal/sign-in#"]').click();
  const portal = await popup;
  await expect(portal.getByRole('heading', { name: 'Sign in to' })).toBeVisible();
  expect(portal.url()).not.toContain('token');
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await expect(portal.getByRole('button', { name: 'Sign out' })).toBeVisible();
  return portal;
}
