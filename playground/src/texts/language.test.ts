import { expect, test } from 'vitest';
import { negotiate, plural } from './language';

test('the first language that there are texts in counts, with its region', () => {
  expect(negotiate(['de-DE', 'ro-MD', 'pl'])).toEqual({ language: 'ro', locale: 'ro-MD' });
  expect(negotiate(['PL-pl'])).toEqual({ language: 'pl', locale: 'PL-pl' });
});

test('English is for everybody else', () => {
  expect(negotiate(['de', 'plt'])).toEqual({ language: 'en', locale: 'en-GB' });
});

test('numbers take the forms of their language', () => {
  const godziny = { one: '# godzina', few: '# godziny', many: '# godzin', other: '# godziny' };
  expect([1, 3, 5, 22].map((count) => plural('pl', count, godziny))).toEqual([
    '1 godzina',
    '3 godziny',
    '5 godzin',
    '22 godziny',
  ]);
});
