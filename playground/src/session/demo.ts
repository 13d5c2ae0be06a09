import { setServerNow } from '../shared/clock';

export type Group = 'STAFF' | 'PARTNER' | 'PORTAL';

export type Persona = {
  key: string;
  label: string;
  account: string;
  accountLabel: string;
  group: Group;
  role: string | null;
};

type ActAs = { accessToken: string; expiresAt: string; label: string; accountLabel: string };

const send = async <T>(path: string, body: unknown): Promise<T> => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.text()) || `${path} answered ${response.status}.`);
  return (await response.json()) as T;
};

/** The demo's cast, or null on a server that is not a demo. */
export async function loadPersonas(): Promise<Persona[] | null> {
  const response = await fetch('/demo/personas');
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`/demo/personas answered ${response.status}.`);
  const { now, personas } = (await response.json()) as { now: string; personas: Persona[] };
  setServerNow(now);
  return personas;
}

export const actAs = (key: string): Promise<ActAs> => send('/demo/act-as', { key });

export async function advance(seconds: number): Promise<void> {
  const { now } = await send<{ now: string }>('/demo/advance', { seconds });
  setServerNow(now);
}

export type PersonaGroup = { title: string; personas: Persona[] };

const groupNames: Record<Group, string> = { STAFF: 'staff', PARTNER: 'partners', PORTAL: 'portal' };

/** By account, then kind, each in the server's order. */
export function groupPersonas(personas: Persona[]): PersonaGroup[] {
  const groups = new Map<string, Persona[]>();
  for (const account of new Set(personas.map((persona) => persona.account))) {
    for (const group of Object.keys(groupNames) as Group[]) {
      const members = personas.filter((persona) => persona.account === account && persona.group === group);
      const [first] = members;
      if (first) groups.set(`${first.accountLabel} · ${groupNames[group]}`, members);
    }
  }
  return [...groups].map(([title, members]) => ({ title, personas: members }));
}

/** Whom a newcomer starts as: a manager can delete and undo. */
export const firstPersona = (personas: Persona[]): Persona | undefined =>
  personas.find(({ key }) => key === 'garage-manager') ??
  personas.find(({ role }) => role === 'MANAGER') ??
  personas[0];
