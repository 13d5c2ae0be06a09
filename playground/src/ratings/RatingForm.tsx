import { type SubmitEvent, useState } from 'react';
import { fieldsOf } from '../shared/Field';
import { Problem } from '../shared/Problem';
import { Stars } from '../shared/Stars';
import { TextArea } from '../shared/TextArea';
import { useAct } from '../shared/useAct';
import { t } from '../texts';

type Props = { onRate: (stars: number, comment: string | null) => Promise<void> };

/** Asks for stars and a few words. */
export function RatingForm({ onRate }: Props) {
  const [stars, setStars] = useState(0);
  const { busy, problem, setProblem, act } = useAct();
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { comment } = fieldsOf(event.currentTarget);
    if (stars === 0) setProblem(t.ratings.choose);
    else await act(() => onRate(stars, comment?.trim() || null));
  };
  return (
    <form onSubmit={submit}>
      <Stars value={stars} onChange={setStars} />
      <TextArea name="comment" label={`${t.ratings.comment} (${t.common.optional})`} maxLength={2000} />
      <Problem text={problem} />
      <button className="button primary" disabled={busy}>
        {t.ratings.send}
      </button>
    </form>
  );
}
