import type { Fetcher, FetcherParams } from '@graphiql/toolkit';

import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import type { OnAnswer } from './fetcher';
import type { SessionStore } from './session';

type Observer = {
  next: (result: FormattedExecutionResult<Record<string, unknown>, unknown>) => void;
  error: (error: unknown) => void;
  complete: () => void;
};

const url = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;

// 4401 and 4403 are graphql-ws's unauthorized and forbidden.
const isRefusal = (error: unknown): boolean =>
  error instanceof CloseEvent && (error.code === 4401 || error.code === 4403);

const readable = (error: unknown): unknown =>
  error instanceof CloseEvent
    ? new Error(`The connection was closed (${error.code}${error.reason && `: ${error.reason}`}).`)
    : error;

/** A socket of its own for each subscription, so that each starts with the token of the moment. */
export function subscribe(
  session: SessionStore,
  params: FetcherParams,
  onAnswer: OnAnswer,
): ReturnType<Fetcher> {
  const observable = {
    subscribe(observer: Observer) {
      let stopped = false;
      let stop = () => {};
      const start = (mayRenew: boolean) => {
        const client = createClient({
          url: url(),
          retryAttempts: 0,
          connectionParams: async () => {
            const token = await session.token();
            return token ? { authorization: `Bearer ${token}` } : {};
          },
        });
        stop = client.subscribe(
          { ...params, variables: params.variables as Record<string, unknown> | undefined },
          {
            next(result) {
              onAnswer(params, result);
              observer.next(result);
            },
            error(error) {
              if (stopped) return;
              if (!mayRenew || !isRefusal(error)) {
                observer.error(readable(error));
                return;
              }
              void session.renew().then((renewed) => {
                if (stopped) return;
                if (renewed) start(false);
                else observer.error(readable(error));
              });
            },
            complete() {
              observer.complete();
            },
          },
        );
      };
      start(true);
      return {
        unsubscribe() {
          stopped = true;
          stop();
        },
      };
    },
  };
  // Only this one of an Observable's call forms is used.
  return observable as ReturnType<Fetcher>;
}
