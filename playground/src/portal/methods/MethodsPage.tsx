import { useState } from 'react';
import { ConfirmDialog } from '../../shared/ConfirmDialog';
import { Loaded } from '../../shared/Loaded';
import { Problem } from '../../shared/Problem';
import { useAct } from '../../shared/useAct';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { MethodCard } from './MethodCard';
import { type Method, loadMethods, makeDefault, removeMethod, startSetup } from './api';
import { useReturn } from './useReturn';

export function MethodsPage() {
  const methods = useLoad(loadMethods);
  const [removing, setRemoving] = useState<Method>();
  const { notice, say } = useNotice();
  const { busy, problem, setProblem, act } = useAct();
  const done = (text: string) => {
    setRemoving(undefined);
    say(text);
    methods.reload();
  };
  useReturn(done, setProblem);
  return (
    <>
      <h1>{t.portal.pages.methods}</h1>
      {notice}
      <Problem text={problem} />
      <Loaded of={methods}>
        {(all) => (
          <>
            {all.length === 0 && <p className="card quiet">{t.methods.none}</p>}
            {all.map((method) => (
              <MethodCard
                key={method.id}
                method={method}
                busy={busy}
                onDefault={() =>
                  act(async () => {
                    await makeDefault(method.id);
                    done(t.methods.madeDefault);
                  })
                }
                onRemove={() => {
                  setRemoving(method);
                }}
              />
            ))}
          </>
        )}
      </Loaded>
      <div className="stack">
        <button
          type="button"
          className="button primary"
          disabled={busy}
          onClick={() =>
            act(async () => {
              location.assign(await startSetup());
            })
          }
        >
          {t.methods.add}
        </button>
        <p className="quiet">{t.methods.addHint}</p>
      </div>
      {removing && (
        <ConfirmDialog
          title={t.methods.removeTitle}
          hint={t.methods.removeHint}
          confirm={t.methods.remove}
          onConfirm={async () => {
            await removeMethod(removing.id);
            done(t.methods.removed);
          }}
          onClose={() => {
            setRemoving(undefined);
          }}
        />
      )}
    </>
  );
}
