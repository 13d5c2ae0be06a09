import { useState } from 'react';
import { t } from '../../texts';
import { Paged } from '../Paged';
import { useNotice } from '../useNotice';
import { usePages } from '../usePages';
import { InvoiceCard } from './InvoiceCard';
import { PayDialog } from './PayDialog';
import { type Invoice, loadInvoices } from './api';

export function InvoicesPage() {
  const invoices = usePages(loadInvoices);
  const [paying, setPaying] = useState<Invoice>();
  const { notice, say } = useNotice();
  return (
    <>
      <h1>{t.portal.pages.invoices}</h1>
      {notice}
      <Paged of={invoices} empty={t.invoices.none}>
        {(invoice) => (
          <InvoiceCard
            key={invoice.id}
            invoice={invoice}
            onPay={() => {
              setPaying(invoice);
            }}
          />
        )}
      </Paged>
      {paying && (
        <PayDialog
          invoice={paying}
          onDone={(text) => {
            setPaying(undefined);
            say(text);
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
