import type {
  PortalPrivacyRequestMutation,
  PortalPrivacyRequestMutationVariables,
  PortalPrivacyRequestsQuery,
} from '../../generated/operations';
import requestDocument from '../../operations/portal-privacy-request.graphql?raw';
import requestsDocument from '../../operations/portal-privacy-requests.graphql?raw';
import { type Part, pageSize, partOf } from '../pages';
import { act, ask } from '../session';

export type Request = NonNullable<PortalPrivacyRequestsQuery['portal']>['privacyRequests']['nodes'][number];
export type NewRequest = PortalPrivacyRequestMutationVariables['input'];

/** What they have asked about their data, the latest first. */
export async function loadRequests(after: string | null): Promise<Part<Request>> {
  const { portal } = await ask<PortalPrivacyRequestsQuery>(requestsDocument, { first: pageSize, after });
  return partOf(portal.privacyRequests);
}

export const sendRequest = (input: NewRequest) => act<PortalPrivacyRequestMutation>(requestDocument, input);
