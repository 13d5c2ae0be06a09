import { addDays, dayIn } from '../shared/days';

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

/** The day to show first: the wanted one if something is free then, else the first with anything. */
export const firstFree = (days: FreeDay[], wanted?: string): string | undefined =>
  days.find(({ day, times }) => day === wanted && times.length > 0)?.day ??
  days.find(({ times }) => times.length > 0)?.day;
