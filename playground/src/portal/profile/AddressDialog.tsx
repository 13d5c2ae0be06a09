import { type SubmitEvent } from 'react';
import { Dialog } from '../../shared/Dialog';
import { Field, fieldsOf } from '../../shared/Field';
import { Problem } from '../../shared/Problem';
import { Select } from '../../shared/Select';
import { useAct } from '../../shared/useAct';
import { t } from '../../texts';
import { type Address, type NewAddress, addAddress, saveAddress } from './api';

type Purpose = NewAddress['purpose'];

const purposes = Object.keys(t.profile.purposes) as Purpose[];

const addressOf = (form: HTMLFormElement): NewAddress => {
  const { purpose, line1 = '', ...rest } = fieldsOf(form);
  const optional = (name: string) => rest[name]?.trim() || null;
  return {
    purpose: purpose as Purpose,
    line1,
    line2: optional('line2'),
    city: optional('city'),
    region: optional('region'),
    postcode: optional('postcode'),
    country: optional('country')?.toUpperCase() ?? null,
  };
};

type Props = { address?: Address; onDone: () => void; onClose: () => void };

export function AddressDialog({ address, onDone, onClose }: Props) {
  const { busy, problem, act } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = addressOf(event.currentTarget);
    return act(async () => {
      await (address
        ? saveAddress({ ...typed, id: address.id, expectedVersion: address.version })
        : addAddress(typed));
      onDone();
    });
  };
  return (
    <Dialog title={address ? t.profile.editTitle : t.profile.addTitle} onClose={onClose}>
      <form onSubmit={submit}>
        <Select name="purpose" label={t.profile.purpose} defaultValue={address?.purpose ?? 'SERVICE'}>
          {purposes.map((purpose) => (
            <option key={purpose} value={purpose}>
              {t.profile.purposes[purpose]}
            </option>
          ))}
        </Select>
        <AddressFields address={address} />
        <Problem text={problem} />
        <button className="button primary" disabled={busy}>
          {t.common.save}
        </button>
      </form>
    </Dialog>
  );
}

const AddressFields = ({ address }: { address?: Address }) => (
  <>
    <Field
      name="line1"
      label={t.profile.line1}
      autoComplete="address-line1"
      defaultValue={address?.line1}
      required
    />
    <Field
      name="line2"
      label={t.profile.line2}
      autoComplete="address-line2"
      defaultValue={address?.line2 ?? ''}
    />
    <div className="pair">
      <Field
        name="postcode"
        label={t.profile.postcode}
        autoComplete="postal-code"
        defaultValue={address?.postcode ?? ''}
      />
      <Field
        name="city"
        label={t.profile.city}
        autoComplete="address-level2"
        defaultValue={address?.city ?? ''}
      />
    </div>
    <div className="pair">
      <Field
        name="region"
        label={t.profile.region}
        autoComplete="address-level1"
        defaultValue={address?.region ?? ''}
      />
      <Field
        name="country"
        label={t.profile.country}
        autoComplete="country"
        pattern="[A-Za-z]{2}"
        maxLength={2}
        defaultValue={address?.country ?? ''}
      />
    </div>
  </>
);
