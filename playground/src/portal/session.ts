import type { PortalHomeQuery, PortalLinkRequestInput, PortalSignInMutation } from '../generated/operations';
import homeDocument from '../operations/portal-home.graphql?raw';
import linkDocument from '../operations/portal-link-request.graphql?raw';
import checkDocument from '../operations/portal-session.graphql?raw';
import signInDocument from '../operations/portal-sign-in.graphql?raw';
import signOutDocument from '../operations/sign-out.graphql?raw';
import { firstError, isUnauthenticated, post } from '../shared/graphql';

const key = 'lethe:portal-token';

export const storedToken = {
  get: (): string | null => sessionStorage.getItem(key),
  set: (token: string): void => {
    sessionStorage.setItem(key, token);
  },
  clear: (): void => {
    sessionStorage.removeItem(key);
  },
};

/** The mailed link's token, taken out of the address so that it stays in no history. */
export function takeLinkToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

export class SessionEnded extends Error {}

export type Home = NonNullable<PortalHomeQuery['portal']>;

export async function signIn(token: string): Promise<void> {
  const answer = await post<PortalSignInMutation>({ query: signInDocument, variables: { input: { token } } });
  const result = answer.body.data?.portalSignIn;
  if (!result) throw new Error(firstError(answer));
  if (!('accessToken' in result)) throw new Error(result.message);
  storedToken.set(result.accessToken);
}

export async function loadHome(): Promise<Home> {
  const answer = await post<PortalHomeQuery>({ query: homeDocument }, storedToken.get() ?? undefined);
  if (isUnauthenticated(answer)) throw new SessionEnded();
  const home = answer.body.data?.portal;
  if (!home) throw new Error(firstError(answer));
  return home;
}

/** False only where the server says so: a lost connection ends no session. */
export async function isAlive(): Promise<boolean> {
  try {
    const answer = await post<{ viewer: unknown }>({ query: checkDocument }, storedToken.get() ?? undefined);
    return !isUnauthenticated(answer) && answer.body.data?.viewer !== null;
  } catch {
    return true;
  }
}

export async function signOut(): Promise<void> {
  const token = storedToken.get() ?? undefined;
  storedToken.clear();
  await post({ query: signOutDocument }, token);
}

export async function requestLink(input: PortalLinkRequestInput): Promise<void> {
  const answer = await post({ query: linkDocument, variables: { input } });
  if (!answer.body.data) throw new Error(firstError(answer));
}
