import { type SubmitEvent } from 'react';
import { Field, fieldsOf } from '../../shared/Field';
import { Problem } from '../../shared/Problem';
import { useAct } from '../../shared/useAct';
import { t } from '../../texts';
import { type Profile, saveProfile } from './api';

export function ContactForm({ profile, onDone }: { profile: Profile; onDone: (text: string) => void }) {
  const { busy, problem, act } = useAct();
  const { version, givenName, familyName, companyName, phone } = profile;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = Object.entries(fieldsOf(event.currentTarget));
    const fields = Object.fromEntries(typed.map(([name, value]) => [name, value?.trim() || null]));
    return act(async () => {
      await saveProfile({ ...fields, expectedVersion: version });
      onDone(t.common.saved);
    });
  };
  return (
    <section className="card stack" aria-label={t.profile.contact}>
      <h2>{t.profile.contact}</h2>
      <form onSubmit={submit}>
        {companyName !== null && (
          <Field
            name="companyName"
            label={t.profile.companyName}
            autoComplete="organization"
            defaultValue={companyName}
          />
        )}
        <div className="pair">
          <Field
            name="givenName"
            label={t.profile.givenName}
            autoComplete="given-name"
            defaultValue={givenName ?? ''}
          />
          <Field
            name="familyName"
            label={t.profile.familyName}
            autoComplete="family-name"
            defaultValue={familyName ?? ''}
          />
        </div>
        <Field
          name="phone"
          label={t.profile.phone}
          type="tel"
          autoComplete="tel"
          defaultValue={phone ?? ''}
        />
        <Problem text={problem} />
        <button className="button primary" disabled={busy}>
          {t.common.save}
        </button>
      </form>
    </section>
  );
}
