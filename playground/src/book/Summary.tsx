import { Facts } from '../shared/Facts';
import { Problem } from '../shared/Problem';
import { durationText } from '../shared/duration';
import type { Load } from '../shared/useLoad';
import { momentText } from '../shared/zone';
import { t } from '../texts';
import type { Choices, Page, Price, Provider } from './api';

type Props = {
  page: Page;
  services: Choices;
  price: Load<Price | undefined>;
  provider?: Provider;
  startsAt?: string;
  busy: boolean;
  problem: string;
};

/** What was chosen and what it comes to, while choosing. */
export function Summary({ page, services, price, provider, startsAt, busy, problem }: Props) {
  const nameOf = (id: string) => page.services.find((service) => service.id === id)?.name ?? '';
  return (
    <aside className="card summary stack" aria-label={t.book.summary}>
      <h2>{t.book.summary}</h2>
      {services.length === 0 ? (
        <p className="quiet">{t.book.nothingChosen}</p>
      ) : (
        <>
          <ul className="bare">
            {services.map(({ serviceId, quantity }) => (
              <li key={serviceId}>
                {quantity} × {nameOf(serviceId)}
              </li>
            ))}
          </ul>
          <PriceFacts price={price} />
          <Facts
            of={[
              [t.book.when, startsAt && momentText(startsAt, page.timeZone)],
              [t.book.with, provider?.name ?? t.book.anyone],
            ]}
          />
        </>
      )}
      <Problem text={problem || price.problem} />
      <button className="button primary block" disabled={busy || services.length === 0}>
        {busy ? t.book.busy : t.book.submit}
      </button>
    </aside>
  );
}

const PriceFacts = ({ price: { data, loading } }: { price: Load<Price | undefined> }) => (
  <div aria-live="polite" aria-busy={loading}>
    {data && (
      <Facts
        of={[
          [t.common.total, <strong key="total">{data.total.formatted}</strong>],
          [t.book.tax, Number(data.tax.amount) > 0 && data.tax.formatted],
          [t.book.prepayment, Number(data.prepayment.amount) > 0 && data.prepayment.formatted],
          [t.book.duration, durationText(data.durationMinutes)],
        ]}
      />
    )}
  </div>
);
