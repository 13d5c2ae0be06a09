import { useEffect, useState } from 'react';
import { type Persona, firstPersona, loadPersonas } from '../session/demo';
import { createFetcher } from '../session/fetcher';
import { SessionStore } from '../session/session';
import { useStore } from '../shared/store';
import { WalkStore } from '../walk/walk';
import { TopBar } from './TopBar';
import { Workspace } from './Workspace';

const session = new SessionStore(null);
const walk = new WalkStore();
const fetcher = createFetcher(session, walk.answer);
const remembered = 'lethe:persona';

type Cast = { personas: Persona[] | null };

// A label reads "name · what they are".
const nameOf = (persona?: Persona) => persona?.label.split(' · ')[0] ?? '';

export function App() {
  const [cast, setCast] = useState<Cast | null>(null);
  const [problem, setProblem] = useState('');
  const current = useStore(session)?.persona;
  const personas = cast?.personas ?? [];

  const act = async (persona: Persona, all: Persona[]) => {
    setProblem('');
    try {
      if (session.get()?.persona?.account !== persona.account) {
        const suggested = all.find(({ account, group }) => account === persona.account && group === 'PORTAL');
        walk.restart(nameOf(suggested));
      }
      await session.actAs(persona);
      sessionStorage.setItem(remembered, persona.key);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  useEffect(() => {
    const start = async () => {
      const loaded = await loadPersonas();
      const last = loaded?.find(({ key }) => key === sessionStorage.getItem(remembered));
      const first = last ?? firstPersona(loaded ?? []);
      if (first) await act(first, loaded ?? []);
      setCast({ personas: loaded });
    };
    start().catch((error: unknown) => {
      setProblem(error instanceof Error ? error.message : String(error));
      setCast({ personas: null });
    });
  }, []);

  if (!cast) return <p className="loading">Loading…</p>;
  return (
    <>
      <TopBar session={session} personas={cast.personas} onAct={(persona) => void act(persona, personas)} />
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <Workspace
        fetcher={fetcher}
        session={session}
        walk={walk}
        acting={current}
        personas={personas.filter(({ account }) => account === current?.account)}
        onAct={(persona) => void act(persona, personas)}
      />
    </>
  );
}
