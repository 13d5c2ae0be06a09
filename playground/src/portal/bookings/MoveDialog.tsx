import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { ProposeDialog } from '../../times/ProposeDialog';
import { useBusiness } from '../business';
import { type Booking, moveBooking } from './api';

type Props = { booking: Booking; onDone: (text: string) => void; onClose: () => void };

export function MoveDialog({ booking: { id, startsAt }, onDone, onClose }: Props) {
  const { timeZone } = useBusiness();
  return (
    <ProposeDialog
      title={t.bookings.moveTitle}
      hint={t.bookings.now(momentText(startsAt, timeZone))}
      confirm={t.bookings.moveConfirm}
      timeZone={timeZone}
      onConfirm={async (chosen) => {
        await moveBooking(id, chosen);
        onDone(t.bookings.moved);
      }}
      onClose={onClose}
    />
  );
}
