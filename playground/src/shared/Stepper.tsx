import { t } from '../texts';

type Props = { name: string; value: number; max: number; onChange: (value: number) => void };

/** How many of something: two buttons around a number that can be typed. */
export function Stepper({ name, value, max, onChange }: Props) {
  const set = (wanted: number) => {
    onChange(Math.min(max, Math.max(0, Math.trunc(wanted) || 0)));
  };
  return (
    <div className="stepper">
      <button
        type="button"
        className="button"
        aria-label={t.book.fewer(name)}
        disabled={value === 0}
        onClick={() => {
          set(value - 1);
        }}
      >
        −
      </button>
      <input
        inputMode="numeric"
        aria-label={t.book.count(name)}
        value={value}
        onChange={(event) => {
          set(Number(event.target.value));
        }}
      />
      <button
        type="button"
        className="button"
        aria-label={t.book.another(name)}
        disabled={value >= max}
        onClick={() => {
          set(value + 1);
        }}
      >
        +
      </button>
    </div>
  );
}
