import { serverNow } from '../../shared/clock';
import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import type { Booking } from './api';

type Props = { booking: Booking; onAct: (kind: 'cancel' | 'move') => void };

const isAhead = (moment: string | null): moment is string => !!moment && Date.parse(moment) > serverNow();

/** What the business lets the customer do with a booking, and until when. */
export function BookingActions({ booking: { cancellableUntil, movableUntil }, onAct }: Props) {
  const { timeZone } = useBusiness();
  const movable = isAhead(movableUntil);
  const cancellable = isAhead(cancellableUntil);
  if (!movable && !cancellable) return <p className="quiet">{t.bookings.call}</p>;
  return (
    <>
      <div className="actions">
        {movable && (
          <button
            type="button"
            className="button"
            onClick={() => {
              onAct('move');
            }}
          >
            {t.bookings.move}
          </button>
        )}
        {cancellable && (
          <button
            type="button"
            className="button danger"
            onClick={() => {
              onAct('cancel');
            }}
          >
            {t.bookings.cancel}
          </button>
        )}
      </div>
      <p className="quiet">
        {movable && t.bookings.moveUntil(momentText(movableUntil, timeZone))}{' '}
        {cancellable && t.bookings.cancelUntil(momentText(cancellableUntil, timeZone))}
      </p>
    </>
  );
}
