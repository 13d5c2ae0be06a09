import { t } from '../texts';
import { BookingsPage } from './bookings/BookingsPage';
import { InvoicesPage } from './invoices/InvoicesPage';
import { MethodsPage } from './methods/MethodsPage';
import { OverviewPage } from './overview/OverviewPage';
import { PreferencesPage } from './preferences/PreferencesPage';
import { PrivacyPage } from './privacy/PrivacyPage';
import { ProfilePage } from './profile/ProfilePage';
import { QuotesPage } from './quotes/QuotesPage';
import { RatingsPage } from './ratings/RatingsPage';
import type { Page } from './route';

const views: Record<Page, () => React.ReactNode> = {
  overview: OverviewPage,
  bookings: BookingsPage,
  quotes: QuotesPage,
  invoices: InvoicesPage,
  methods: MethodsPage,
  profile: ProfilePage,
  preferences: PreferencesPage,
  ratings: RatingsPage,
  privacy: PrivacyPage,
};

export function PageOf({ page }: { page?: Page }) {
  if (!page) return <p role="alert">{t.portal.unknownPage}</p>;
  const View = views[page];
  return <View />;
}
