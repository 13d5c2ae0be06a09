import { useState } from 'react';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { InvoiceCard } from './InvoiceCard';
import { PayDialog } from './PayDialog';
import { type Invoice, loadInvoices } from './api';

export function InvoicesPage() {
  const invoices = useLoad(loadInvoices);
  const [paying, setPaying] = useState<Invoice>();
  const { notice, say } = useNotice();
  return (
    <>
      <h1>{t.portal.pages.invoices}</h1>
      {notice}
      <Loaded of={invoices}>
        {(all) =>
          all.length === 0 ? (
            <p className="card quiet">{t.invoices.none}</p>
          ) : (
            all.map((invoice) => (
              <InvoiceCard
                key={invoice.id}
                invoice={invoice}
                onPay={() => {
                  setPaying(invoice);
                }}
              />
            ))
          )
        }
      </Loaded>
      {paying && (
        <PayDialog
          invoice={paying}
          onDone={() => {
            setPaying(undefined);
            say(t.invoices.paidNow);
            invoices.reload();
          }}
          onClose={() => {
            setPaying(undefined);
          }}
        />
      )}
    </>
  );
}
