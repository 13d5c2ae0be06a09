import { Field } from '../shared/Field';
import { TextArea } from '../shared/TextArea';
import { t } from '../texts';

const optional = (label: string) => `${label} (${t.common.optional})`;

export const DetailsFields = () => (
  <section className="card form" aria-label={t.book.details}>
    <h2>{t.book.details}</h2>
    <Field name="name" label={t.book.name} autoComplete="name" maxLength={200} required />
    <Field name="email" label={t.book.email} type="email" autoComplete="email" required />
    <Field name="phone" label={optional(t.book.phone)} type="tel" autoComplete="tel" />
    <TextArea
      name="address"
      label={optional(t.book.address)}
      autoComplete="street-address"
      maxLength={500}
      rows={2}
    />
    <TextArea name="note" label={optional(t.book.note)} maxLength={2000} />
  </section>
);
