import { expect, test } from 'vitest';
import { type Persona, firstPersona, groupPersonas } from './demo';

const persona = (
  key: string,
  account: string,
  group: Persona['group'],
  role: string | null = null,
): Persona => ({
  key,
  label: key,
  account,
  accountLabel: account.toUpperCase(),
  group,
  role,
});

const cast = [
  persona('garage-owner', 'garage', 'STAFF', 'OWNER'),
  persona('print-admin', 'print', 'STAFF', 'ADMINISTRATOR'),
  persona('garage-portal', 'garage', 'PORTAL'),
  persona('garage-manager', 'garage', 'STAFF', 'MANAGER'),
];

test('personas are grouped by account and kind', () => {
  expect(groupPersonas(cast).map(({ title, personas }) => [title, personas.map(({ key }) => key)])).toEqual([
    ['GARAGE · staff', ['garage-owner', 'garage-manager']],
    ['GARAGE · portal', ['garage-portal']],
    ['PRINT · staff', ['print-admin']],
  ]);
});

test('the garage’s manager goes first', () => {
  expect(firstPersona(cast)?.key).toBe('garage-manager');
  expect(firstPersona([])).toBeUndefined();
});
