import { expect, test } from 'vitest';
import { firstFree, loadWeek, weekOf } from './weeks';

const week = weekOf(
  '2026-11-23',
  ['2026-11-24T23:30:00Z', '2026-11-25T08:00:00Z', '2026-12-24T08:00:00Z'],
  'Europe/Warsaw',
);

test('times are on the day that it is where the business is, in order', () => {
  expect(week).toHaveLength(7);
  expect(week.filter(({ times }) => times.length > 0)).toEqual([
    { day: '2026-11-25', times: ['2026-11-24T23:30:00Z', '2026-11-25T08:00:00Z'] },
  ]);
});

test('the first free day is shown unless another free one is wanted', () => {
  expect(firstFree(week)).toBe('2026-11-25');
  expect(firstFree(week, '2026-11-23')).toBe('2026-11-25');
  expect(firstFree([])).toBeUndefined();
});

test('where a week is full, the next free day is looked for behind it', async () => {
  const asked: string[] = [];
  const free = (first: string, last: string) => {
    asked.push(`${first} ${last}`);
    return Promise.resolve(asked.length === 1 ? [] : ['2026-12-01T23:30:00Z']);
  };
  const { days, next } = await loadWeek('2026-11-23', 'Europe/Warsaw', free);
  expect(days.flatMap(({ times }) => times)).toEqual([]);
  expect(next).toBe('2026-12-02');
  expect(asked).toEqual(['2026-11-23 2026-11-29', '2026-11-30 2026-12-29']);
});
