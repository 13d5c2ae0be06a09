import type {
  PortalInvoicePayMutation,
  PortalInvoicePayMutationVariables,
  PortalInvoicesQuery,
} from '../../generated/operations';
import payDocument from '../../operations/portal-invoice-pay.graphql?raw';
import invoicesDocument from '../../operations/portal-invoices.graphql?raw';
import { t } from '../../texts';
import { act, ask, sessionEnded, storedToken } from '../session';

export type Invoice = NonNullable<PortalInvoicesQuery['portal']>['invoices']['nodes'][number];
export type Payment = PortalInvoicePayMutationVariables['input'];

export const loadInvoices = async (): Promise<Invoice[]> =>
  (await ask<PortalInvoicesQuery>(invoicesDocument)).portal.invoices.nodes;

/** Saves an invoice's PDF, which takes the session's token. */
export async function savePdf({ pdfUrl, number }: Invoice): Promise<void> {
  const response = await fetch(new URL(pdfUrl).pathname, {
    headers: { Authorization: `Bearer ${storedToken.get()}` },
  });
  if (response.status === 401) sessionEnded();
  if (!response.ok) throw new Error(t.common.noAnswer);
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: `${number ?? 'invoice'}.pdf`,
  });
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

export const pay = (input: Payment) => act<PortalInvoicePayMutation>(payDocument, input);
