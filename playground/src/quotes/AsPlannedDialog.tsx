import { Dialog } from '../shared/Dialog';
import { Problem } from '../shared/Problem';
import { useAct } from '../shared/useAct';
import { t } from '../texts';

type Props = { when: string; onAccept: () => Promise<void>; onAnotherTime: () => void; onClose: () => void };

/** Accepts a quote for the time that the business planned, or leads to other times. */
export function AsPlannedDialog({ when, onAccept, onAnotherTime, onClose }: Props) {
  const { busy, problem, act } = useAct();
  return (
    <Dialog title={t.quotes.acceptTitle} onClose={onClose}>
      <p>{t.quotes.acceptAsPlanned(when)}</p>
      <Problem text={problem} />
      <div className="actions">
        <button
          type="button"
          className="button primary"
          disabled={busy}
          onClick={() => act(() => onAccept())}
        >
          {t.quotes.accept}
        </button>
        <button type="button" className="button" onClick={onAnotherTime}>
          {t.quotes.anotherTime}
        </button>
      </div>
    </Dialog>
  );
}
