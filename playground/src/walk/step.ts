import type { Persona } from '../session/demo';
import type { Memory } from './memory';

export type Step = {
  id: string;
  title: string;
  hint: string;
  document: string;
  variables: (memory: Memory) => unknown;
  /** What to do first, where something is missing. */
  missing?: (memory: Memory) => string | undefined;
  /** Who can take it, where the manager cannot. */
  as?: (persona: Persona) => boolean;
  /** The type of its answer, where it is there to be refused. */
  refused?: string;
  /** How far the demo's clock has to move first. */
  jump?: { label: string; seconds: number };
};

export type Chapter = { title: string; steps: Step[] };

export const needsCustomer = ({ customer }: Memory) => (customer ? undefined : 'Find a customer first.');
export const customerId = ({ customer }: Memory) => customer?.id ?? '';

/** Variables are typed against the operation that they go with. */
export const step = <Variables>(
  rest: Omit<Step, 'variables'> & { variables: (memory: Memory) => Variables },
): Step => rest;

export const plain = (rest: Omit<Step, 'variables'>): Step => ({ ...rest, variables: () => ({}) });
