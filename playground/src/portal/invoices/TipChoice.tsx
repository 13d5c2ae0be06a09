import { useId, useState } from 'react';
import { Field } from '../../shared/Field';
import { moneyText } from '../../shared/money';
import { t } from '../../texts';
import { decimalsOf, shareOf, tipShares, typedAmount } from './tips';

type Props = {
  owed: { amount: string; currency: string };
  /** The tip; undefined while what is typed is no amount. */
  onChange: (tip?: string) => void;
};

export function TipChoice({ owed: { amount, currency }, onChange }: Props) {
  const name = useId();
  const [choice, setChoice] = useState<number | 'other'>(0);
  const offers = [
    { share: 0, label: t.invoices.noTip },
    ...tipShares.map((share) => ({
      share,
      label: `${share} % · ${moneyText(shareOf(amount, share), currency)}`,
    })),
  ];
  return (
    <fieldset className="plain">
      <legend>{t.invoices.tip}</legend>
      <div className="choice-row">
        {offers.map(({ share, label }) => (
          <label key={share} className="pill">
            <input
              type="radio"
              name={name}
              checked={choice === share}
              onChange={() => {
                setChoice(share);
                onChange(shareOf(amount, share));
              }}
            />
            <span>{label}</span>
          </label>
        ))}
        <label className="pill">
          <input
            type="radio"
            name={name}
            checked={choice === 'other'}
            onChange={() => {
              setChoice('other');
              onChange(undefined);
            }}
          />
          <span>{t.invoices.otherTip}</span>
        </label>
      </div>
      {choice === 'other' && (
        <Field
          name="tip"
          label={t.invoices.tipAmount(currency)}
          inputMode="decimal"
          onChange={(event) => {
            onChange(typedAmount(event.target.value, decimalsOf(amount)));
          }}
        />
      )}
    </fieldset>
  );
}
