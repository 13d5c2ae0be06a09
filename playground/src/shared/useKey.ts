import { useState } from 'react';
import { Refused } from './call';

/**
 * A key that names one attempt: what is sent again after a lost connection happens once. After a refusal, the next
 * attempt is another one.
 */
export function useKey() {
  const [key, setKey] = useState(() => crypto.randomUUID());
  const attempt = async <T>(work: (key: string) => Promise<T>): Promise<T> => {
    try {
      return await work(key);
    } catch (error) {
      if (error instanceof Refused) setKey(crypto.randomUUID());
      throw error;
    }
  };
  return attempt;
}
