import { Badge } from '../../shared/Badge';
import { Facts } from '../../shared/Facts';
import { Problem } from '../../shared/Problem';
import { serverNow } from '../../shared/clock';
import { dayIn } from '../../shared/days';
import { useAct } from '../../shared/useAct';
import { dateText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import { Payments } from './Payments';
import { type Invoice, savePdf } from './api';

const isMoney = ({ amount }: { amount: string }) => Number(amount) > 0;

export function InvoiceCard({ invoice, onPay }: { invoice: Invoice; onPay: () => void }) {
  const { timeZone } = useBusiness();
  const { busy, problem, act } = useAct();
  const { number, state, issuedOn, dueOn, total, tax, paid, outstanding, payments } = invoice;
  const owed = isMoney(outstanding);
  const late = owed && dueOn !== null && dueOn < dayIn(serverNow(), timeZone);
  const stateText = late ? t.invoices.overdue : t.invoices.states[state];
  const tone = late ? 'bad' : owed ? 'waiting' : state === 'PAID' ? 'good' : 'plain';
  return (
    <article className="card stack" aria-label={t.invoices.number(number ?? '–')}>
      <header className="card-head">
        <h2>{t.invoices.number(number ?? '–')}</h2>
        <Badge tone={tone}>{stateText}</Badge>
      </header>
      <Facts
        of={[
          [t.invoices.issued, issuedOn && dateText(issuedOn)],
          [t.invoices.due, owed && dueOn && dateText(dueOn)],
          [t.common.total, total.formatted],
          [t.invoices.tax, isMoney(tax) && tax.formatted],
          [t.invoices.paid, isMoney(paid) && owed && paid.formatted],
          [t.invoices.outstanding, owed && <strong>{outstanding.formatted}</strong>],
        ]}
      />
      {payments.nodes.length > 0 && <Payments payments={payments.nodes} />}
      <Problem text={problem} />
      <div className="actions">
        {owed && (
          <button type="button" className="button primary" onClick={onPay}>
            {t.invoices.pay}
          </button>
        )}
        <button type="button" className="button" disabled={busy} onClick={() => act(() => savePdf(invoice))}>
          {t.invoices.pdf}
        </button>
      </div>
    </article>
  );
}
