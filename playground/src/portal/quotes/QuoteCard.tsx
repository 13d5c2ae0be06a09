import { QuoteDecision } from '../../quotes/QuoteDecision';
import { QuoteText } from '../../quotes/QuoteText';
import { Badge } from '../../shared/Badge';
import { t } from '../../texts';
import { useBusiness } from '../business';
import { type Quote, acceptQuote, declineQuote } from './api';

const tones = {
  DRAFT: 'plain',
  SENT: 'waiting',
  ACCEPTED: 'good',
  DECLINED: 'plain',
  EXPIRED: 'plain',
  CANCELLED: 'plain',
} as const;

export function QuoteCard({ quote, onDone }: { quote: Quote; onDone: (text: string) => void }) {
  const { timeZone } = useBusiness();
  const { id, number, title, state, startsAt } = quote;
  return (
    <article className="card stack" aria-label={t.quotes.number(number)}>
      <header className="card-head">
        <h2>
          {title} <small className="quiet">{number}</small>
        </h2>
        <Badge tone={tones[state]}>{t.quotes.states[state]}</Badge>
      </header>
      <QuoteText quote={quote} timeZone={timeZone} />
      {state === 'SENT' && (
        <QuoteDecision
          startsAt={startsAt}
          timeZone={timeZone}
          accept={async (chosen) => {
            await acceptQuote(id, chosen);
            onDone(t.quotes.accepted);
          }}
          decline={async () => {
            await declineQuote(id);
            onDone(t.quotes.declined);
          }}
        />
      )}
    </article>
  );
}
