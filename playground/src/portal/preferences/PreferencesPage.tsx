import { Loaded } from '../../shared/Loaded';
import { Problem } from '../../shared/Problem';
import { useAct } from '../../shared/useAct';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { PreferenceTable } from './PreferenceTable';
import { loadPreferences, setPreference } from './api';

export function PreferencesPage() {
  const preferences = useLoad(loadPreferences);
  const { notice, say } = useNotice();
  const { busy, problem, act } = useAct();
  return (
    <>
      <h1>{t.portal.pages.preferences}</h1>
      <p>{t.preferences.hint}</p>
      {notice}
      <Problem text={problem} />
      <Loaded of={preferences}>
        {(all) => (
          <PreferenceTable
            preferences={all}
            busy={busy || preferences.loading}
            onChange={(preference) =>
              act(async () => {
                await setPreference(preference);
                say(t.common.saved);
                preferences.reload();
              })
            }
          />
        )}
      </Loaded>
    </>
  );
}
