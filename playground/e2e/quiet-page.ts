import type { BrowserContext, Page } from '@playwright/test';

/** Collects what no page may do: break the CSP, write errors to the console, ask another host for anything. */
export function watch(context: BrowserContext, origin: string): string[] {
  const complaints: string[] = [];
  const listen = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text())) {
        complaints.push(`${page.url()}: ${message.text()} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) complaints.push(`asked ${request.url()}`);
    });
  };
  context.on('page', listen);
  return complaints;
}
