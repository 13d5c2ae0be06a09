import { dayText } from '../shared/zone';
import { t } from '../texts';

type Props = { next?: string | null; hint?: string; onGo: (day: string) => void };

/** Says that these days are full and leads to the next free one. */
export const NothingFree = ({ next, hint, onGo }: Props) => (
  <div className="stack" role="status">
    <p>{next ? t.times.noneThatWeek : [t.times.noneAtAll, hint].filter(Boolean).join(' ')}</p>
    {next && (
      <button
        type="button"
        className="button"
        onClick={() => {
          onGo(next);
        }}
      >
        {t.times.nextDay(dayText(next))}
      </button>
    )}
  </div>
);
