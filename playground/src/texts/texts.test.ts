import { expect, test } from 'vitest';
import { en } from './en';

type Tree = { [key: string]: Tree | string | ((...args: never[]) => string) };

const keys = (tree: Tree, path = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' ? keys(value, `${path}${key}.`) : [`${path}${key}`],
  );

const sources = import.meta.glob<string>('../**/*.tsx', { query: '?raw', import: 'default', eager: true });
const modules = import.meta.glob<string>('../**/*.ts', { query: '?raw', import: 'default', eager: true });
const code = Object.entries({ ...sources, ...modules })
  .filter(([path]) => !path.includes('texts/'))
  .map(([, text]) => text)
  .join('\n');

test('everything that can be said is said somewhere', () => {
  const tables = ['states', 'workStates', 'pages', 'purposes', 'channels'];
  const unused = keys(en).filter((key) => {
    const [group, name = '', entry] = key.split('.');
    return !code.includes(`t.${group}.${name}`) && !(entry && tables.includes(name));
  });
  expect(unused).toEqual([]);
});
