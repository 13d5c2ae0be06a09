import { takeLinkToken } from '../shared/fragment';

/**
 * The token behind the hash. It is taken out of the address, yet kept for this tab: the payment provider sends the
 * customer back without it, and a page may be loaded again.
 */
export function tokenOf(page: string): string | undefined {
  const key = `lethe:link:${page}`;
  const token = takeLinkToken();
  if (token) sessionStorage.setItem(key, token);
  return sessionStorage.getItem(key) ?? undefined;
}
