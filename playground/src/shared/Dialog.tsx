import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '../texts';

type Props = { title: string; onClose: () => void; children: ReactNode };

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={heading} onCancel={onClose}>
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="button small" onClick={onClose}>
            {t.common.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
