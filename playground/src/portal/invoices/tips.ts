/** Shares of what is owed that are offered as a tip, in percent. */
export const tipShares = [5, 10, 15];

/** A share of an amount, with the amount's own number of decimals; exact, without floating point. */
export function shareOf(amount: string, percent: number): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  const minor = (BigInt(whole + decimals) * BigInt(percent) + 50n) / 100n;
  return decimalOf(minor, decimals.length);
}

/** The sum of two amounts of one currency. */
export function sumOf(amount: string, other: string): string {
  const decimals = Math.max(decimalsOf(amount), decimalsOf(other));
  return decimalOf(minorOf(amount, decimals) + minorOf(other, decimals), decimals);
}

/** The lesser of two amounts of one currency. */
export function lesserOf(amount: string, other: string): string {
  const decimals = Math.max(decimalsOf(amount), decimalsOf(other));
  return minorOf(amount, decimals) < minorOf(other, decimals) ? amount : other;
}

/** An amount that somebody typed, with a point; undefined where it is none. */
export function typedAmount(text: string, decimals: number): string | undefined {
  const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.trim());
  if (!match?.[1] || (match[2]?.length ?? 0) > decimals) return undefined;
  return match[2] ? `${match[1]}.${match[2]}` : match[1];
}

export const decimalsOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

const minorOf = (amount: string, decimals: number): bigint => {
  const [whole = '0', rest = ''] = amount.split('.');
  return BigInt(whole + rest.padEnd(decimals, '0'));
};

function decimalOf(minor: bigint, decimals: number): string {
  if (decimals === 0) return String(minor);
  const digits = String(minor).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
