import { t } from '../texts';
import { type Answer, isUnauthenticated, post } from './graphql';

/** An expected failure, with the server's text for people. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: object,
  ) {
    super(message);
  }
}

export class Unauthenticated extends Error {}

/** Asks the server and returns the data; anything else is thrown, with a text for people. */
export async function call<T>(query: string, variables?: unknown, token?: string): Promise<T> {
  const answer = await asked<T>(query, variables, token);
  if (isUnauthenticated(answer)) throw new Unauthenticated();
  const { data, errors } = answer.body;
  if (errors?.[0]) throw new Error(errors[0].message);
  if (!data) throw new Error(t.common.noAnswer);
  return data;
}

async function asked<T>(query: string, variables?: unknown, token?: string): Promise<Answer<T>> {
  try {
    return await post<T>({ query, variables }, token);
  } catch {
    throw new Error(t.common.offline);
  }
}

type Failure = { code: string; message: string };

/** What a mutation was to bring about; its failures are thrown. */
export function granted<T extends object>(result: T): Exclude<T, Failure> {
  if ('code' in result && 'message' in result) {
    throw new Refused(String(result.code), String(result.message), result);
  }
  return result as Exclude<T, Failure>;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
