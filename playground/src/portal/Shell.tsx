import { useEffect, useRef } from 'react';
import type { PortalShellQuery } from '../generated/operations';
import shellDocument from '../operations/portal-shell.graphql?raw';
import { Loaded } from '../shared/Loaded';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { Navigation } from './Navigation';
import { PageOf } from './PageOf';
import { BusinessContext } from './business';
import { usePathname } from './navigate';
import { pageAt } from './route';
import { ask } from './session';
import { useAliveCheck } from './useAliveCheck';

/** What is around every page of the portal. */
export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const shell = useLoad(async () => (await ask<PortalShellQuery>(shellDocument)).portal);
  const pathname = usePathname();
  const page = pageAt(pathname);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useAliveCheck();
  useEffect(() => {
    document.title = page ? t.portal.pages[page] : t.portal.title;
    // Who follows a link goes on reading at the new page's start.
    if (shown.current !== pathname) main.current?.focus();
    shown.current = pathname;
  }, [page, pathname]);
  return (
    <div className="shell">
      <header className="shell-head">
        <p>
          <strong>{shell.data?.businessName}</strong>
          <span className="quiet">{shell.data?.displayName}</span>
        </p>
        <button type="button" className="button" onClick={onSignOut}>
          {t.portal.signOut}
        </button>
      </header>
      <Navigation current={page} />
      <main ref={main} tabIndex={-1} key={pathname}>
        <Loaded of={shell}>
          {(business) => (
            <BusinessContext value={business}>
              <PageOf page={page} />
            </BusinessContext>
          )}
        </Loaded>
      </main>
    </div>
  );
}
