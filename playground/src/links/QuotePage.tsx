import { useState } from 'react';
import type {
  LinkQuoteAcceptMutation,
  LinkQuoteDeclineMutation,
  LinkQuoteQuery,
} from '../generated/operations';
import acceptDocument from '../operations/link-quote-accept.graphql?raw';
import declineDocument from '../operations/link-quote-decline.graphql?raw';
import quoteDocument from '../operations/link-quote.graphql?raw';
import { QuoteDecision } from '../quotes/QuoteDecision';
import { QuoteText } from '../quotes/QuoteText';
import { Badge } from '../shared/Badge';
import { Loaded } from '../shared/Loaded';
import { call, granted } from '../shared/call';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { Done } from './Done';

type Linked = NonNullable<LinkQuoteQuery['quoteByLink']>;

export function QuotePage({ token }: { token: string }) {
  const quote = useLoad(async () => (await call<LinkQuoteQuery>(quoteDocument, { token })).quoteByLink);
  return (
    <Loaded of={quote}>
      {(found) => (found ? <LinkedQuote quote={found} token={token} /> : <DeadLink />)}
    </Loaded>
  );
}

function LinkedQuote({ quote, token }: { quote: Linked; token: string }) {
  const [done, setDone] = useState('');
  const { businessName, timeZone, number, title, state, startsAt } = quote;
  if (done) return <Done title={t.link.thanks} text={done} />;
  return (
    <article className="card stack">
      <header className="card-head">
        <div>
          <p className="quiet">
            {businessName} · {t.quotes.number(number)}
          </p>
          <h1>{title}</h1>
        </div>
        <Badge tone={state === 'SENT' ? 'waiting' : 'plain'}>{t.quotes.states[state]}</Badge>
      </header>
      <QuoteText quote={quote} timeZone={timeZone} />
      {state === 'SENT' && (
        <QuoteDecision
          startsAt={startsAt}
          timeZone={timeZone}
          accept={async (chosen) => {
            const input = { token, startsAt: chosen };
            granted((await call<LinkQuoteAcceptMutation>(acceptDocument, { input })).result);
            setDone(t.link.acceptedHint);
          }}
          decline={async () => {
            granted((await call<LinkQuoteDeclineMutation>(declineDocument, { input: { token } })).result);
            setDone(t.link.declinedHint);
          }}
        />
      )}
    </article>
  );
}
