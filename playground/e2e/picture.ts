import { expect, test } from '@playwright/test';
import { Playground } from './playground';

// Takes README's picture, of a demo that was started afresh.
test.use({ viewport: { width: 1400, height: 900 } });

test('a blocked plan, beside the documentation of its type', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.actAs('garage-manager');
  await playground.run('who-am-i', 'WhoAmI');
  await playground.run('find-customer', 'FindCustomer');
  await playground.run('deletion-plan', 'DeletionPlan');
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'DeletionBlocked', exact: true }).click();
  await expect(page.getByText('What stands in the way.')).toBeVisible();
  await page.screenshot({ path: '../docs/images/playground.png', animations: 'disabled' });
});
