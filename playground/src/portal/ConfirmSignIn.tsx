import { Problem } from '../shared/Problem';
import { useAct } from '../shared/useAct';
import { t } from '../texts';
import { signIn } from './session';

type Props = { token: string; onSignedIn: () => void; onAskAgain: () => void };

/** Opening a link signs nobody in: mail scanners open links too. The button does. */
export function ConfirmSignIn({ token, onSignedIn, onAskAgain }: Props) {
  const { busy, problem, act } = useAct();
  const press = () =>
    act(async () => {
      await signIn(token);
      history.replaceState(null, '', '/portal');
      onSignedIn();
    });
  return (
    <section className="card narrow">
      <h1>{t.signIn.confirm(location.host)}</h1>
      <Problem text={problem} />
      {problem ? (
        <button type="button" className="button" onClick={onAskAgain}>
          {t.signIn.askAgain}
        </button>
      ) : (
        <>
          <p>{t.signIn.confirmHint}</p>
          <button type="button" className="button primary" disabled={busy} onClick={press}>
            {t.signIn.signIn}
          </button>
        </>
      )}
    </section>
  );
}
