import { useServerNow } from '../shared/clock';

export function UndoCountdown({ until }: { until: string }) {
  const left = Math.ceil((Date.parse(until) - useServerNow()) / 1000);
  return (
    <p className="quiet">
      {left > 0 ? `${left} s left to undo.` : 'The time to undo has passed; restore instead.'}
    </p>
  );
}
