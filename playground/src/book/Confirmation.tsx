import { useEffect, useRef } from 'react';
import { t } from '../texts';

/** Says the same to everybody: whether somebody is a customer already is nobody's to learn here. */
export function Confirmation({ account, text }: { account: string; text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, []);
  return (
    <section className="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        {t.book.done}
      </h1>
      <p>{text}</p>
      <p>
        <a href={`/portal/sign-in?account=${encodeURIComponent(account)}`}>{t.book.portal}</a>
      </p>
      <a className="button" href={location.pathname}>
        {t.book.again}
      </a>
    </section>
  );
}
