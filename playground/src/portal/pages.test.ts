import { expect, test } from 'vitest';
import { loadParts, partFromEnd, partOf } from './pages';

const list = ['a', 'b', 'c', 'd', 'e'];

const load = (cursor: string | null) => {
  const from = cursor ? Number(cursor) : 0;
  const next = from + 2 < list.length ? String(from + 2) : null;
  return Promise.resolve({ items: list.slice(from, from + 2), next });
};

test('parts come one after the other, up to the end', async () => {
  expect(await loadParts(load, 1)).toEqual({ items: ['a', 'b'], next: '2' });
  expect(await loadParts(load, 2)).toEqual({ items: ['a', 'b', 'c', 'd'], next: '4' });
  expect(await loadParts(load, 9)).toEqual({ items: list, next: null });
});

test('a list that is read from its end is turned round', () => {
  const info = { hasNextPage: true, endCursor: 'z', hasPreviousPage: true, startCursor: 'a' };
  expect(partOf({ nodes: [1, 2], pageInfo: info })).toEqual({ items: [1, 2], next: 'z' });
  expect(partFromEnd({ nodes: [1, 2], pageInfo: info })).toEqual({ items: [2, 1], next: 'a' });
  expect(partFromEnd({ nodes: [1], pageInfo: { ...info, hasPreviousPage: false } }).next).toBeNull();
});
