import { useEffect, useRef } from 'react';
import { t } from '../texts';
import { PageLink } from './PageLink';
import { type Page, pages } from './route';

export function Navigation({ current }: { current?: Page }) {
  const nav = useRef<HTMLElement>(null);
  // On a phone the pages are in a row that scrolls sideways.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={nav} className="shell-nav" aria-label={t.portal.nav}>
      <ul>
        {pages.map((page) => (
          <li key={page}>
            <PageLink page={page} aria-current={page === current ? 'page' : undefined}>
              {t.portal.pages[page]}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
