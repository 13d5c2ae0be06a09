import { useEffect } from 'react';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { EmailPage } from './EmailPage';
import { MethodPage } from './MethodPage';
import { QuotePage } from './QuotePage';
import { RatePage } from './RatePage';
import { UnsubscribePage } from './UnsubscribePage';

type View = { title: string; Page: (props: { token: string }) => React.ReactNode };

const views: Partial<Record<string, View>> = {
  quote: { title: t.link.quote, Page: QuotePage },
  rating: { title: t.link.rate, Page: RatePage },
  'payment-method': { title: t.link.method, Page: MethodPage },
  'email-change': { title: t.link.email, Page: EmailPage },
  unsubscribe: { title: t.link.unsubscribe, Page: UnsubscribePage },
};

/** What a handed-out link leads to. */
export function LinkPage({ page, token }: { page: string; token?: string }) {
  const view = views[page];
  useEffect(() => {
    document.title = view?.title ?? t.link.dead;
  }, [view]);
  return <main>{view && token ? <view.Page token={token} /> : <DeadLink />}</main>;
}
