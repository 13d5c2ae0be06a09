import { Dialog } from '../../shared/Dialog';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { PageLink } from '../PageLink';
import { type Method, loadMethods } from '../methods/api';
import { PayForm } from './PayForm';
import { SpendCredit } from './SpendCredit';
import { type Invoice, loadCredit } from './api';

type Props = { invoice: Invoice; onDone: (text: string) => void; onClose: () => void };

/** Pays what is owed on an invoice, from the customer's credit or with a payment method that they have left. */
export function PayDialog({ invoice, onDone, onClose }: Props) {
  const means = useLoad(() => Promise.all([loadCredit(), loadMethods()]));
  return (
    <Dialog title={t.invoices.payTitle(invoice.number ?? '–')} onClose={onClose}>
      <Loaded of={means}>
        {([credit, [first, ...others]]) => {
          const spendable = credit.find(({ currency }) => currency === invoice.outstanding.currency);
          return (
            <>
              {spendable && <SpendCredit invoice={invoice} credit={spendable} onDone={onDone} />}
              {first ? (
                <PayForm
                  invoice={invoice}
                  methods={[first, ...others]}
                  onDone={() => {
                    onDone(t.invoices.paidNow);
                  }}
                />
              ) : (
                <NoMethod />
              )}
            </>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

export type Methods = [Method, ...Method[]];

const NoMethod = () => (
  <>
    <p>{t.invoices.noMethod}</p>
    <p>
      <PageLink page="methods" className="button primary">
        {t.invoices.addMethod}
      </PageLink>
    </p>
  </>
);
