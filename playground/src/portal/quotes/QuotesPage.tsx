import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { QuoteCard } from './QuoteCard';
import { loadQuotes } from './api';

export function QuotesPage() {
  const quotes = useLoad(loadQuotes);
  const { notice, say } = useNotice();
  const done = (text: string) => {
    say(text);
    quotes.reload();
  };
  return (
    <>
      <h1>{t.portal.pages.quotes}</h1>
      {notice}
      <Loaded of={quotes}>
        {(all) =>
          all.length === 0 ? (
            <p className="card quiet">{t.quotes.none}</p>
          ) : (
            all.map((quote) => <QuoteCard key={quote.id} quote={quote} onDone={done} />)
          )
        }
      </Loaded>
    </>
  );
}
