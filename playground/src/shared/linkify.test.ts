import { expect, test } from 'vitest';
import { linkify } from './linkify';

test('a link is told from the text around it', () => {
  expect(linkify('Open http://localhost:8080/portal/sign-in#token=lethe_pl_a-b_c. Thanks')).toEqual([
    { text: 'Open ' },
    {
      text: 'http://localhost:8080/portal/sign-in#token=lethe_pl_a-b_c',
      href: 'http://localhost:8080/portal/sign-in#token=lethe_pl_a-b_c',
    },
    { text: '. Thanks' },
  ]);
});

test('other schemes stay text', () => {
  expect(linkify('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)' }]);
});
