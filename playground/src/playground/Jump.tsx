import { useState } from 'react';
import { advance } from '../session/demo';
import type { SessionStore } from '../session/session';

type Props = { session: SessionStore; label: string; seconds: number };

/** Moves the demo's clock, and renews the session where that has ended it. */
export function Jump({ session, label, seconds }: Props) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const jump = async () => {
    setState('busy');
    try {
      await advance(seconds);
      await session.token();
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <button type="button" className="button small" disabled={state === 'busy'} onClick={jump}>
        {label}
      </button>
      {state === 'failed' && <span role="alert">The clock did not move.</span>}
    </>
  );
}
