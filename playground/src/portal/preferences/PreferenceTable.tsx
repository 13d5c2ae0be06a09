import { t } from '../../texts';
import type { Preference } from './api';

type Change = Pick<Preference, 'purpose' | 'channel' | 'allowed'>;
type Props = { preferences: Preference[]; busy: boolean; onChange: (change: Change) => void };

/** A box for each purpose and channel. */
export function PreferenceTable({ preferences, busy, onChange }: Props) {
  const purposes = [...new Set(preferences.map(({ purpose }) => purpose))];
  const channels = [...new Set(preferences.map(({ channel }) => channel))];
  return (
    <section className="card scroll" aria-busy={busy}>
      <table className="boxes">
        <thead>
          <tr>
            <td />
            {channels.map((channel) => (
              <th key={channel} scope="col">
                {t.preferences.channels[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {purposes.map((purpose) => (
            <tr key={purpose}>
              <th scope="row">{t.preferences.purposes[purpose]}</th>
              {channels.map((channel) => (
                <td key={channel}>
                  <input
                    type="checkbox"
                    aria-label={`${t.preferences.purposes[purpose]}: ${t.preferences.channels[channel]}`}
                    checked={preferences.some(
                      (one) => one.purpose === purpose && one.channel === channel && one.allowed,
                    )}
                    onChange={(event) => {
                      if (!busy) onChange({ purpose, channel, allowed: event.target.checked });
                    }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
