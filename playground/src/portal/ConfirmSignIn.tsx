import { useState } from 'react';
import { signIn } from './session';

type Props = { token: string; onSignedIn: () => void; onAskAgain: () => void };

/** Opening a link signs nobody in: mail scanners open links too. The button does. */
export function ConfirmSignIn({ token, onSignedIn, onAskAgain }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const press = async () => {
    setBusy(true);
    try {
      await signIn(token);
      onSignedIn();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <section className="card narrow">
      <h1>Sign in to {location.host}</h1>
      {problem ? (
        <>
          <p role="alert" className="problem">
            {problem}
          </p>
          <button type="button" className="button" onClick={onAskAgain}>
            Ask for a new link
          </button>
        </>
      ) : (
        <>
          <p>The link that you followed works once.</p>
          <button type="button" className="button primary" disabled={busy} onClick={press}>
            Sign in
          </button>
        </>
      )}
    </section>
  );
}
