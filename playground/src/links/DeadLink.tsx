import { t } from '../texts';

/** Unknown, used and expired links read the same. */
export const DeadLink = () => (
  <section className="card narrow">
    <h1>{t.link.dead}</h1>
    <p>{t.link.deadHint}</p>
  </section>
);
