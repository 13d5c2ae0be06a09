import { t } from '../texts';
import { Dialog } from './Dialog';
import { Problem } from './Problem';
import { useAct } from './useAct';

type Props = {
  title: string;
  hint: string;
  confirm: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
};

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, hint, confirm, onConfirm, onClose }: Props) {
  const { busy, problem, act } = useAct();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <Problem text={problem} />
      <div className="actions">
        <button type="button" className="button danger" disabled={busy} onClick={() => act(onConfirm)}>
          {confirm}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t.common.keep}
        </button>
      </div>
    </Dialog>
  );
}
