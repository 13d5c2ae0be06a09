import { type ComponentProps, useId } from 'react';

type Props = ComponentProps<'input'> & { name: string; label: string };

export function Field({ label, ...input }: Props) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} spellCheck={false} {...input} />
    </p>
  );
}

export const fieldsOf = (form: HTMLFormElement): Partial<Record<string, string>> =>
  Object.fromEntries(
    [...new FormData(form)].filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
