import { useState } from 'react';
import type { LinkEmailChangeConfirmMutation, LinkEmailChangeQuery } from '../generated/operations';
import confirmDocument from '../operations/link-email-change-confirm.graphql?raw';
import changeDocument from '../operations/link-email-change.graphql?raw';
import { Loaded } from '../shared/Loaded';
import { Problem } from '../shared/Problem';
import { call, granted } from '../shared/call';
import { useAct } from '../shared/useAct';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { Done } from './Done';

/** Opening the link changes nothing: mail scanners open links too. The button does. */
export function EmailPage({ token }: { token: string }) {
  const change = useLoad(
    async () => (await call<LinkEmailChangeQuery>(changeDocument, { token })).emailChangeByLink,
  );
  const [done, setDone] = useState(false);
  const { busy, problem, act } = useAct();
  const confirm = () =>
    act(async () => {
      granted((await call<LinkEmailChangeConfirmMutation>(confirmDocument, { input: { token } })).result);
      setDone(true);
    });
  if (done) return <Done title={t.link.thanks} text={t.link.emailDone} />;
  return (
    <Loaded of={change}>
      {(found) =>
        found ? (
          <section className="card narrow">
            <p className="quiet">{found.businessName}</p>
            <h1>{t.link.email}</h1>
            <p>{t.link.emailHint(found.email)}</p>
            <Problem text={problem} />
            <button type="button" className="button primary" disabled={busy} onClick={confirm}>
              {t.link.emailConfirm}
            </button>
          </section>
        ) : (
          <DeadLink />
        )
      }
    </Loaded>
  );
}
