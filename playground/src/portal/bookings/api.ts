import type {
  PortalBookingCancelMutation,
  PortalBookingRescheduleMutation,
  PortalBookingsQuery,
} from '../../generated/operations';
import cancelDocument from '../../operations/portal-booking-cancel.graphql?raw';
import rescheduleDocument from '../../operations/portal-booking-reschedule.graphql?raw';
import bookingsDocument from '../../operations/portal-bookings.graphql?raw';
import { act, ask } from '../session';

export type Booking = NonNullable<PortalBookingsQuery['portal']>['bookings']['nodes'][number];

/** The customer's bookings: upcoming ones the next first, past ones the latest first. */
export async function loadBookings(upcoming: boolean): Promise<Booking[]> {
  const { portal } = await ask<PortalBookingsQuery>(bookingsDocument, { upcoming });
  const sooner = (one: Booking, other: Booking) => one.startsAt.localeCompare(other.startsAt);
  return portal.bookings.nodes.toSorted((one, other) => (upcoming ? sooner(one, other) : sooner(other, one)));
}

export const cancelBooking = (id: string) => act<PortalBookingCancelMutation>(cancelDocument, { id });

export const moveBooking = (id: string, startsAt: string) =>
  act<PortalBookingRescheduleMutation>(rescheduleDocument, { id, startsAt });
