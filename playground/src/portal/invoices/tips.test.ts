import { expect, test } from 'vitest';
import { lesserOf, shareOf, sumOf, typedAmount } from './tips';

test('a share keeps the currency’s decimals and is rounded half up', () => {
  expect(shareOf('148.50', 10)).toBe('14.85');
  expect(shareOf('0.09', 5)).toBe('0.00');
  expect(shareOf('0.10', 5)).toBe('0.01');
  expect(shareOf('1500', 15)).toBe('225');
});

test('sums are exact', () => {
  expect(sumOf('0.10', '0.20')).toBe('0.30');
  expect(sumOf('12', '0.5')).toBe('12.5');
});

test('of two amounts the lesser is taken by what it is worth', () => {
  expect(lesserOf('9.50', '10.00')).toBe('9.50');
  expect(lesserOf('100', '20.5')).toBe('20.5');
});

test('a typed amount takes a point or a comma and no more decimals than there are', () => {
  expect(typedAmount(' 12,50 ', 2)).toBe('12.50');
  expect(typedAmount('7', 2)).toBe('7');
  for (const text of ['', '1.234', '-3', 'ten', '1e3']) expect(typedAmount(text, 2)).toBeUndefined();
});
