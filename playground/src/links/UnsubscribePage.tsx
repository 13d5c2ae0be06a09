import { useState } from 'react';
import type { LinkPreferenceQuery, LinkPreferenceRefuseMutation } from '../generated/operations';
import refuseDocument from '../operations/link-preference-refuse.graphql?raw';
import preferenceDocument from '../operations/link-preference.graphql?raw';
import { Loaded } from '../shared/Loaded';
import { Problem } from '../shared/Problem';
import { call, granted } from '../shared/call';
import { useAct } from '../shared/useAct';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { Done } from './Done';

/** Refuses letters like the one that the link is from, once the button is pressed. */
export function UnsubscribePage({ token }: { token: string }) {
  const preference = useLoad(
    async () => (await call<LinkPreferenceQuery>(preferenceDocument, { token })).preferenceByLink,
  );
  const [done, setDone] = useState(false);
  const { busy, problem, act } = useAct();
  const refuse = () =>
    act(async () => {
      granted((await call<LinkPreferenceRefuseMutation>(refuseDocument, { input: { token } })).result);
      setDone(true);
    });
  return (
    <Loaded of={preference}>
      {(found) => {
        if (!found) return <DeadLink />;
        const { businessName, purpose, allowed } = found;
        if (done || !allowed) return <Done title={t.link.refused} text={t.link.refusedHint} />;
        return (
          <section className="card narrow">
            <p className="quiet">{businessName}</p>
            <h1>{t.link.unsubscribe}</h1>
            <p>{t.link.unsubscribeHint(t.preferences.purposes[purpose])}</p>
            <Problem text={problem} />
            <button type="button" className="button primary" disabled={busy} onClick={refuse}>
              {t.link.refuse}
            </button>
          </section>
        );
      }}
    </Loaded>
  );
}
