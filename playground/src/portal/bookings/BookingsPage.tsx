import { useState } from 'react';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { BookingCard } from './BookingCard';
import { CancelDialog } from './CancelDialog';
import { MoveDialog } from './MoveDialog';
import { type Booking, loadBookings } from './api';

type Act = { kind: 'cancel' | 'move'; booking: Booking };

export function BookingsPage() {
  const upcoming = useLoad(() => loadBookings(true));
  const past = useLoad(() => loadBookings(false));
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
        <Loaded of={upcoming}>
          {(bookings) =>
            bookings.length === 0 ? (
              <p className="card quiet">{t.bookings.noUpcoming}</p>
            ) : (
              bookings.map((booking) => (
                <BookingCard
                  key={booking.id}
                  booking={booking}
                  onAct={(kind) => {
                    setAct({ kind, booking });
                  }}
                />
              ))
            )
          }
        </Loaded>
      </section>
      <section className="stack" aria-label={t.bookings.past}>
        <h2>{t.bookings.past}</h2>
        <Loaded of={past}>
          {(bookings) =>
            bookings.length === 0 ? (
              <p className="card quiet">{t.bookings.noPast}</p>
            ) : (
              bookings.map((booking) => <BookingCard key={booking.id} booking={booking} />)
            )
          }
        </Loaded>
      </section>
      {act?.kind === 'cancel' && <CancelDialog booking={act.booking} onDone={done} onClose={close} />}
      {act?.kind === 'move' && <MoveDialog booking={act.booking} onDone={done} onClose={close} />}
    </>
  );
}
