import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { type OperationDefinitionNode, Kind, parse } from 'graphql';
import { isUnauthenticated, post } from '../shared/graphql';
import type { SessionStore } from './session';
import { subscribe } from './subscribe';

export type OnAnswer = (params: FetcherParams, body: unknown) => void;

/** GraphiQL's way to the server: the session's token on everything, one new token after a 401. */
export function createFetcher(session: SessionStore, onAnswer: OnAnswer): Fetcher {
  return (given: FetcherParams, options?: FetcherOpts) => {
    const { params, kind } = inspect(given);
    if (kind === 'subscription') return subscribe(session, params, onAnswer);
    return send(session, params, options?.headers).then((body) => {
      onAnswer(params, body);
      return body;
    });
  };
}

// GraphiQL learns of an edit a moment late; its operation name may still be that of the text before.
function inspect(params: FetcherParams): { params: FetcherParams; kind?: string } {
  try {
    const operations = parse(params.query).definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const named = operations.find(({ name }) => name?.value === params.operationName);
    const operation = operations.length === 1 ? operations[0] : named;
    return {
      params: { ...params, operationName: operation?.name?.value ?? params.operationName },
      kind: operation?.operation,
    };
  } catch {
    return { params };
  }
}

async function send(session: SessionStore, params: FetcherParams, headers?: Record<string, string>) {
  const answer = await post(params, await session.token(), headers);
  const again = isUnauthenticated(answer) && (await session.renew());
  const { body } = again ? await post(params, session.get()?.token, headers) : answer;
  return body as { data?: Record<string, unknown> };
}
