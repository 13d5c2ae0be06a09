import type { ReactNode } from 'react';
import { t } from '../texts';
import type { Load } from './useLoad';
import { Problem } from './Problem';

type Props<T> = { of: Load<T>; children: (data: T) => ReactNode };

/** What was loaded; until then, that it loads; else what went wrong and a way to try again. */
export function Loaded<T>({ of: { data, problem, reload }, children }: Props<T>) {
  if (data !== undefined) {
    return (
      <>
        <Problem text={problem} />
        {children(data)}
      </>
    );
  }
  if (!problem) {
    return (
      <p role="status" className="quiet">
        {t.common.loading}
      </p>
    );
  }
  return (
    <div className="stack">
      <Problem text={problem} />
      <button type="button" className="button" onClick={reload}>
        {t.common.tryAgain}
      </button>
    </div>
  );
}
