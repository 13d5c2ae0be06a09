import type {
  PortalAddressCreateMutation,
  PortalAddressCreateMutationVariables,
  PortalAddressRemoveMutation,
  PortalAddressUpdateMutation,
  PortalAddressUpdateMutationVariables,
  PortalEmailChangeRequestMutation,
  PortalProfileQuery,
  PortalProfileUpdateMutation,
  PortalProfileUpdateMutationVariables,
} from '../../generated/operations';
import addDocument from '../../operations/portal-address-create.graphql?raw';
import removeDocument from '../../operations/portal-address-remove.graphql?raw';
import updateAddressDocument from '../../operations/portal-address-update.graphql?raw';
import emailDocument from '../../operations/portal-email-change-request.graphql?raw';
import updateDocument from '../../operations/portal-profile-update.graphql?raw';
import profileDocument from '../../operations/portal-profile.graphql?raw';
import { act, ask } from '../session';

export type Profile = NonNullable<PortalProfileQuery['portal']>;
export type Address = Profile['addresses'][number];
export type NewAddress = PortalAddressCreateMutationVariables['input'];

export const loadProfile = async (): Promise<Profile> =>
  (await ask<PortalProfileQuery>(profileDocument)).portal;

export const saveProfile = (input: PortalProfileUpdateMutationVariables['input']) =>
  act<PortalProfileUpdateMutation>(updateDocument, input);

/** Asks for a link at a new address; the text to show. */
export const requestEmailChange = async (email: string): Promise<string> =>
  (await act<PortalEmailChangeRequestMutation>(emailDocument, { email })).message;

export const addAddress = (input: NewAddress) => act<PortalAddressCreateMutation>(addDocument, input);

export const saveAddress = (input: PortalAddressUpdateMutationVariables['input']) =>
  act<PortalAddressUpdateMutation>(updateAddressDocument, input);

export const removeAddress = (id: string) => act<PortalAddressRemoveMutation>(removeDocument, { id });
