import type {
  PortalPreferenceSetMutation,
  PortalPreferenceSetMutationVariables,
  PortalPreferencesQuery,
} from '../../generated/operations';
import setDocument from '../../operations/portal-preference-set.graphql?raw';
import preferencesDocument from '../../operations/portal-preferences.graphql?raw';
import { act, ask } from '../session';

export type Preference = NonNullable<PortalPreferencesQuery['portal']>['preferences'][number];

export const loadPreferences = async (): Promise<Preference[]> =>
  (await ask<PortalPreferencesQuery>(preferencesDocument)).portal.preferences;

export const setPreference = (input: PortalPreferenceSetMutationVariables['input']) =>
  act<PortalPreferenceSetMutation>(setDocument, input);
