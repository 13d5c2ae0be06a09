import { Badge } from '../../shared/Badge';
import { Facts } from '../../shared/Facts';
import { momentText, timeText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import { BookingActions } from './BookingActions';
import type { Booking } from './api';
import { servicesText } from './servicesText';

const tones = {
  REQUESTED: 'waiting',
  SCHEDULED: 'good',
  DISPATCHED: 'good',
  IN_PROGRESS: 'good',
  COMPLETED: 'plain',
  CANCELLED: 'plain',
  NO_SHOW: 'bad',
} as const;

type Props = { booking: Booking; onAct?: (kind: 'cancel' | 'move') => void };

export function BookingCard({ booking, onAct }: Props) {
  const { timeZone } = useBusiness();
  const { number, state, startsAt, endsAt, location, services, price, prepayment, stars } = booking;
  return (
    <article className="card stack" aria-label={t.bookings.number(number)}>
      <header className="card-head">
        <h3>
          {momentText(startsAt, timeZone)} – {timeText(endsAt, timeZone)}
        </h3>
        <Badge tone={tones[state]}>{t.bookings.states[state]}</Badge>
      </header>
      <p>{servicesText(services)}</p>
      <Facts
        of={[
          [t.bookings.where, location],
          [t.bookings.price, price.formatted],
          [t.bookings.prepayment, Number(prepayment.amount) > 0 && prepayment.formatted],
          [t.ratings.legend, stars !== null && t.ratings.stars(stars)],
        ]}
      />
      {onAct && <BookingActions booking={booking} onAct={onAct} />}
    </article>
  );
}
