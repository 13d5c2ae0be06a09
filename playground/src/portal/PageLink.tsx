import type { ComponentProps, MouseEvent } from 'react';
import { go } from './navigate';
import { type Page, hrefOf } from './route';

type Props = Omit<ComponentProps<'a'>, 'href'> & { page: Page };

/** A link to another page of the portal. */
export function PageLink({ page, ...rest }: Props) {
  const href = hrefOf(page);
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
