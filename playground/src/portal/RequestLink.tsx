import { type SubmitEvent, useState } from 'react';
import { Field, fieldsOf } from '../shared/Field';
import { Problem } from '../shared/Problem';
import { useAct } from '../shared/useAct';
import { t } from '../texts';
import { requestLink } from './session';

/** A business can link to this page with its own name filled in. */
const business = new URLSearchParams(location.search).get('account') ?? '';

export function RequestLink() {
  const [sent, setSent] = useState(false);
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { account = '', email = '' } = fieldsOf(event.currentTarget);
    return act(async () => {
      await requestLink({ account: account.trim(), email: email.trim() });
      setSent(true);
    });
  };
  if (sent) {
    return (
      <section className="card narrow" role="status">
        <h1>{t.signIn.sent}</h1>
        <p>{t.signIn.sentHint}</p>
      </section>
    );
  }
  return (
    <section className="card narrow">
      <h1>{t.signIn.title}</h1>
      <p>{t.signIn.hint}</p>
      <form onSubmit={submit}>
        <Field
          name="account"
          label={t.signIn.business}
          autoComplete="organization"
          defaultValue={business}
          required
        />
        <Field name="email" label={t.signIn.email} type="email" autoComplete="email" required />
        <Problem text={problem} />
        <button className="button primary" disabled={busy}>
          {t.signIn.send}
        </button>
      </form>
    </section>
  );
}
