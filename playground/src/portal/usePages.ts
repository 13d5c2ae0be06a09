import { useState } from 'react';
import { type Load, useLoad } from '../shared/useLoad';
import { type Part, loadParts } from './pages';

export type Pages<T> = Load<Part<T>> & { more: () => void };

/** A list, of which more and more is loaded. */
export function usePages<T>(load: (cursor: string | null) => Promise<Part<T>>): Pages<T> {
  const [count, setCount] = useState(1);
  const parts = useLoad(() => loadParts(load, count), String(count));
  const more = () => {
    setCount(count + 1);
  };
  return { ...parts, more };
}
