import { locale, t } from '../../texts';
import type { Method } from './api';

const brands: Partial<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** A card as its owner knows it: Visa ending in 4242. */
export const methodText = ({ brand, lastFour }: Pick<Method, 'brand' | 'lastFour'>): string =>
  `${brands[brand] ?? brand} ${t.methods.ending(lastFour)}`;

export const expiryText = ({ expiresYear, expiresMonth }: Method): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(expiresYear, expiresMonth - 1, 1),
  );

/** Whether a card's last month is over. */
export const hasExpired = ({ expiresYear, expiresMonth }: Method, now: number): boolean =>
  now >= Date.UTC(expiresYear, expiresMonth, 1);
