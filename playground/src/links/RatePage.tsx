import { useState } from 'react';
import type { LinkRateMutation, LinkRatingQuery } from '../generated/operations';
import rateDocument from '../operations/link-rate.graphql?raw';
import ratingDocument from '../operations/link-rating.graphql?raw';
import { RatingForm } from '../ratings/RatingForm';
import { Loaded } from '../shared/Loaded';
import { call, granted } from '../shared/call';
import { useLoad } from '../shared/useLoad';
import { momentText } from '../shared/zone';
import { t } from '../texts';
import { DeadLink } from './DeadLink';
import { Done } from './Done';

export function RatePage({ token }: { token: string }) {
  const rating = useLoad(async () => (await call<LinkRatingQuery>(ratingDocument, { token })).ratingByLink);
  const [done, setDone] = useState(false);
  if (done) return <Done title={t.link.thanks} text={t.link.rated} />;
  return (
    <Loaded of={rating}>
      {(found) =>
        found ? (
          <section className="card stack">
            <p className="quiet">{found.businessName}</p>
            <h1>{t.link.rate}</h1>
            <p>{[momentText(found.startsAt, found.timeZone), ...found.services].join(' · ')}</p>
            <RatingForm
              onRate={async (stars, comment) => {
                const input = { token, stars, comment };
                granted((await call<LinkRateMutation>(rateDocument, { input })).result);
                setDone(true);
              }}
            />
          </section>
        ) : (
          <DeadLink />
        )
      }
    </Loaded>
  );
}
