import { type SubmitEvent } from 'react';
import { Dialog } from '../shared/Dialog';
import { Field, fieldsOf } from '../shared/Field';
import { Problem } from '../shared/Problem';
import { serverNow } from '../shared/clock';
import { addDays, dayIn, momentAt } from '../shared/days';
import { useAct } from '../shared/useAct';
import { foreignZone } from '../shared/zone';
import { t } from '../texts';

type Props = {
  title: string;
  hint: string;
  confirm: string;
  timeZone: string;
  onConfirm: (startsAt: string) => Promise<void>;
  onClose: () => void;
};

/** Asks for a day and a time, where the business is. */
export function ProposeDialog({ title, hint, confirm, timeZone, onConfirm, onClose }: Props) {
  const { busy, problem, act } = useAct();
  const today = dayIn(serverNow(), timeZone);
  const zone = foreignZone(timeZone);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { day = '', time = '' } = fieldsOf(event.currentTarget);
    return act(() => onConfirm(momentAt(day, time, timeZone)));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{hint}</p>
      <form onSubmit={submit}>
        <div className="pair">
          <Field name="day" label={t.common.chooseDay} type="date" min={addDays(today, 1)} required />
          <Field name="time" label={t.common.chooseTime} type="time" defaultValue="09:00" required />
        </div>
        {zone && <p className="quiet">{t.common.timesIn(zone)}</p>}
        <Problem text={problem} />
        <button className="button primary" disabled={busy}>
          {confirm}
        </button>
      </form>
    </Dialog>
  );
}
