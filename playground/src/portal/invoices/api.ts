import type {
  PortalCreditQuery,
  PortalInvoicePayFromCreditMutation,
  PortalInvoicePayFromCreditMutationVariables,
  PortalInvoicePayMutation,
  PortalInvoicePayMutationVariables,
  PortalInvoicesQuery,
} from '../../generated/operations';
import creditDocument from '../../operations/portal-credit.graphql?raw';
import spendDocument from '../../operations/portal-invoice-pay-from-credit.graphql?raw';
import payDocument from '../../operations/portal-invoice-pay.graphql?raw';
import invoicesDocument from '../../operations/portal-invoices.graphql?raw';
import { t } from '../../texts';
import { type Part, pageSize, partOf } from '../pages';
import { act, ask, sessionEnded, storedToken } from '../session';

export type Invoice = NonNullable<PortalInvoicesQuery['portal']>['invoices']['nodes'][number];
export type Credit = NonNullable<PortalCreditQuery['portal']>['credit'][number];
export type Payment = PortalInvoicePayMutationVariables['input'];

/** Their invoices, the newest first. */
export async function loadInvoices(after: string | null): Promise<Part<Invoice>> {
  const { portal } = await ask<PortalInvoicesQuery>(invoicesDocument, { first: pageSize, after });
  return partOf(portal.invoices);
}

/** The credit that they have, by currency. */
export const loadCredit = async (): Promise<Credit[]> =>
  (await ask<PortalCreditQuery>(creditDocument)).portal.credit;

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

export const payFromCredit = (input: PortalInvoicePayFromCreditMutationVariables['input']) =>
  act<PortalInvoicePayFromCreditMutation>(spendDocument, input);
