import type { FetcherParams } from '@graphiql/toolkit';
import { Store } from '../shared/store';
import { type FoundCustomer, type Memory, choose, emptyMemory, remember } from './memory';
import type { Step } from './step';

export type Outcome = { ok: boolean; text: string };

export type Walk = { memory: Memory; active?: Step; outcomes: Record<string, Outcome> };

export const operationName = (document: string): string | undefined =>
  /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(document)?.[1];

export class WalkStore extends Store<Walk> {
  constructor() {
    super({ memory: emptyMemory, outcomes: {} });
  }

  open(active: Step): void {
    this.set({ ...this.get(), active });
  }

  choose(customer: FoundCustomer): void {
    this.set({ ...this.get(), memory: choose(this.get().memory, customer) });
  }

  /** Nothing learnt in one account is of use in another. */
  restart(search: string): void {
    this.set({ memory: { ...emptyMemory, search }, outcomes: {}, active: this.get().active });
  }

  answer = ({ operationName: name, variables }: FetcherParams, body: unknown): void => {
    const walk = this.get();
    const memory = remember(walk.memory, variables, body);
    const { active, outcomes } = walk;
    const own = active && operationName(active.document) === name;
    this.set({
      ...walk,
      memory,
      outcomes: own ? { ...outcomes, [active.id]: outcome(body, active.refused) } : outcomes,
    });
  };
}

type Result = {
  __typename?: string;
  code?: string;
  message?: string;
  summary?: string;
  displayName?: string;
  lifecycle?: string;
  state?: string;
  totalCount?: number;
};

/** One line on how a step went: well, if it was answered, or refused where it should be. */
export function outcome(body: unknown, refused?: string): Outcome {
  const { data, errors } = body as { data?: Record<string, Result | null>; errors?: { message: string }[] };
  const [error] = errors ?? [];
  if (error) return { ok: false, text: error.message };
  const [result] = Object.values(data ?? {});
  const who = [result?.displayName, result?.lifecycle].filter(Boolean).join(' · ');
  const detail = (result?.message ?? result?.summary ?? who) || result?.state;
  const name = result?.__typename;
  const count = result?.totalCount === undefined ? '' : `${result.totalCount} in all`;
  return {
    ok: !!result && (refused ? name === refused : result.code === undefined),
    text: [name, detail].filter(Boolean).join(': ') || count || (result ? 'Answered' : 'Nothing there'),
  };
}
