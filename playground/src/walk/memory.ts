/** What the walk carries from one answer to the next step's variables. */
export type Memory = {
  /** What the search starts with: a customer with a portal, so that the whole walk shows. */
  search: string;
  customer?: FoundCustomer;
  found: FoundCustomer[];
  planHash?: string;
  confirmation?: string;
  undoToken?: string;
  undoExpiresAt?: string;
  workOrders: string[];
  invoices: string[];
  conversations: string[];
  /** What can be booked, the free times for it, and what was booked last. */
  service?: string;
  slots: FreeSlot[];
  booking?: string;
  /** A draft, until it is issued. */
  draft?: string;
  /** Deleted customers who could be erased, how many a plan says they are, and what erases them. */
  deleted: string[];
  eraseCount?: number;
  erasureJob?: string;
  /** A legal hold that stands. */
  hold?: string;
  /** A retention rule, and a run of it with its list. */
  rule?: string;
  run?: RetentionRun;
  /** The likeliest pair of customers who are one, how many pairs there are, and what a merge of it would be. */
  pair?: { one: string; other: string };
  pairs?: number;
  mergeHash?: string;
  /** A merge that holds, and a merge of many. */
  merge?: string;
  mergeJob?: string;
};

export type RetentionRun = { id: string; listHash?: string; customers?: number };

export type FreeSlot = { startsAt: string; providerId?: string };

export type FoundCustomer = { id: string; displayName: string };

export const emptyMemory: Memory = {
  search: '',
  found: [],
  workOrders: [],
  invoices: [],
  conversations: [],
  slots: [],
  deleted: [],
};

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects below `value`, itself first, each with the field that holds it. */
function* objects(value: unknown, field = ''): Generator<[string, Fields]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* objects(item, field);
  } else if (isFields(value)) {
    yield [field, value];
    for (const [key, child] of Object.entries(value)) yield* objects(child, key);
  }
}

const nodes = (value: unknown): Fields[] =>
  isFields(value) && Array.isArray(value.nodes) ? value.nodes.filter(isFields) : [];

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The memory after an answer. Answers of any shape are fine: what is unknown is passed over. */
export function remember(memory: Memory, variables: unknown, body: unknown): Memory {
  if (!isFields(body) || !isFields(body.data)) return memory;
  let next = memory;
  for (const [field, result] of Object.entries(body.data)) {
    if (field === 'freeSlots') next = { ...next, slots: freeSlots(result) };
    if (!isFields(result)) continue;
    if (field === 'services') next = { ...next, service: text(nodes(result)[0]?.id) };
    else if (field === 'customers') next = rememberCustomers(next, result);
    else if (field === 'retentionRun') next = { ...next, ...retention({ run: result }) };
    else if (field === 'duplicateCustomers') next = { ...next, ...duplicates(result) };
    else if (field === 'customersMergePlan') next = { ...next, mergeHash: text(result.planHash) };
    else if (field === 'customersErasurePlan') next = { ...next, eraseCount: number(result.count) };
    else next = rememberResult(next, variables, result);
  }
  return next;
}

function rememberCustomers(memory: Memory, connection: Fields): Memory {
  const found = nodes(connection).flatMap(({ id, displayName }) =>
    typeof id === 'string' && typeof displayName === 'string' ? [{ id, displayName }] : [],
  );
  const customer = found.find(({ id }) => id === memory.customer?.id) ?? found[0];
  const next = customer ? choose({ ...memory, found }, customer) : { ...memory, found };
  const deleted = nodes(connection).filter(({ lifecycle }) => lifecycle === 'DELETED');
  return { ...next, deleted: deleted.flatMap(({ id }) => text(id) ?? []) };
}

/** Another customer: nothing learnt about the one before applies. */
export function choose(memory: Memory, customer: FoundCustomer): Memory {
  return customer.id === memory.customer?.id
    ? { ...memory, customer }
    : { ...emptyMemory, search: memory.search, found: memory.found, customer };
}

function rememberResult(memory: Memory, variables: unknown, result: Fields): Memory {
  const next = { ...memory, ...tokens(result) };
  if (result.__typename === 'DeletionReady')
    return { ...next, workOrders: [], invoices: [], conversations: [] };
  if (Array.isArray(result.blockers)) return { ...next, ...blocking(result.blockers) };
  return 'code' in result
    ? next
    : settle(
        {
          ...next,
          ...job(result),
          ...erasure(result),
          ...held(result),
          ...retention(result),
          ...merged(result),
        },
        variables,
      );
}

