import { expect, test } from 'vitest';
import { addDays, dayIn, momentAt } from './days';

test('a moment’s day is the day where the business is', () => {
  expect(dayIn('2026-11-22T23:30:00Z', 'Europe/Warsaw')).toBe('2026-11-23');
  expect(dayIn('2026-11-22T23:30:00Z', 'Europe/London')).toBe('2026-11-22');
});

test('days are counted past the ends of months, years and summer time', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
});

test('clocks are read where the business is, in summer and in winter', () => {
  expect(momentAt('2026-12-03', '09:30', 'Europe/Warsaw')).toBe('2026-12-03T08:30:00.000Z');
  expect(momentAt('2026-07-03', '09:30', 'Europe/Warsaw')).toBe('2026-07-03T07:30:00.000Z');
  // The nights in which summer time begins and ends.
  expect(momentAt('2026-03-29', '01:30', 'Europe/Warsaw')).toBe('2026-03-29T00:30:00.000Z');
  expect(momentAt('2026-03-29', '03:30', 'Europe/Warsaw')).toBe('2026-03-29T01:30:00.000Z');
  expect(momentAt('2026-10-25', '09:00', 'Europe/Warsaw')).toBe('2026-10-25T08:00:00.000Z');
});
