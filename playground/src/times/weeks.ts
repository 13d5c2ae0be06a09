import { addDays, dayIn } from '../shared/days';

/** How far ahead free days are looked for: as far as the API answers at once. */
export const lookAhead = 30;

export type FreeDay = { day: string; times: string[] };

/** Seven days with what is free on them, and the first free day after them if nothing is. */
export type Week = { days: FreeDay[]; next?: string | null };

export const daysInWeek = 7;

/** Sorts moments into the seven days from `from`, as days are where the business is. */
export function weekOf(from: string, moments: string[], timeZone: string): FreeDay[] {
  const days = new Map<string, string[]>();
  for (let index = 0; index < daysInWeek; index++) days.set(addDays(from, index), []);
  for (const moment of moments) days.get(dayIn(moment, timeZone))?.push(moment);
  return [...days].map(([day, times]) => ({ day, times: times.toSorted() }));
}

/** A week's free times; where there are none, the next free day. `free` tells what is free from one day to another. */
export async function loadWeek(
  from: string,
  timeZone: string,
  free: (first: string, last: string) => Promise<string[]>,
): Promise<Week> {
  const last = addDays(from, daysInWeek - 1);
  const moments = await free(from, last);
  const days = weekOf(from, moments, timeZone);
  if (moments.length > 0) return { days };
  const [next] = await free(addDays(last, 1), addDays(last, lookAhead));
  return { days, next: next && dayIn(next, timeZone) };
}

/** The day to show first: the wanted one if something is free then, else the first with anything. */
export const firstFree = (days: FreeDay[], wanted?: string): string | undefined =>
  days.find(({ day, times }) => day === wanted && times.length > 0)?.day ??
  days.find(({ times }) => times.length > 0)?.day;
