import { type SubmitEvent, useState } from 'react';
import { fieldsOf } from '../shared/Field';
import { Refused } from '../shared/call';
import { useAct } from '../shared/useAct';
import { useKey } from '../shared/useKey';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { Confirmation } from './Confirmation';
import { DetailsFields } from './DetailsFields';
import { ServiceList } from './ServiceList';
import { Summary } from './Summary';
import { WhenAndWho } from './WhenAndWho';
import { type Page, type Provider, book, loadPrice } from './api';
import { type Chosen, choicesOf, choose } from './choices';

export function BookForm({ account, page }: { account: string; page: Page }) {
  const [chosen, setChosen] = useState<Chosen>({});
  const [provider, setProvider] = useState<Provider>();
  const [startsAt, setStartsAt] = useState<string>();
  const [taken, setTaken] = useState(0);
  const [confirmation, setConfirmation] = useState('');
  const attempt = useKey();
  const { busy, problem, setProblem, act } = useAct();

  const services = choicesOf(chosen, page.services);
  const price = useLoad(
    () => (services.length > 0 ? loadPrice({ account, services }) : Promise.resolve(undefined)),
    JSON.stringify(services),
  );

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name = '', email = '', phone, address, note } = fieldsOf(event.currentTarget);
    if (!startsAt) {
      setProblem(t.book.pickTime);
      return;
    }
    const contact = { name, email, phone: phone || null, address: address || null, note: note || null };
    await act(async () => {
      try {
        const wanted = { account, services, providerId: provider?.id, startsAt, ...contact };
        setConfirmation(await attempt((idempotencyKey) => book({ ...wanted, idempotencyKey })));
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'SLOT_TAKEN') throw error;
        setStartsAt(undefined);
        setTaken(taken + 1);
      }
    });
  };

  if (confirmation) return <Confirmation account={account} text={confirmation} />;
  return (
    <form className="book" onSubmit={submit}>
      <h1>{t.book.title(page.name)}</h1>
      <div className="book-steps">
        <ServiceList
          services={page.services}
          chosen={chosen}
          onChange={(id, quantity) => {
            setChosen(choose(chosen, id, quantity));
            setProvider(undefined);
            setStartsAt(undefined);
          }}
        />
        <section className="card stack" aria-label={t.times.title}>
          <h2>{t.times.title}</h2>
          <WhenAndWho
            account={account}
            timeZone={page.timeZone}
            services={services}
            provider={provider}
            startsAt={startsAt}
            taken={taken}
            onProvider={(chosenOne) => {
              setProvider(chosenOne);
              setStartsAt(undefined);
            }}
            onTime={setStartsAt}
          />
        </section>
        <DetailsFields />
      </div>
      <Summary
        page={page}
        services={services}
        price={price}
        provider={provider}
        startsAt={startsAt}
        busy={busy}
        problem={problem}
      />
    </form>
  );
}
