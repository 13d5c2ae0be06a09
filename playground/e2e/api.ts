import { type APIRequestContext, expect } from '@playwright/test';

type Body = { data?: Record<string, unknown>; errors?: unknown };

/** The API, as somebody of the demo. */
export class Api {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
  ) {}

  static async actingAs(request: APIRequestContext, key: string): Promise<Api> {
    const answer = await request.post('/demo/act-as', { data: { key } });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    return new Api(request, accessToken);
  }

  /** Runs an operation and returns the first field of its answer. */
  async run<T>(query: string, variables: object): Promise<T> {
    const headers = { Authorization: `Bearer ${this.token}`, Accept: 'application/json' };
    const answer = await this.request.post('/graphql', { headers, data: { query, variables } });
    const { data, errors } = (await answer.json()) as Body;
    expect(errors).toBeUndefined();
    return Object.values(data ?? {})[0] as T;
  }

  /** Sends a customer a quote and returns the link that is mailed. */
  async mailQuote(customerId: string, email: string): Promise<string> {
    const title = 'Nowy grzejnik';
    const lines = [{ description: title, quantity: '1', unitPrice: '480.00' }];
    const created = await this.run<{ quote: { id: string } }>(
      'mutation ($input: QuoteCreateInput!) { quoteCreate(input: $input) { ... on QuoteSaved { quote { id } } } }',
      { input: { customerId, title, lines } },
    );
    await this.run(
      'mutation ($input: QuoteSendInput!) { quoteSend(input: $input) { __typename ... on Error { message } } }',
      { input: { id: created.quote.id } },
    );
    let link: string | undefined;
    const look = async () => {
      const mails = (await (await this.request.get('/demo/mail')).json()) as { to: string; text: string }[];
      link = mails
        .filter(({ to }) => to.includes(email))
        .map(({ text }) => /https?:\/\/\S+quote#token=\S+/.exec(text)?.[0])
        .find(Boolean);
      return link;
    };
    await expect.poll(look, { timeout: 20_000 }).toBeTruthy();
    return link ?? '';
  }
}
