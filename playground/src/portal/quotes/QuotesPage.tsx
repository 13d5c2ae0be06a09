import { t } from '../../texts';
import { Paged } from '../Paged';
import { useNotice } from '../useNotice';
import { usePages } from '../usePages';
import { QuoteCard } from './QuoteCard';
import { loadQuotes } from './api';

export function QuotesPage() {
  const quotes = usePages(loadQuotes);
  const { notice, say } = useNotice();
  const done = (text: string) => {
    say(text);
    quotes.reload();
  };
  return (
    <>
      <h1>{t.portal.pages.quotes}</h1>
      {notice}
      <Paged of={quotes} empty={t.quotes.none}>
        {(quote) => <QuoteCard key={quote.id} quote={quote} onDone={done} />}
      </Paged>
    </>
  );
}
