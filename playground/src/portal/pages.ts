/** Part of a list, and where the next begins; null at the end. */
export type Part<T> = { items: T[]; next: string | null };

type Forward<T> = { nodes: T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type Backward<T> = { nodes: T[]; pageInfo: { hasPreviousPage: boolean; startCursor: string | null } };

/** How much of a list is loaded at once. */
export const pageSize = 20;

/** A part of a list that is read from its start. */
export const partOf = <T>({ nodes, pageInfo: { hasNextPage, endCursor } }: Forward<T>): Part<T> => ({
  items: nodes,
  next: hasNextPage ? endCursor : null,
});

/** A part of a list that is read from its end. */
export const partFromEnd = <T>({
  nodes,
  pageInfo: { hasPreviousPage, startCursor },
}: Backward<T>): Part<T> => ({
  items: nodes.toReversed(),
  next: hasPreviousPage ? startCursor : null,
});

/** A list's first parts together: what was changed meanwhile shows in all of them. */
export async function loadParts<T>(
  load: (cursor: string | null) => Promise<Part<T>>,
  count: number,
): Promise<Part<T>> {
  let { items, next } = await load(null);
  for (let part = 1; part < count && next; part++) {
    const following = await load(next);
    items = [...items, ...following.items];
    next = following.next;
  }
  return { items, next };
}
