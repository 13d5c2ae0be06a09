import type { PortalRateMutation } from '../../generated/operations';
import rateDocument from '../../operations/portal-rate.graphql?raw';
import { t } from '../../texts';
import { Paged } from '../Paged';
import { loadUnrated } from '../bookings/api';
import { act } from '../session';
import { useNotice } from '../useNotice';
import { usePages } from '../usePages';
import { WaitingRating } from './WaitingRating';

export function RatingsPage() {
  const waiting = usePages(loadUnrated);
  const { notice, say } = useNotice();
  const rate = async (bookingId: string, stars: number, comment: string | null) => {
    await act<PortalRateMutation>(rateDocument, { bookingId, stars, comment });
    say(t.ratings.sent);
    waiting.reload();
  };
  return (
    <>
      <h1>{t.portal.pages.ratings}</h1>
      {notice}
      <h2>{t.ratings.waiting}</h2>
      <Paged of={waiting} empty={t.ratings.noWaiting}>
        {(booking) => <WaitingRating key={booking.id} booking={booking} onRate={rate} />}
      </Paged>
    </>
  );
}
