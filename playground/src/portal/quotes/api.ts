import type {
  PortalQuoteAcceptMutation,
  PortalQuoteDeclineMutation,
  PortalQuotesQuery,
} from '../../generated/operations';
import acceptDocument from '../../operations/portal-quote-accept.graphql?raw';
import declineDocument from '../../operations/portal-quote-decline.graphql?raw';
import quotesDocument from '../../operations/portal-quotes.graphql?raw';
import { type Part, pageSize, partOf } from '../pages';
import { act, ask } from '../session';

export type Quote = NonNullable<PortalQuotesQuery['portal']>['quotes']['nodes'][number];

/** The quotes that they were sent, the newest first. */
export async function loadQuotes(after: string | null): Promise<Part<Quote>> {
  const { portal } = await ask<PortalQuotesQuery>(quotesDocument, { first: pageSize, after });
  return partOf(portal.quotes);
}

export const acceptQuote = (id: string, startsAt?: string) =>
  act<PortalQuoteAcceptMutation>(acceptDocument, { id, startsAt });

export const declineQuote = (id: string) => act<PortalQuoteDeclineMutation>(declineDocument, { id });
