import { Badge } from '../../shared/Badge';
import { Facts } from '../../shared/Facts';
import { dateText, momentText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import type { Request } from './api';

const tones = {
  RECEIVED: 'waiting',
  IDENTITY_CHECKED: 'waiting',
  HELD: 'waiting',
  DONE: 'good',
  REFUSED: 'plain',
} as const;

/** What was asked, and what the business said to it. */
export function PastRequest({ request }: { request: Request }) {
  const { timeZone } = useBusiness();
  const { kind, state, note, answer, extensionReason, receivedAt, dueOn, decidedAt } = request;
  return (
    <article className="card stack" aria-label={t.privacy.kinds[kind]}>
      <header className="card-head">
        <h3>{t.privacy.kinds[kind]}</h3>
        <Badge tone={tones[state]}>{t.privacy.states[state]}</Badge>
      </header>
      <Facts
        of={[
          [t.privacy.asked, momentText(receivedAt, timeZone)],
          [t.privacy.due, !decidedAt && dateText(dueOn)],
          [t.privacy.longer, extensionReason],
          [t.privacy.decided, decidedAt && momentText(decidedAt, timeZone)],
          [t.privacy.ownNote, note],
          [t.privacy.answer, answer],
        ]}
      />
    </article>
  );
}
