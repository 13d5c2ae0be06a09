import { useEffect, useState } from 'react';
import type { LinkMethodFinishMutation, LinkMethodStartMutation } from '../generated/operations';
import finishDocument from '../operations/link-method-finish.graphql?raw';
import startDocument from '../operations/link-method-start.graphql?raw';
import { takeSetup } from '../portal/methods/useReturn';
import { Problem } from '../shared/Problem';
import { Refused, call, granted } from '../shared/call';
import { useAct } from '../shared/useAct';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { Done } from './Done';

async function start(token: string): Promise<void> {
  const { result } = await call<LinkMethodStartMutation>(startDocument, { input: { token } });
  location.assign(granted(result).url);
}

async function finish(token: string, setup: string): Promise<void> {
  granted((await call<LinkMethodFinishMutation>(finishDocument, { input: { token, setup } })).result);
}

// Read once, before a page that is shown twice could miss it.
const setup = takeSetup();
let finishing: Promise<void> | undefined;

/** Leads to the payment provider's page, and keeps the card that the customer comes back with. */
export function MethodPage({ token }: { token: string }) {
  const [state, setState] = useState<'ask' | 'saving' | 'done' | 'dead'>(setup ? 'saving' : 'ask');
  const { busy, problem, setProblem, act } = useAct();
  useEffect(() => {
    if (!setup) return;
    finishing ??= finish(token, setup);
    finishing.then(
      () => {
        setState('done');
      },
      (error: unknown) => {
        if (isDead(error)) setState('dead');
        else setState('ask');
        setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  }, [token, setProblem]);
  const go = () =>
    act(async () => {
      try {
        await start(token);
      } catch (error) {
        if (!isDead(error)) throw error;
        setState('dead');
      }
    });
  if (state === 'dead') return <DeadLink />;
  if (state === 'done') return <Done title={t.link.methodDone} />;
  return (
    <section className="card narrow" aria-busy={state === 'saving'}>
      <h1>{t.link.method}</h1>
      {state === 'saving' ? <p role="status">{t.methods.adding}</p> : <p>{t.link.methodHint}</p>}
      <Problem text={problem} />
      {state === 'ask' && (
        <button type="button" className="button primary" disabled={busy} onClick={go}>
          {t.link.methodGo}
        </button>
      )}
    </section>
  );
}

const isDead = (error: unknown): boolean => error instanceof Refused && error.code === 'NOT_FOUND';
