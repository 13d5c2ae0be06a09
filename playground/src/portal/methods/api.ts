import type {
  PortalPaymentMethodDefaultMutation,
  PortalPaymentMethodFinishMutation,
  PortalPaymentMethodRemoveMutation,
  PortalPaymentMethodSetupMutation,
  PortalPaymentMethodsQuery,
} from '../../generated/operations';
import defaultDocument from '../../operations/portal-payment-method-default.graphql?raw';
import finishDocument from '../../operations/portal-payment-method-finish.graphql?raw';
import removeDocument from '../../operations/portal-payment-method-remove.graphql?raw';
import setupDocument from '../../operations/portal-payment-method-setup.graphql?raw';
import methodsDocument from '../../operations/portal-payment-methods.graphql?raw';
import { act, ask } from '../session';

export type Method = NonNullable<PortalPaymentMethodsQuery['portal']>['paymentMethods'][number];

export const loadMethods = async (): Promise<Method[]> =>
  (await ask<PortalPaymentMethodsQuery>(methodsDocument)).portal.paymentMethods;

/** Where the payment provider asks for a card; it sends the customer back with `setup=` in the address. */
export const startSetup = async (): Promise<string> =>
  (await act<PortalPaymentMethodSetupMutation>(setupDocument)).url;

export const finishSetup = (setup: string) =>
  act<PortalPaymentMethodFinishMutation>(finishDocument, { setup });

export const removeMethod = (id: string) => act<PortalPaymentMethodRemoveMutation>(removeDocument, { id });

export const makeDefault = (id: string) => act<PortalPaymentMethodDefaultMutation>(defaultDocument, { id });
