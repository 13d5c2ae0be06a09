import { type SubmitEvent, useState } from 'react';
import { fieldsOf } from '../../shared/Field';
import { Problem } from '../../shared/Problem';
import { TextArea } from '../../shared/TextArea';
import { useAct } from '../../shared/useAct';
import { t } from '../../texts';
import { type NewRequest, sendRequest } from './api';

type Props = { kind: NewRequest['kind']; title: string; hint: string; onSent: () => void };

export function RequestCard({ kind, title, hint, onSent }: Props) {
  const [sent, setSent] = useState(false);
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { note } = fieldsOf(event.currentTarget);
    return act(async () => {
      await sendRequest({ kind, note: note?.trim() || null });
      setSent(true);
      onSent();
    });
  };
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      <p>{hint}</p>
      {sent ? (
        <p role="status" className="notice">
          {t.privacy.sent}
        </p>
      ) : (
        <form onSubmit={submit}>
          <TextArea name="note" label={`${t.privacy.note} (${t.common.optional})`} maxLength={4000} />
          <Problem text={problem} />
          <button className="button" disabled={busy}>
            {t.privacy.send}
          </button>
        </form>
      )}
    </section>
  );
}
