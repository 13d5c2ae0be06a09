import { t } from '../../texts';
import { Paged } from '../Paged';
import { usePages } from '../usePages';
import { PastRequest } from './PastRequest';
import { RequestCard } from './RequestCard';
import { loadRequests } from './api';

/** Asks only: nobody deletes themselves here. */
export function PrivacyPage() {
  const requests = usePages(loadRequests);
  return (
    <>
      <h1>{t.portal.pages.privacy}</h1>
      <p>{t.privacy.hint}</p>
      <RequestCard kind="ACCESS" title={t.privacy.data} hint={t.privacy.dataHint} onSent={requests.reload} />
      <RequestCard
        kind="PORTABILITY"
        title={t.privacy.portability}
        hint={t.privacy.portabilityHint}
        onSent={requests.reload}
      />
      <RequestCard
        kind="ERASURE"
        title={t.privacy.erasure}
        hint={t.privacy.erasureHint}
        onSent={requests.reload}
      />
      <section className="stack" aria-label={t.privacy.past}>
        <h2>{t.privacy.past}</h2>
        <Paged of={requests} empty={t.privacy.noPast}>
          {(request) => <PastRequest key={request.receivedAt + request.kind} request={request} />}
        </Paged>
      </section>
    </>
  );
}
