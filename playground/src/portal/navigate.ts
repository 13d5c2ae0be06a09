import { useSyncExternalStore } from 'react';

const moved = 'lethe:moved';

/** Goes to another page of the portal without loading it anew. */
export function go(href: string): void {
  history.pushState(null, '', href);
  window.dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(moved, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(moved, listener);
  };
}

export const usePathname = (): string => useSyncExternalStore(subscribe, () => location.pathname);
