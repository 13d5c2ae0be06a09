import type { ReactNode } from 'react';
import { Loaded } from '../shared/Loaded';
import { More } from './More';
import type { Pages } from './usePages';

type Props<T> = { of: Pages<T>; empty: string; children: (item: T) => ReactNode };

/** A list with a way to see more of it; else what to say when there is nothing. */
export const Paged = <T,>({ of, empty, children }: Props<T>) => (
  <Loaded of={of}>
    {({ items }) =>
      items.length === 0 ? (
        <p className="card quiet">{empty}</p>
      ) : (
        <>
          {items.map(children)}
          <More of={of} />
        </>
      )
    }
  </Loaded>
);
