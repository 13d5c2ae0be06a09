import { useState } from 'react';
import { ConfirmSignIn } from './ConfirmSignIn';
import { HomePage } from './HomePage';
import { RequestLink } from './RequestLink';
import { signOut, storedToken } from './session';

type View = 'confirm' | 'home' | 'request';

export function Portal({ linkToken }: { linkToken: string | null }) {
  const [view, setView] = useState<View>(linkToken ? 'confirm' : storedToken.get() ? 'home' : 'request');
  const [notice, setNotice] = useState('');
  const leave = (message: string) => {
    storedToken.clear();
    setNotice(message);
    setView('request');
  };
  return (
    <main>
      {notice && (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      {view === 'confirm' && linkToken && (
        <ConfirmSignIn
          token={linkToken}
          onSignedIn={() => {
            setNotice('');
            setView('home');
          }}
          onAskAgain={() => {
            setView('request');
          }}
        />
      )}
      {view === 'home' && (
        <HomePage
          onEnded={() => {
            leave('Your session has ended.');
          }}
          onSignOut={() => {
            void signOut().catch(() => undefined);
            leave('You have signed out.');
          }}
        />
      )}
      {view === 'request' && <RequestLink />}
    </main>
  );
}
