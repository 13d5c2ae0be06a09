import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import type { Invoice } from './api';

/** What was paid, with tips and what was given back. */
export function Payments({ payments }: { payments: Invoice['payments']['nodes'] }) {
  const { timeZone } = useBusiness();
  return (
    <details>
      <summary>{t.invoices.payments}</summary>
      <ul className="bare">
        {payments.map(({ paidAt, amount, tip, refunded }) => (
          <li key={paidAt}>
            {momentText(paidAt, timeZone)}: {amount.formatted}
            {Number(tip.amount) > 0 && ` ${t.invoices.tipOf(tip.formatted)}`}
            {Number(refunded.amount) > 0 && `, ${t.invoices.refundOf(refunded.formatted)}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
