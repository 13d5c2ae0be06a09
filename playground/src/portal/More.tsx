import { t } from '../texts';
import type { Pages } from './usePages';

/** A button that loads more of a list, as long as there is more. */
export const More = <T,>({ of: { data, loading, more } }: { of: Pages<T> }) =>
  data?.next ? (
    <p>
      <button type="button" className="button" disabled={loading} onClick={more}>
        {t.common.more}
      </button>
    </p>
  ) : null;
