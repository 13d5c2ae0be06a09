import type { ReactNode } from 'react';

type Props = { of: [name: string, value: ReactNode][] };

/** Names and values; what has no value is left out. */
export const Facts = ({ of }: Props) => (
  <dl className="facts">
    {of
      .filter(([, value]) => !!value)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
