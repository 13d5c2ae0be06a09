import { locale } from '../texts';

/** A day without its year, for people: Tuesday, 3 December. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A date without a time, for people: 3 Dec 2026. */
export const dateText = (day: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

export const timeText = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(new Date(moment));

/** A moment for people, where the business is: Tuesday, 3 December 2026 at 09:30. */
export const momentText = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(
    new Date(moment),
  );

/** The time zone's city, where the reader is in another zone. */
export const foreignZone = (timeZone: string): string | undefined =>
  Intl.DateTimeFormat().resolvedOptions().timeZone === timeZone
    ? undefined
    : timeZone.split('/').at(-1)?.replaceAll('_', ' ');

/** A day's weekday in short: Tue. */
export const weekdayText = (day: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A day's number in its month. */
export const dayNumber = (day: string): number => Number(day.slice(8));
