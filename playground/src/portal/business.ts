import { createContext, useContext } from 'react';

export type Business = { businessName: string; displayName: string; timeZone: string };

export const BusinessContext = createContext<Business>({
  businessName: '',
  displayName: '',
  timeZone: 'UTC',
});

/** The business whose portal it is, and who is signed in. */
export const useBusiness = (): Business => useContext(BusinessContext);
