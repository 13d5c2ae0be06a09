/** The portal's pages and what follows `/portal/` in their addresses. */
export const paths = {
  overview: '',
  bookings: 'bookings',
  quotes: 'quotes',
  invoices: 'invoices',
  methods: 'payment-methods',
  profile: 'profile',
  preferences: 'preferences',
  ratings: 'ratings',
  privacy: 'privacy',
} as const;

export type Page = keyof typeof paths;

export const pages = Object.keys(paths) as Page[];

export const hrefOf = (page: Page): string => `/portal${paths[page] && `/${paths[page]}`}`;

/** The page at an address; `sign-in` leads to the overview. */
export function pageAt(pathname: string): Page | undefined {
  const rest = pathname.replace(/^\/portal\/?/, '').replace(/\/$/, '');
  return pages.find((page) => paths[page] === (rest === 'sign-in' ? '' : rest));
}
