import { type ComponentProps, useId } from 'react';

type Props = ComponentProps<'select'> & { label: string };

export function Select({ label, ...select }: Props) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select} />
    </p>
  );
}
