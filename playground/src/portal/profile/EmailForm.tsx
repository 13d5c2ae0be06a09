import { type SubmitEvent, useState } from 'react';
import { Field, fieldsOf } from '../../shared/Field';
import { Problem } from '../../shared/Problem';
import { useAct } from '../../shared/useAct';
import { t } from '../../texts';
import { requestEmailChange } from './api';

/** Asks for a link at a new address, which becomes theirs once they follow it. */
export function EmailForm({ email }: { email: string | null }) {
  const [sent, setSent] = useState('');
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { newEmail = '' } = fieldsOf(form);
    return act(async () => {
      setSent('');
      setSent(await requestEmailChange(newEmail));
      form.reset();
    });
  };
  return (
    <section className="card stack" aria-label={t.profile.email}>
      <h2>{t.profile.email}</h2>
      <p>{t.profile.emailNow(email ?? '–')}</p>
      <form onSubmit={submit}>
        <Field name="newEmail" label={t.profile.newEmail} type="email" autoComplete="email" required />
        <p className="quiet">{t.profile.emailHint}</p>
        <Problem text={problem} />
        <p role="status" className={sent ? 'notice' : undefined}>
          {sent}
        </p>
        <button className="button" disabled={busy}>
          {t.profile.sendLink}
        </button>
      </form>
    </section>
  );
}
