import { locale } from '../texts';

/** An exact amount for people: £148.50. */
export const moneyText = (amount: string, currency: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
