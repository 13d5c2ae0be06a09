import { type Locator, type Page, type Response, expect } from '@playwright/test';

type Body = { data?: Record<string, unknown> };

/** The playground, worked through its own controls. */
export class Playground {
  constructor(readonly page: Page) {}

  async open(): Promise<Response | null> {
    const response = await this.page.goto('/playground');
    await expect(this.page.getByRole('heading', { name: 'Lethe Playground' })).toBeVisible();
    return response;
  }

  async actAs(key: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Acting as' }).click();
    const item = this.page.locator(`[data-persona="${key}"]`);
    const label = (await item.innerText()).trim();
    await item.click();
    await expect(this.page.getByRole('button', { name: 'Acting as' })).toContainText(label);
  }

  step(id: string): Locator {
    return this.page.locator(`[data-step="${id}"]`);
  }

  async openStep(id: string): Promise<Locator> {
    const step = this.step(id);
    await step.getByRole('button').first().click();
    await expect(step.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
    return step;
  }

  /** Opens a step, runs it and returns the first field of its answer. */
  async run<T>(id: string, operationName: string): Promise<T> {
    const step = await this.openStep(id);
    const answer = this.page.waitForResponse(
      (response) =>
        response.url().endsWith('/graphql') &&
        (response.request().postDataJSON() as { operationName?: string }).operationName === operationName,
    );
    await step.getByRole('button', { name: 'Run', exact: true }).click();
    const body = (await (await answer).json()) as Body;
    await expect(step.getByRole('status')).not.toBeEmpty();
    return Object.values(body.data ?? {})[0] as T;
  }
}
