import type {
  BookingPageQuery,
  BookingPageQueryVariables,
  BookingPriceQuery,
  BookingPriceQueryVariables,
  BookingRequestMutation,
  BookingRequestMutationVariables,
  BookingTimesQuery,
  BookingTimesQueryVariables,
} from '../generated/operations';
import pageDocument from '../operations/booking-page.graphql?raw';
import priceDocument from '../operations/booking-price.graphql?raw';
import requestDocument from '../operations/booking-request.graphql?raw';
import timesDocument from '../operations/booking-times.graphql?raw';
import { call, granted } from '../shared/call';
import { addDays } from '../shared/days';
import { type Week, loadWeek, lookAhead } from '../times/weeks';

type Open<T extends { publicBooking: object | null }> = NonNullable<T['publicBooking']>;

export type Page = Open<BookingPageQuery>;
export type Service = Page['services'][number];
export type Price = Open<BookingPriceQuery>['price'];
export type NewBooking = BookingRequestMutationVariables['input'];
export type Choices = { serviceId: string; quantity: number }[];
export type Provider = { id: string; name: string };
export type Wanted = Omit<BookingTimesQueryVariables, 'from' | 'until'>;

/** What can be booked with an account; null when nothing can. */
export const loadPage = async (variables: BookingPageQueryVariables): Promise<Page | null> =>
  (await call<BookingPageQuery>(pageDocument, variables)).publicBooking;

export const loadPrice = async (variables: BookingPriceQueryVariables): Promise<Price | undefined> =>
  (await call<BookingPriceQuery>(priceDocument, variables)).publicBooking?.price;

async function slots(wanted: Wanted, from: string, until: string) {
  const { publicBooking } = await call<BookingTimesQuery>(timesDocument, { ...wanted, from, until });
  return publicBooking?.freeSlots ?? [];
}

/** A week's free times; where there are none, the next free day. */
export const loadTimes = (wanted: Wanted, from: string, timeZone: string): Promise<Week> =>
  loadWeek(from, timeZone, async (first, last) =>
    (await slots(wanted, first, last)).map(({ startsAt }) => startsAt),
  );

/** Those who can do what is chosen and have time for it in the next weeks, by name. */
export async function loadProviders(wanted: Wanted, today: string): Promise<Provider[]> {
  const free = await slots(wanted, today, addDays(today, lookAhead));
  const byId = new Map(free.flatMap(({ providers }) => providers).map(({ id, name }) => [id, name]));
  return [...byId]
    .map(([id, name]) => ({ id, name }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Asks for a booking; the text to show is the same whoever asks. */
export async function book(input: NewBooking): Promise<string> {
  const answer = await call<BookingRequestMutation>(requestDocument, { input });
  return granted(answer.publicBookingRequest).message;
}
