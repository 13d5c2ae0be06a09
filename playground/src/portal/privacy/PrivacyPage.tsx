import { t } from '../../texts';
import { RequestCard } from './RequestCard';

/** Asks only: nobody deletes themselves here. */
export const PrivacyPage = () => (
  <>
    <h1>{t.portal.pages.privacy}</h1>
    <p>{t.privacy.hint}</p>
    <RequestCard kind="ACCESS" title={t.privacy.data} hint={t.privacy.dataHint} />
    <RequestCard kind="ERASURE" title={t.privacy.erasure} hint={t.privacy.erasureHint} />
  </>
);
