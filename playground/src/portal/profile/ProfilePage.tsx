import { Loaded } from '../../shared/Loaded';
import { useLoad } from '../../shared/useLoad';
import { t } from '../../texts';
import { useNotice } from '../useNotice';
import { Addresses } from './Addresses';
import { ContactForm } from './ContactForm';
import { EmailForm } from './EmailForm';
import { loadProfile } from './api';

export function ProfilePage() {
  const profile = useLoad(loadProfile);
  const { notice, say } = useNotice();
  const done = (text: string) => {
    say(text);
    profile.reload();
  };
  return (
    <>
      <h1>{t.portal.pages.profile}</h1>
      {notice}
      <Loaded of={profile}>
        {(data) => (
          <>
            <ContactForm key={data.version} profile={data} onDone={done} />
            <EmailForm email={data.email} />
            <Addresses addresses={data.addresses} onDone={done} />
          </>
        )}
      </Loaded>
    </>
  );
}
