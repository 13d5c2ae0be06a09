import type { PortalHomeQuery } from '../../generated/operations';
import homeDocument from '../../operations/portal-home.graphql?raw';
import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { momentText } from '../../shared/zone';
import { t } from '../../texts';
import { useBusiness } from '../business';
import { ask } from '../session';
import { Records } from './Records';
import { Waiting } from './Waiting';
import { loadVehicles, loadWorkOrders } from './api';

type Home = NonNullable<PortalHomeQuery['portal']>;

export function OverviewPage() {
  const home = useLoad(async () => (await ask<PortalHomeQuery>(homeDocument)).portal);
  return <Loaded of={home}>{(data) => <Overview home={data} />}</Loaded>;
}

function Overview({ home }: { home: Home }) {
  const { timeZone } = useBusiness();
  const { displayName, email, phone, bookings, quotes, invoices } = home;
  const [next] = bookings.nodes.toSorted((one, other) => one.startsAt.localeCompare(other.startsAt));
  const open = quotes.nodes.filter(({ state }) => state === 'SENT');
  const owed = invoices.nodes.filter(({ outstanding }) => Number(outstanding.amount) > 0);
  return (
    <>
      <header>
        <h1>{displayName}</h1>
        <p className="quiet">{[email, phone].filter(Boolean).join(' · ')}</p>
      </header>
      <div className="tiles">
        <Waiting title={t.overview.next} page="bookings" empty={t.overview.noNext}>
          {next && [
            `${momentText(next.startsAt, timeZone)}: ${next.services.map(({ name }) => name).join(', ')}`,
          ]}
        </Waiting>
        <Waiting title={t.overview.openQuotes} page="quotes" empty={t.overview.noQuotes}>
          {open.map(({ title, total }) => `${title}, ${total.formatted}`)}
        </Waiting>
        <Waiting title={t.overview.owed} page="invoices" empty={t.overview.nothingOwed}>
          {owed.map(({ number, outstanding }) => `${number ?? '–'}: ${outstanding.formatted}`)}
        </Waiting>
      </div>
      <Records
        title={t.overview.vehicles}
        columns={[t.overview.plate, t.overview.vehicle]}
        load={loadVehicles}
      />
      <Records
        title={t.overview.workOrders}
        columns={[t.overview.number, t.overview.work, t.overview.state, t.overview.opened]}
        load={loadWorkOrders}
      />
    </>
  );
}
