import { serverNow } from '../shared/clock';
import { firstError, post } from '../shared/graphql';
import { Store } from '../shared/store';
import type {
  StaffSessionRefreshMutation,
  StaffSignInInput,
  StaffSignInMutation,
} from '../generated/operations';
import refreshDocument from '../operations/staff-session-refresh.graphql?raw';
import signInDocument from '../operations/staff-sign-in.graphql?raw';
import { type Persona, actAs } from './demo';

export type Session = {
  token: string;
  expiresAt?: string;
  label: string;
  accountLabel: string;
  persona?: Persona;
  refreshToken?: string;
};

const marginMs = 5_000;

export class SessionStore extends Store<Session | null> {
  private renewing: Promise<boolean> | null = null;

  async actAs(persona: Persona): Promise<void> {
    const { accessToken, expiresAt } = await actAs(persona.key);
    const { label, accountLabel } = persona;
    this.set({ token: accessToken, expiresAt, label, accountLabel, persona });
  }

  async signIn(input: StaffSignInInput): Promise<void> {
    const answer = await post<StaffSignInMutation>({ query: signInDocument, variables: { input } });
    const result = answer.body.data?.staffSignIn;
    if (!result) throw new Error(firstError(answer));
    if (!('accessToken' in result)) throw new Error(result.message);
    const { accessToken: token, expiresAt, refreshToken, viewer } = result;
    this.set({
      token,
      expiresAt,
      refreshToken,
      label: viewer.staff.name,
      accountLabel: viewer.account.name,
    });
  }

  paste(token: string): void {
    this.set({ token, label: 'A pasted token', accountLabel: 'Unknown account' });
  }

  /** A token that is not about to expire, where one can be had. */
  async token(): Promise<string | undefined> {
    const expiresAt = this.get()?.expiresAt;
    if (expiresAt && Date.parse(expiresAt) - marginMs <= serverNow()) await this.renew();
    return this.get()?.token;
  }

  /** Acts again or refreshes; false where neither is possible. Several callers share one attempt. */
  renew(): Promise<boolean> {
    this.renewing ??= this.renewNow().finally(() => (this.renewing = null));
    return this.renewing;
  }

  private async renewNow(): Promise<boolean> {
    const session = this.get();
    if (session?.persona) {
      await this.actAs(session.persona);
      return true;
    }
    if (!session?.refreshToken) return false;
    const input = { refreshToken: session.refreshToken };
    const answer = await post<StaffSessionRefreshMutation>({ query: refreshDocument, variables: { input } });
    const result = answer.body.data?.staffSessionRefresh;
    if (!result || !('accessToken' in result)) return false;
    const { accessToken: token, expiresAt, refreshToken } = result;
    this.set({ ...session, token, expiresAt, refreshToken });
    return true;
  }
}
