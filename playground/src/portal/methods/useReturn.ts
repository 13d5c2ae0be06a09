import { useEffect, useRef } from 'react';
import { messageOf } from '../../shared/call';
import { t } from '../../texts';
import { finishSetup } from './api';

/** Keeps the card of a setup that the payment provider has just sent the customer back from, once. */
export function useReturn(onDone: (text: string) => void, onProblem: (text: string) => void): void {
  const tell = useRef({ onDone, onProblem });
  useEffect(() => {
    tell.current = { onDone, onProblem };
  });
  useEffect(() => {
    const setup = takeSetup();
    if (!setup) return;
    finishSetup(setup).then(
      () => {
        tell.current.onDone(t.methods.added);
      },
      (error: unknown) => {
        tell.current.onProblem(messageOf(error));
      },
    );
  }, []);
}

/** The setup in the address, taken out of it so that going back does not finish it again. */
export function takeSetup(): string | null {
  const setup = new URLSearchParams(location.search).get('setup');
  if (setup) history.replaceState(null, '', location.pathname);
  return setup;
}
