import { Badge } from '../../shared/Badge';
import { serverNow } from '../../shared/clock';
import { t } from '../../texts';
import type { Method } from './api';
import { expiryText, hasExpired, methodText } from './methodText';

type Props = { method: Method; busy: boolean; onDefault: () => void; onRemove: () => void };

export function MethodCard({ method, busy, onDefault, onRemove }: Props) {
  const expired = hasExpired(method, serverNow());
  return (
    <article className="card stack" aria-label={methodText(method)}>
      <header className="card-head">
        <h2>{methodText(method)}</h2>
        {expired && <Badge tone="bad">{t.methods.expired}</Badge>}
        {method.isDefault && <Badge tone="good">{t.methods.standard}</Badge>}
      </header>
      {!expired && <p className="quiet">{t.methods.expires(expiryText(method))}</p>}
      <div className="actions">
        {!method.isDefault && (
          <button type="button" className="button" disabled={busy} onClick={onDefault}>
            {t.methods.makeDefault}
          </button>
        )}
        <button type="button" className="button danger" onClick={onRemove}>
          {t.methods.remove}
        </button>
      </div>
    </article>
  );
}
