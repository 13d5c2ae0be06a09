import { useState } from 'react';
import { ConfirmDialog } from '../../shared/ConfirmDialog';
import { t } from '../../texts';
import { AddressDialog } from './AddressDialog';
import { AddressItem } from './AddressItem';
import { type Address, removeAddress } from './api';

type Props = { addresses: Address[]; onDone: (text: string) => void };

export function Addresses({ addresses, onDone }: Props) {
  const [editing, setEditing] = useState<Address | 'new'>();
  const [removing, setRemoving] = useState<Address>();
  const done = (text: string) => {
    setEditing(undefined);
    setRemoving(undefined);
    onDone(text);
  };
  return (
    <section className="card stack" aria-label={t.profile.addresses}>
      <h2>{t.profile.addresses}</h2>
      {addresses.length === 0 && <p className="quiet">{t.profile.noAddresses}</p>}
      <ul className="rows">
        {addresses.map((address) => (
          <AddressItem key={address.id} address={address} onEdit={setEditing} onRemove={setRemoving} />
        ))}
      </ul>
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            setEditing('new');
          }}
        >
          {t.profile.add}
        </button>
      </div>
      {editing && (
        <AddressDialog
          address={editing === 'new' ? undefined : editing}
          onDone={() => {
            done(t.common.saved);
          }}
          onClose={() => {
            setEditing(undefined);
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={t.profile.removeTitle}
          hint={t.profile.removeHint}
          confirm={t.profile.remove}
          onConfirm={async () => {
            await removeAddress(removing.id);
            done(t.profile.removed);
          }}
          onClose={() => {
            setRemoving(undefined);
          }}
        />
      )}
    </section>
  );
}
