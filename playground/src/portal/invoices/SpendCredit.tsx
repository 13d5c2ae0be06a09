import { Problem } from '../../shared/Problem';
import { moneyText } from '../../shared/money';
import { useAct } from '../../shared/useAct';
import { useKey } from '../../shared/useKey';
import { t } from '../../texts';
import { type Credit, type Invoice, payFromCredit } from './api';
import { lesserOf } from './tips';

type Props = { invoice: Invoice; credit: Credit; onDone: (text: string) => void };

/** Pays as much of an invoice as there is credit for. */
export function SpendCredit({ invoice: { id, outstanding }, credit, onDone }: Props) {
  const amount = lesserOf(credit.amount, outstanding.amount);
  const attempt = useKey();
  const { busy, problem, act } = useAct();
  const spend = () =>
    act(async () => {
      await attempt((idempotencyKey) => payFromCredit({ invoiceId: id, amount, idempotencyKey }));
      onDone(t.invoices.creditSpent);
    });
  return (
    <section className="stack">
      <p>{t.invoices.credit(credit.formatted)}</p>
      <Problem text={problem} />
      <p>
        <button type="button" className="button" disabled={busy} onClick={spend}>
          {t.invoices.spendCredit(moneyText(amount, credit.currency))}
        </button>
      </p>
    </section>
  );
}
