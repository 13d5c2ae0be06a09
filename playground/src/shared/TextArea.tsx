import { type ComponentProps, useId } from 'react';

type Props = ComponentProps<'textarea'> & { name: string; label: string };

export function TextArea({ label, ...input }: Props) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} rows={3} {...input} />
    </p>
  );
}
