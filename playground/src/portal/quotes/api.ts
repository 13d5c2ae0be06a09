import type {
  PortalQuoteAcceptMutation,
  PortalQuoteDeclineMutation,
  PortalQuotesQuery,
} from '../../generated/operations';
import acceptDocument from '../../operations/portal-quote-accept.graphql?raw';
import declineDocument from '../../operations/portal-quote-decline.graphql?raw';
import quotesDocument from '../../operations/portal-quotes.graphql?raw';
import { act, ask } from '../session';

export type Quote = NonNullable<PortalQuotesQuery['portal']>['quotes']['nodes'][number];

export const loadQuotes = async (): Promise<Quote[]> =>
  (await ask<PortalQuotesQuery>(quotesDocument)).portal.quotes.nodes;

export const acceptQuote = (id: string, startsAt?: string) =>
  act<PortalQuoteAcceptMutation>(acceptDocument, { id, startsAt });

export const declineQuote = (id: string) => act<PortalQuoteDeclineMutation>(declineDocument, { id });
