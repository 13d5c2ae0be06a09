import { t } from '../../texts';
import type { Address } from './api';

type Props = { address: Address; onEdit: (address: Address) => void; onRemove: (address: Address) => void };

export const AddressItem = ({ address, onEdit, onRemove }: Props) => {
  const { purpose, line1, line2, city, region, postcode, country } = address;
  const text = [line1, line2, [postcode, city].filter(Boolean).join(' '), region, country]
    .filter(Boolean)
    .join(', ');
  return (
    <li className="card-head">
      <p>
        <small className="quiet">{t.profile.purposes[purpose]}</small>
        <br />
        {text}
      </p>
      <div className="actions">
        <button
          type="button"
          className="button small"
          aria-label={`${t.profile.edit}: ${text}`}
          onClick={() => {
            onEdit(address);
          }}
        >
          {t.profile.edit}
        </button>
        <button
          type="button"
          className="button small danger"
          aria-label={`${t.profile.remove}: ${text}`}
          onClick={() => {
            onRemove(address);
          }}
        >
          {t.profile.remove}
        </button>
      </div>
    </li>
  );
};
