import { RatingForm } from '../../ratings/RatingForm';
import { momentText } from '../../shared/zone';
import type { Booking } from '../bookings/api';
import { useBusiness } from '../business';
import { servicesText } from '../bookings/servicesText';

type Props = {
  booking: Booking;
  onRate: (bookingId: string, stars: number, comment: string | null) => Promise<void>;
};

export function WaitingRating({ booking, onRate }: Props) {
  const { timeZone } = useBusiness();
  const { id, services, startsAt } = booking;
  return (
    <article className="card stack">
      <h3>{servicesText(services)}</h3>
      <p className="quiet">{momentText(startsAt, timeZone)}</p>
      <RatingForm onRate={(stars, comment) => onRate(id, stars, comment)} />
    </article>
  );
}
