import { Dialog } from '../../shared/Dialog';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { PageLink } from '../PageLink';
import { type Method, loadMethods } from '../methods/api';
import { PayForm } from './PayForm';
import type { Invoice } from './api';

type Props = { invoice: Invoice; onDone: () => void; onClose: () => void };

/** Pays what is owed on an invoice with a payment method that the customer has left. */
export function PayDialog({ invoice, onDone, onClose }: Props) {
  const methods = useLoad(loadMethods);
  return (
    <Dialog title={t.invoices.payTitle(invoice.number ?? '–')} onClose={onClose}>
      <Loaded of={methods}>
        {([first, ...others]) =>
          first ? <PayForm invoice={invoice} methods={[first, ...others]} onDone={onDone} /> : <NoMethod />
        }
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
