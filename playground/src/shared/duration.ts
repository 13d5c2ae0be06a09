import { t } from '../texts';

/** Minutes for people: 1 hour 30 minutes. */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours && t.common.hours(hours), (rest || !hours) && t.common.minutes(rest)]
    .filter(Boolean)
    .join(' ');
}
