import type { SessionStore } from '../session/session';
import { useServerNow } from '../shared/clock';
import { Jump } from './Jump';

const jumps = [
  { label: '+31 seconds', seconds: 31 },
  { label: '+1 hour', seconds: 3_600 },
  { label: '+1 month', seconds: 31 * 86_400 },
];

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function TimeTravel({ session }: { session: SessionStore }) {
  const now = useServerNow();
  return (
    <div className="time" role="group" aria-label="Time travel">
      <time dateTime={new Date(now).toISOString()} title="The demo’s clock">
        {date.format(now)}
      </time>
      {jumps.map(({ label, seconds }) => (
        <Jump key={label} session={session} label={label} seconds={seconds} />
      ))}
    </div>
  );
}
