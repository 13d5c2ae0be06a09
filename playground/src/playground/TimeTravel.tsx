import { useState } from 'react';
import { advance } from '../session/demo';
import type { SessionStore } from '../session/session';
import { useServerNow } from '../shared/clock';

const jumps = [
  { label: '+31 seconds', seconds: 31 },
  { label: '+1 hour', seconds: 3_600 },
  { label: '+1 month', seconds: 31 * 86_400 },
];

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function TimeTravel({ session }: { session: SessionStore }) {
  const now = useServerNow();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const jump = async (seconds: number) => {
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
    <div className="time" role="group" aria-label="Time travel">
      <time dateTime={new Date(now).toISOString()} title="The demo’s clock">
        {date.format(now)}
      </time>
      {jumps.map(({ label, seconds }) => (
        <button
          key={label}
          type="button"
          className="button small"
          disabled={state === 'busy'}
          onClick={() => jump(seconds)}
        >
          {label}
        </button>
      ))}
      {state === 'failed' && <span role="alert">The clock did not move.</span>}
    </div>
  );
}
