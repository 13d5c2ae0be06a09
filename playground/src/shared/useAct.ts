import { useState } from 'react';
import { messageOf } from './call';

/** Runs one act at a time and keeps what went wrong with the last. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, act };
}
