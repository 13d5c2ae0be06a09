import { ConfirmDialog } from '../../shared/ConfirmDialog';
import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import { type Booking, cancelBooking } from './api';

type Props = { booking: Booking; onDone: (text: string) => void; onClose: () => void };

export function CancelDialog({ booking: { id, startsAt }, onDone, onClose }: Props) {
  const { timeZone } = useBusiness();
  return (
    <ConfirmDialog
      title={t.bookings.cancelTitle}
      hint={`${t.bookings.now(momentText(startsAt, timeZone))} ${t.bookings.cancelHint}`}
      confirm={t.bookings.cancelConfirm}
      onConfirm={async () => {
        await cancelBooking(id);
        onDone(t.bookings.cancelled);
      }}
      onClose={onClose}
    />
  );
}
