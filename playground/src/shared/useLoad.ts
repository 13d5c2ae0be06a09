import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from './call';

export type Load<T> = { data?: T; problem: string; loading: boolean; reload: () => void };

/** Loads when it is first shown, when `key` changes and when told to. What was loaded stays until the next has come. */
export function useLoad<T>(load: () => Promise<T>, key = ''): Load<T> {
  const [attempt, setAttempt] = useState(0);
  const turn = `${attempt}:${key}`;
  const [state, setState] = useState<{ turn?: string; data?: T; problem: string }>({ problem: '' });
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    let left = false;
    latest.current().then(
      (data) => {
        if (!left) setState({ turn, data, problem: '' });
      },
      (error: unknown) => {
        if (!left) setState(({ data }) => ({ turn, data, problem: messageOf(error) }));
      },
    );
    return () => {
      left = true;
    };
  }, [turn]);
  const reload = useCallback(() => {
    setAttempt((before) => before + 1);
  }, []);
  const loading = state.turn !== turn;
  return { data: state.data, problem: loading ? '' : state.problem, loading, reload };
}
