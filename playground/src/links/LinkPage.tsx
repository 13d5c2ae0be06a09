import { DeadLink } from './DeadLink';
import { MethodPage } from './MethodPage';
import { QuotePage } from './QuotePage';
import { RatePage } from './RatePage';

const views: Partial<Record<string, (props: { token: string }) => React.ReactNode>> = {
  quote: QuotePage,
  rate: RatePage,
  'payment-method': MethodPage,
};

/** What a handed-out link leads to. */
export function LinkPage({ page, token }: { page: string; token?: string }) {
  const View = views[page];
  return <main>{View && token ? <View token={token} /> : <DeadLink />}</main>;
}
