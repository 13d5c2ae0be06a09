import { useEffect } from 'react';
import { isAlive, sessionEnded } from './session';

const checkEveryMs = 3_000;

/** Looks whether the session still lives, now and then and whenever the page is looked at again. */
export function useAliveCheck(): void {
  useEffect(() => {
    let left = false;
    const check = async () => {
      if (!(await isAlive()) && !left) sessionEnded();
    };
    const timer = setInterval(() => void check(), checkEveryMs);
    const onFocus = () => void check();
    window.addEventListener('focus', onFocus);
    return () => {
      left = true;
      clearInterval(timer);
      window.removeEventListener('focus', onFocus);
    };
  }, []);
}
