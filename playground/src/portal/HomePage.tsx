import { useEffect, useRef, useState } from 'react';
import { Records } from './Records';
import { type Home, SessionEnded, isAlive, loadHome } from './session';

type Props = { onEnded: () => void; onSignOut: () => void };

const checkEveryMs = 3_000;

const dated = (iso?: string | null) =>
  iso ? new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'medium' }) : '';
const worded = (status: string) => status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' ');

export function HomePage({ onEnded, onSignOut }: Props) {
  const [home, setHome] = useState<Home | null>(null);
  const [problem, setProblem] = useState('');
  const ended = useRef(onEnded);
  useEffect(() => {
    ended.current = onEnded;
  });

  useEffect(() => {
    let left = false;
    const check = async () => {
      if (!(await isAlive()) && !left) ended.current();
    };
    loadHome().then(setHome, (error: unknown) => {
      if (left) return;
      if (error instanceof SessionEnded) ended.current();
      else setProblem(error instanceof Error ? error.message : String(error));
    });
    const timer = setInterval(() => void check(), checkEveryMs);
    const onFocus = () => void check();
    window.addEventListener('focus', onFocus);
    return () => {
      left = true;
      clearInterval(timer);
      window.removeEventListener('focus', onFocus);
    };
  }, []);

  if (problem) return <p role="alert">{problem}</p>;
  if (!home) return <p>Loading…</p>;
  const { businessName, displayName, email, phone, vehicles, workOrders, invoices } = home;
  return (
    <>
      <header className="card profile">
        <div>
          <p className="quiet">{businessName}</p>
          <h1>{displayName}</h1>
          <p className="quiet">{[email, phone].filter(Boolean).join(' · ')}</p>
        </div>
        <button type="button" className="button" onClick={onSignOut}>
          Sign out
        </button>
      </header>
      <Records
        title="Vehicles"
        columns={['Plate', 'Vehicle']}
        rows={vehicles.nodes.map(({ plate, make, model }) => [
          plate ?? '–',
          [make, model].filter(Boolean).join(' '),
        ])}
      />
      <Records
        title="Work orders"
        columns={['Number', 'Work', 'Status', 'Opened']}
        rows={workOrders.nodes.map(({ number, title, state, createdAt }) => [
          String(number),
          title,
          worded(state),
          dated(createdAt),
        ])}
      />
      <Records
        title="Invoices"
        columns={['Number', 'Total', 'Status', 'Issued']}
        rows={invoices.nodes.map(({ number, total, state, issuedOn }) => [
          number ?? '–',
          total.formatted,
          worded(state),
          dated(issuedOn),
        ])}
      />
    </>
  );
}
