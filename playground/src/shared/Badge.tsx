import type { ReactNode } from 'react';

type Props = { tone: 'good' | 'bad' | 'waiting' | 'plain'; children: ReactNode };

/** Where something stands, in a word. */
export const Badge = ({ tone, children }: Props) => (
  <span className="badge" data-tone={tone}>
    {children}
  </span>
);
