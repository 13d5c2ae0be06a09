import type { Persona } from '../session/demo';
import type { SessionStore } from '../session/session';
import { useStore } from '../shared/store';
import { PersonaMenu } from './PersonaMenu';
import { SignIn } from './SignIn';
import { TimeTravel } from './TimeTravel';

type Props = { session: SessionStore; personas: Persona[] | null; onAct: (persona: Persona) => void };

export function TopBar({ session, personas, onAct }: Props) {
  const account = useStore(session)?.persona?.account;
  return (
    <header className="top-bar">
      <h1>
        Lethe <span>Playground</span>
      </h1>
      {personas ? (
        <PersonaMenu session={session} personas={personas} onAct={onAct} />
      ) : (
        <SignIn session={session} />
      )}
      {personas && (
        <>
          <TimeTravel session={session} />
          <nav aria-label="Demo">
            <a href="/demo/mailbox" target="_blank" rel="noopener">
              Mailbox
            </a>
            <a href={`/portal/sign-in${account ? `?account=${account}` : ''}`} target="_blank" rel="noopener">
              Portal
            </a>
          </nav>
        </>
      )}
    </header>
  );
}
