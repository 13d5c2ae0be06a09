import { PageLink } from '../PageLink';
import type { Page } from '../route';

type Props = { title: string; page: Page; empty: string; children?: string[] };

/** What waits for the customer on another page. */
export const Waiting = ({ title, page, empty, children = [] }: Props) => (
  <section className="card">
    <h2>
      <PageLink page={page}>{title}</PageLink>
    </h2>
    {children.length === 0 ? (
      <p className="quiet">{empty}</p>
    ) : (
      <ul className="bare">
        {children.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    )}
  </section>
);
