import { useId } from 'react';
import { t } from '../texts';

const steps = [1, 2, 3, 4, 5];

type Props = { value: number; onChange: (stars: number) => void };

/** One to five stars, as radio buttons. */
export function Stars({ value, onChange }: Props) {
  const name = useId();
  return (
    <fieldset className="plain">
      <legend>{t.ratings.legend}</legend>
      <div className="stars">
        {steps.map((step) => (
          <label key={step}>
            <input
              type="radio"
              name={name}
              aria-label={t.ratings.stars(step)}
              checked={step === value}
              onChange={() => {
                onChange(step);
              }}
            />
            <span aria-hidden="true" data-lit={step <= value || undefined}>
              ★
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
