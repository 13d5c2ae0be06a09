import type { PortalLinkRequestInput, PortalSignInMutation } from '../generated/operations';
import linkDocument from '../operations/portal-link-request.graphql?raw';
import checkDocument from '../operations/portal-session.graphql?raw';
import signInDocument from '../operations/portal-sign-in.graphql?raw';
import signOutDocument from '../operations/sign-out.graphql?raw';
import { Unauthenticated, call, granted } from '../shared/call';
import { isUnauthenticated, post } from '../shared/graphql';
import { Store } from '../shared/store';

const key = 'lethe:portal-token';

export const storedToken = {
  get: (): string | undefined => sessionStorage.getItem(key) ?? undefined,
  set: (token: string): void => {
    sessionStorage.setItem(key, token);
  },
  clear: (): void => {
    sessionStorage.removeItem(key);
  },
};

/** How often the server has said that the session is over. */
export const endings = new Store(0);

export const sessionEnded = (): void => {
  endings.set(endings.get() + 1);
};

/** Asks in the name of the customer who is signed in. */
export async function ask<T>(query: string, variables?: unknown): Promise<T> {
  try {
    return await call<T>(query, variables, storedToken.get());
  } catch (error) {
    if (error instanceof Unauthenticated) sessionEnded();
    throw error;
  }
}

/** Runs a mutation whose document calls its field `result`; a failure is thrown. */
export async function act<T extends { result: object }>(query: string, input?: object) {
  const { result } = await ask<T>(query, input && { input });
  return granted<T['result']>(result);
}

export async function signIn(token: string): Promise<void> {
  const { portalSignIn } = await call<PortalSignInMutation>(signInDocument, { input: { token } });
  storedToken.set(granted(portalSignIn).accessToken);
}

/** False only where the server says so: a lost connection ends no session. */
export async function isAlive(): Promise<boolean> {
  try {
    const answer = await post<{ viewer: unknown }>({ query: checkDocument }, storedToken.get());
    return !isUnauthenticated(answer) && answer.body.data?.viewer !== null;
  } catch {
    return true;
  }
}

export async function signOut(): Promise<void> {
  const token = storedToken.get();
  storedToken.clear();
  await post({ query: signOutDocument }, token);
}

export async function requestLink(input: PortalLinkRequestInput): Promise<void> {
  await call(linkDocument, { input });
}
