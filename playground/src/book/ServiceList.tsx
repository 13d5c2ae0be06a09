import { Stepper } from '../shared/Stepper';
import { durationText } from '../shared/duration';
import { t } from '../texts';
import type { Service } from './api';
import { type Chosen, maxOfOne } from './choices';

type Props = { services: Service[]; chosen: Chosen; onChange: (id: string, quantity: number) => void };

export const ServiceList = ({ services, chosen, onChange }: Props) => (
  <section className="card" aria-label={t.book.services}>
    <h2>{t.book.services}</h2>
    {services.length === 0 && <p className="quiet">{t.book.noServices}</p>}
    <ul className="service-list">
      {services.map((service) => (
        <li key={service.id} data-chosen={!!chosen[service.id] || undefined}>
          <ServiceText service={service} />
          <Stepper
            name={service.name}
            value={chosen[service.id] ?? 0}
            max={maxOfOne}
            onChange={(quantity) => {
              onChange(service.id, quantity);
            }}
          />
        </li>
      ))}
    </ul>
  </section>
);

const ServiceText = ({ service }: { service: Service }) => (
  <div>
    <h3>{service.name}</h3>
    {service.description && <p>{service.description}</p>}
    {service.items.length > 0 && (
      <p className="quiet">
        {t.book.includes}{' '}
        {service.items
          .map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name))
          .join(', ')}
      </p>
    )}
    <p className="quiet">
      <strong>{service.price.formatted}</strong> · {durationText(service.durationMinutes)}
    </p>
  </div>
);
