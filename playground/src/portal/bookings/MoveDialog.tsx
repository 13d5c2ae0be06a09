import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../shared/Dialog';
import { Problem } from '../../shared/Problem';
import { Refused } from '../../shared/call';
import { serverNow } from '../../shared/clock';
import { dayIn } from '../../shared/days';
import { useAct } from '../../shared/useAct';
import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { TimePicker } from '../../times/TimePicker';
import { useBusiness } from '../business';
import { type Booking, loadFreeTimes, moveBooking } from './api';

type Props = { booking: Booking; onDone: (text: string) => void; onClose: () => void };

/** Offers the times that are free for a booking instead of its own. */
export function MoveDialog({ booking, onDone, onClose }: Props) {
  const { timeZone } = useBusiness();
  const [chosen, setChosen] = useState<string>();
  const [taken, setTaken] = useState(0);
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    return act(async () => {
      if (!chosen) return;
      try {
        await moveBooking(booking.id, chosen);
        onDone(t.bookings.moved);
      } catch (error) {
        if (error instanceof Refused && error.code === 'SLOT_TAKEN') {
          setChosen(undefined);
          setTaken(taken + 1);
        }
        throw error;
      }
    });
  };
  return (
    <Dialog title={t.bookings.moveTitle} onClose={onClose}>
      <p>{t.bookings.now(momentText(booking.startsAt, timeZone))}</p>
      <form onSubmit={submit}>
        <TimePicker
          key={taken}
          today={dayIn(serverNow(), timeZone)}
          load={(from) => loadFreeTimes(booking, from, timeZone)}
          timeZone={timeZone}
          value={chosen}
          onChange={setChosen}
        />
        <Problem text={problem} />
        <button className="button primary" disabled={busy || !chosen}>
          {t.bookings.moveConfirm}
        </button>
      </form>
    </Dialog>
  );
}
