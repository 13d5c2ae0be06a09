import { expect, test } from 'vitest';
import { newestFirst } from './mails';

const mail = (at: string) => ({ at, to: 'a@example.org', subject: at, text: '' });

test('mails are newest first and keep their keys', () => {
  const one = mail('2026-01-01T10:00:00Z');
  const two = mail('2026-01-01T10:00:05.5Z');
  expect(newestFirst([two, one]).map(({ subject, key }) => [subject, key])).toEqual([
    [two.at, '1'],
    [one.at, '0'],
  ]);
});
