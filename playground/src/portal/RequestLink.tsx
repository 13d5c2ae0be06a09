import { type SubmitEvent, useState } from 'react';
import { Field, fieldsOf } from '../shared/Field';
import { requestLink } from './session';

/** A business can link to this page with its own name filled in. */
const business = new URLSearchParams(location.search).get('account') ?? '';

export function RequestLink() {
  const [state, setState] = useState<'form' | 'busy' | 'sent'>('form');
  const [problem, setProblem] = useState('');
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { account = '', email = '' } = fieldsOf(event.currentTarget);
    setState('busy');
    setProblem('');
    try {
      await requestLink({ account: account.trim(), email: email.trim() });
      setState('sent');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setState('form');
    }
  };
  if (state === 'sent') {
    return (
      <section className="card narrow" role="status">
        <h1>Look into your mail</h1>
        <p>If we know this address, a link to sign in is on its way. It works once and for 15 minutes.</p>
      </section>
    );
  }
  return (
    <section className="card narrow">
      <h1>Customer portal</h1>
      <p>Enter your address to get a link to sign in.</p>
      <form onSubmit={submit}>
        <Field name="account" label="Business" autoComplete="organization" defaultValue={business} required />
        <Field name="email" label="Email" type="email" autoComplete="email" required />
        {problem && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <button className="button primary" disabled={state === 'busy'}>
          Send me a link
        </button>
      </form>
    </section>
  );
}
