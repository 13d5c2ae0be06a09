import type {
  PortalBookingCancelMutation,
  PortalBookingRescheduleMutation,
  PortalBookingsQuery,
  PortalBookingsQueryVariables,
  PortalFreeSlotsQuery,
} from '../../generated/operations';
import cancelDocument from '../../operations/portal-booking-cancel.graphql?raw';
import rescheduleDocument from '../../operations/portal-booking-reschedule.graphql?raw';
import bookingsDocument from '../../operations/portal-bookings.graphql?raw';
import slotsDocument from '../../operations/portal-free-slots.graphql?raw';
import { type Week, loadWeek } from '../../times/weeks';
import { type Part, pageSize, partFromEnd, partOf } from '../pages';
import { act, ask } from '../session';

export type Booking = NonNullable<PortalBookingsQuery['portal']>['bookings']['nodes'][number];

const load = async (variables: PortalBookingsQueryVariables) =>
  (await ask<PortalBookingsQuery>(bookingsDocument, variables)).portal.bookings;

/** Bookings that have not ended, the next first. */
export const loadUpcoming = async (after: string | null): Promise<Part<Booking>> =>
  partOf(await load({ where: { upcoming: true }, first: pageSize, after }));

/** Bookings that have ended, the latest first. */
export const loadPast = async (before: string | null): Promise<Part<Booking>> =>
  partFromEnd(await load({ where: { upcoming: false }, last: pageSize, before }));

/** Completed bookings that wait for a rating, the latest first. */
export const loadUnrated = async (before: string | null): Promise<Part<Booking>> =>
  partFromEnd(await load({ where: { state: ['COMPLETED'], rated: false }, last: pageSize, before }));

/** A week's times to which a booking can be moved; its own is not among them. */
export const loadFreeTimes = ({ id, startsAt }: Booking, from: string, timeZone: string): Promise<Week> =>
  loadWeek(from, timeZone, async (first, last) => {
    const variables = { bookingId: id, from: first, until: last };
    const { portal } = await ask<PortalFreeSlotsQuery>(slotsDocument, variables);
    return portal.freeSlots.map((slot) => slot.startsAt).filter((start) => start !== startsAt);
  });

export const cancelBooking = (id: string) => act<PortalBookingCancelMutation>(cancelDocument, { id });

export const moveBooking = (id: string, startsAt: string) =>
  act<PortalBookingRescheduleMutation>(rescheduleDocument, { id, startsAt });
