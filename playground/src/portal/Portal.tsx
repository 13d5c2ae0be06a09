import { useEffect, useState } from 'react';
import { t } from '../texts';
import { ConfirmSignIn } from './ConfirmSignIn';
import { RequestLink } from './RequestLink';
import { Shell } from './Shell';
import { endings, signOut, storedToken } from './session';

type View = 'confirm' | 'inside' | 'request';

export function Portal({ linkToken }: { linkToken: string | null }) {
  const [view, setView] = useState<View>(linkToken ? 'confirm' : storedToken.get() ? 'inside' : 'request');
  const [notice, setNotice] = useState('');
  const leave = (message: string) => {
    storedToken.clear();
    setNotice(message);
    setView('request');
  };
  useEffect(
    () =>
      endings.subscribe(() => {
        leave(t.portal.ended);
      }),
    [],
  );
  if (view === 'inside') {
    return (
      <Shell
        onSignOut={() => {
          void signOut().catch(() => undefined);
          leave(t.portal.signedOut);
        }}
      />
    );
  }
  return (
    <main>
      {notice && (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      {view === 'confirm' && linkToken ? (
        <ConfirmSignIn
          token={linkToken}
          onSignedIn={() => {
            setNotice('');
            setView('inside');
          }}
          onAskAgain={() => {
            setView('request');
          }}
        />
      ) : (
        <RequestLink />
      )}
    </main>
  );
}
