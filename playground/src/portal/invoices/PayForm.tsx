import { type SubmitEvent, useState } from 'react';
import { Problem } from '../../shared/Problem';
import { Select } from '../../shared/Select';
import { moneyText } from '../../shared/money';
import { useAct } from '../../shared/useAct';
import { useKey } from '../../shared/useKey';
import { t } from '../../texts';
import { methodText } from '../methods/methodText';
import type { Methods } from './PayDialog';
import { TipChoice } from './TipChoice';
import { type Invoice, pay } from './api';
import { sumOf } from './tips';

type Props = { invoice: Invoice; methods: Methods; onDone: () => void };

export function PayForm({ invoice: { id, outstanding }, methods, onDone }: Props) {
  const standard = methods.find(({ isDefault }) => isDefault) ?? methods[0];
  const [methodId, setMethodId] = useState(standard.id);
  const [tip, setTip] = useState<string | undefined>('0');
  const attempt = useKey();
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    return act(async () => {
      const chosen = { invoiceId: id, paymentMethodId: methodId, tip: Number(tip) > 0 ? tip : null };
      await attempt((idempotencyKey) => pay({ ...chosen, idempotencyKey }));
      onDone();
    });
  };
  return (
    <form onSubmit={submit}>
      <Select
        label={t.invoices.method}
        value={methodId}
        onChange={(event) => {
          setMethodId(event.target.value);
        }}
      >
        {methods.map((method) => (
          <option key={method.id} value={method.id}>
            {methodText(method)}
          </option>
        ))}
      </Select>
      <TipChoice owed={outstanding} onChange={setTip} />
      <Problem text={problem} />
      <button className="button primary" disabled={busy || tip === undefined}>
        {t.invoices.payConfirm(moneyText(sumOf(outstanding.amount, tip ?? '0'), outstanding.currency))}
      </button>
    </form>
  );
}
