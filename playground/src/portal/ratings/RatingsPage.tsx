import { useState } from 'react';
import type { PortalRateMutation } from '../../generated/operations';
import rateDocument from '../../operations/portal-rate.graphql?raw';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { loadBookings } from '../bookings/api';
import { act } from '../session';
import { useNotice } from '../useNotice';
import { WaitingRating } from './WaitingRating';

export function RatingsPage() {
  const bookings = useLoad(() => loadBookings(false));
  const [rated, setRated] = useState<string[]>([]);
  const { notice, say } = useNotice();
  const rate = async (bookingId: string, stars: number, comment: string | null) => {
    await act<PortalRateMutation>(rateDocument, { bookingId, stars, comment });
    say(t.ratings.sent);
    setRated([...rated, bookingId]);
  };
  return (
    <>
      <h1>{t.portal.pages.ratings}</h1>
      {notice}
      <h2>{t.ratings.waiting}</h2>
      <Loaded of={bookings}>
        {(all) => {
          const waiting = all.filter(({ id, state }) => state === 'COMPLETED' && !rated.includes(id));
          return waiting.length === 0 ? (
            <p className="card quiet">{t.ratings.noWaiting}</p>
          ) : (
            waiting.map((booking) => <WaitingRating key={booking.id} booking={booking} onRate={rate} />)
          );
        }}
      </Loaded>
    </>
  );
}
