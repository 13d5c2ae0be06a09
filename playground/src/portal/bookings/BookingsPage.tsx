import { useState } from 'react';
import { t } from '../../texts';
import { Paged } from '../Paged';
import { useNotice } from '../useNotice';
import { usePages } from '../usePages';
import { BookingCard } from './BookingCard';
import { CancelDialog } from './CancelDialog';
import { MoveDialog } from './MoveDialog';
import { type Booking, loadPast, loadUpcoming } from './api';

type Act = { kind: 'cancel' | 'move'; booking: Booking };

export function BookingsPage() {
  const upcoming = usePages(loadUpcoming);
  const past = usePages(loadPast);
  const [act, setAct] = useState<Act>();
  const { notice, say } = useNotice();
  const close = () => {
    setAct(undefined);
  };
  const done = (text: string) => {
    close();
    say(text);
    upcoming.reload();
    past.reload();
  };
  return (
    <>
      <h1>{t.portal.pages.bookings}</h1>
      {notice}
      <section className="stack" aria-label={t.bookings.upcoming}>
        <h2>{t.bookings.upcoming}</h2>
        <Paged of={upcoming} empty={t.bookings.noUpcoming}>
          {(booking) => (
            <BookingCard
              key={booking.id}
              booking={booking}
              onAct={(kind) => {
                setAct({ kind, booking });
              }}
            />
          )}
        </Paged>
      </section>
      <section className="stack" aria-label={t.bookings.past}>
        <h2>{t.bookings.past}</h2>
        <Paged of={past} empty={t.bookings.noPast}>
          {(booking) => <BookingCard key={booking.id} booking={booking} />}
        </Paged>
      </section>
      {act?.kind === 'cancel' && <CancelDialog booking={act.booking} onDone={done} onClose={close} />}
      {act?.kind === 'move' && <MoveDialog booking={act.booking} onDone={done} onClose={close} />}
    </>
  );
}
