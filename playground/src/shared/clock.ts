import { useEffect, useState } from 'react';
import { Store } from './store';

/** How far the server's clock is ahead of this machine's: the demo's can be moved. */
export const clockOffset = new Store(0);

export const setServerNow = (now: string): void => {
  clockOffset.set(Date.parse(now) - Date.now());
};

export const serverNow = (): number => Date.now() + clockOffset.get();

export function useServerNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = () => {
      setNow(serverNow());
    };
    const timer = setInterval(tick, 1000);
    const unsubscribe = clockOffset.subscribe(tick);
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, []);
  return now;
}
