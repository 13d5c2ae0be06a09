import { type SubmitEvent, useRef, useState } from 'react';
import type { SessionStore } from '../session/session';
import { Field, fieldsOf } from '../shared/Field';
import { useStore } from '../shared/store';

export function SignIn({ session }: { session: SessionStore }) {
  const current = useStore(session);
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState('');
  const close = () => {
    setProblem('');
    dialog.current?.close();
  };

  const signIn = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { account = '', email = '', password = '' } = fieldsOf(event.currentTarget);
    try {
      await session.signIn({ account, email, password });
      close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };

  const paste = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { token = '' } = fieldsOf(event.currentTarget);
    if (token) session.paste(token.trim());
    close();
  };

  return (
    <>
      <span className="quiet">
        {current ? `${current.label} · ${current.accountLabel}` : 'Not signed in'}
      </span>
      <button type="button" className="button" onClick={() => dialog.current?.showModal()}>
        {current ? 'Sign in as someone else' : 'Sign in'}
      </button>
      {current && (
        <button
          type="button"
          className="button small"
          onClick={() => {
            session.set(null);
          }}
        >
          Forget
        </button>
      )}
      <dialog ref={dialog} className="sign-in" aria-label="Sign in">
        <form onSubmit={signIn}>
          <h2>Sign in as staff</h2>
          <Field name="account" label="Account" autoComplete="organization" required />
          <Field name="email" label="Email" type="email" autoComplete="username" required />
          <Field name="password" label="Password" type="password" autoComplete="current-password" required />
          {problem && (
            <p role="alert" className="problem">
              {problem}
            </p>
          )}
          <button className="button primary">Sign in</button>
        </form>
        <form onSubmit={paste}>
          <h2>Or use a token</h2>
          <Field name="token" label="Partner, portal or access token" autoComplete="off" required />
          <button className="button">Use this token</button>
        </form>
        <button type="button" className="button small" onClick={close}>
          Cancel
        </button>
      </dialog>
    </>
  );
}
