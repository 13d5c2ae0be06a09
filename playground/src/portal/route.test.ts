import { expect, test } from 'vitest';
import { hrefOf, pageAt, pages } from './route';

test('every page is found at its address', () => {
  for (const page of pages) expect(pageAt(hrefOf(page))).toBe(page);
  expect(pageAt('/portal/bookings/')).toBe('bookings');
});

test('signing in ends on the overview, anything else is unknown', () => {
  expect(pageAt('/portal/sign-in')).toBe('overview');
  expect(pageAt('/portal/delete-me')).toBeUndefined();
});