function tokens(result: Fields): Partial<Memory> {
  const learnt: Partial<Memory> = {};
  for (const [field, object] of objects(result)) {
    const planHash = text(object.planHash);
    const confirmation = text(object.confirmationToken);
    const undoToken = field === 'undo' ? text(object.token) : undefined;
    if (planHash) learnt.planHash = planHash;
    if (confirmation) learnt.confirmation = confirmation;
    if (undoToken) Object.assign(learnt, { undoToken, undoExpiresAt: text(object.expiresAt) });
  }
  return learnt;
}

const freeSlots = (list: unknown): FreeSlot[] =>
  (Array.isArray(list) ? list : []).filter(isFields).flatMap(({ startsAt, providers }) => {
    const [provider] = Array.isArray(providers) ? providers.filter(isFields) : [];
    return typeof startsAt === 'string' ? [{ startsAt, providerId: text(provider?.id) }] : [];
  });

/** The booking or invoice that was just made or moved on. */
function job({ booking, invoice }: Fields): Partial<Memory> {
  if (isFields(booking)) {
    const open = booking.state !== 'COMPLETED' && booking.state !== 'CANCELLED';
    return open ? { booking: text(booking.id), slots: [] } : {};
  }
  if (!isFields(invoice)) return {};
  const id = text(invoice.id);
  if (invoice.state === 'DRAFT') return { draft: id };
  return invoice.state === 'ISSUED' && id ? { draft: undefined, invoices: [id] } : {};
}

/** Customers who were just erased are not there to erase again. */
const erasure = ({ __typename: type, job: begun }: Fields): Partial<Memory> =>
  type === 'ErasureBegun' && isFields(begun)
    ? { erasureJob: text(begun.id), deleted: [], eraseCount: undefined }
    : {};

const held = ({ hold }: Fields): Partial<Memory> =>
  isFields(hold) ? { hold: hold.state === 'STANDING' ? text(hold.id) : undefined } : {};

function retention({ rule, run }: Fields): Partial<Memory> {
  if (isFields(rule)) return { rule: text(rule.id), run: undefined };
  const id = isFields(run) && text(run.id);
  if (!isFields(run) || !id) return {};
  return { run: { id, listHash: text(run.listHash), customers: number(run.customers) } };
}

function duplicates(connection: Fields): Partial<Memory> {
  const [first] = nodes(connection);
  const one = isFields(first?.one) && text(first.one.id);
  const other = isFields(first?.other) && text(first.other.id);
  const pair = one && other ? { one, other } : undefined;
  return { pair, pairs: number(connection.totalCount), mergeHash: undefined };
}

function merged({ __typename: type, merge, job: begun }: Fields): Partial<Memory> {
  if (type === 'CustomersMerged' && isFields(merge)) return { merge: text(merge.id) };
  if (type === 'CustomersUnmerged') return { merge: undefined, mergeHash: undefined };
  return type === 'MergeBegun' && isFields(begun) ? { mergeJob: text(begun.id) } : {};
}

function blocking(blockers: unknown[]): Partial<Memory> {
  const all = blockers.filter(isFields);
  const ids = (field: string) =>
    all.flatMap((blocker) => nodes(blocker[field])).flatMap(({ id }) => text(id) ?? []);
  // A live answer may leave the lists out; it then says nothing about them.
  if (!all.some((blocker) => Object.values(blocker).some((value) => nodes(value).length > 0))) return {};
  return {
    workOrders: ids('workOrders'),
    conversations: ids('conversations'),
    invoices: ids('invoices'),
  };
}

/** What a successful mutation was given no longer waits. */
function settle(memory: Memory, variables: unknown): Memory {
  const given = new Set<unknown>();
  for (const [, object] of objects(variables)) Object.values(object).forEach((value) => given.add(value));
  const waits = (id: string) => !given.has(id);
  return {
    ...memory,
    workOrders: memory.workOrders.filter(waits),
    invoices: memory.invoices.filter(waits),
    conversations: memory.conversations.filter(waits),
  };
}
