import { useEffect, useState } from 'react';
import { linkify } from '../shared/linkify';
import { type Mail, loadMails } from './mails';

const refreshEveryMs = 2_000;
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function Mailbox() {
  const [mails, setMails] = useState<Mail[] | null>(null);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    const refresh = async () => {
      try {
        setMails(await loadMails());
        setProblem('');
      } catch {
        setProblem('The mailbox does not answer; trying again.');
      }
    };
    void refresh();
    const timer = setInterval(() => void refresh(), refreshEveryMs);
    return () => {
      clearInterval(timer);
    };
  }, []);

  return (
    <main>
      <h1>Demo mailbox</h1>
      <p className="quiet">Every mail that this demo would have sent, newest first.</p>
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {mails?.length === 0 && <p className="card">No mail yet.</p>}
      <ul>
        {mails?.map((mail) => (
          <li key={mail.key}>
            <MailCard mail={mail} />
          </li>
        ))}
      </ul>
    </main>
  );
}

const MailCard = ({ mail: { at, to, subject, text } }: { mail: Mail }) => (
  <article className="card">
    <h2>{subject}</h2>
    <p className="quiet">
      To {to} · <time dateTime={at}>{date.format(new Date(at))}</time>
    </p>
    <p className="text">
      {linkify(text).map(({ text: piece, href }, index) =>
        href ? (
          <a key={index} href={href} target="_blank" rel="noopener">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </p>
  </article>
);
