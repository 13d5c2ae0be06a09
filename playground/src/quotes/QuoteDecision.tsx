import { useState } from 'react';
import { ConfirmDialog } from '../shared/ConfirmDialog';
import { momentText } from '../shared/zone';
import { t } from '../texts';
import { ProposeDialog } from '../times/ProposeDialog';
import { AsPlannedDialog } from './AsPlannedDialog';

type Props = {
  /** When the work is planned for, if it is. */
  startsAt: string | null;
  timeZone: string;
  accept: (startsAt?: string) => Promise<void>;
  decline: () => Promise<void>;
};

/** The two buttons below a quote that waits, and what they ask. */
export function QuoteDecision({ startsAt, timeZone, accept, decline }: Props) {
  const [open, setOpen] = useState<'planned' | 'time' | 'decline'>();
  const close = () => {
    setOpen(undefined);
  };
  return (
    <div className="actions">
      <button
        type="button"
        className="button primary"
        onClick={() => {
          setOpen(startsAt ? 'planned' : 'time');
        }}
      >
        {t.quotes.accept}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          setOpen('decline');
        }}
      >
        {t.quotes.decline}
      </button>
      {open === 'planned' && startsAt && (
        <AsPlannedDialog
          when={momentText(startsAt, timeZone)}
          onAccept={accept}
          onAnotherTime={() => {
            setOpen('time');
          }}
          onClose={close}
        />
      )}
      {open === 'time' && (
        <ProposeDialog
          title={t.quotes.acceptTitle}
          hint={t.quotes.acceptHint}
          confirm={t.quotes.accept}
          timeZone={timeZone}
          onConfirm={accept}
          onClose={close}
        />
      )}
      {open === 'decline' && (
        <ConfirmDialog
          title={t.quotes.declineTitle}
          hint={t.quotes.declineHint}
          confirm={t.quotes.declineConfirm}
          onConfirm={decline}
          onClose={close}
        />
      )}
    </div>
  );
}
