import { useEffect } from 'react';
import { Loaded } from '../shared/Loaded';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { BookForm } from './BookForm';
import { loadPage } from './api';

export function BookPage({ account }: { account: string }) {
  const page = useLoad(() => loadPage({ account }));
  const name = page.data?.name;
  useEffect(() => {
    document.title = name ? t.book.title(name) : t.book.submit;
  }, [name]);
  return (
    <main className="wide">
      <Loaded of={page}>
        {(data) => (data ? <BookForm account={account} page={data} /> : <SwitchedOff />)}
      </Loaded>
    </main>
  );
}

const SwitchedOff = () => (
  <section className="card narrow">
    <h1>{t.book.off}</h1>
    <p>{t.book.offHint}</p>
  </section>
);
