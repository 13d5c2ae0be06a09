export type GraphQLBody<T = unknown> = {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
};

export type Answer<T = unknown> = { status: number; body: GraphQLBody<T> };

export type Params = { query: string; variables?: unknown; operationName?: string | null };

export async function post<T>(
  params: Params,
  token?: string,
  headers?: Record<string, string>,
): Promise<Answer<T>> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify(params),
  });
  return { status: response.status, body: await readBody<T>(response) };
}

async function readBody<T>(response: Response): Promise<GraphQLBody<T>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as GraphQLBody<T>;
  } catch {
    return { errors: [{ message: text || `The server answered ${response.status}.` }] };
  }
}

export const isUnauthenticated = ({ status, body }: Answer): boolean =>
  status === 401 || (body.errors ?? []).some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');

export const firstError = ({ body }: Answer): string =>
  body.errors?.[0]?.message ?? 'The server gave no answer.';
