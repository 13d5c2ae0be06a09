export type Mail = { key: string; at: string; to: string; subject: string; text: string };

export async function loadMails(): Promise<Mail[]> {
  const response = await fetch('/demo/mail');
  if (!response.ok) throw new Error(`/demo/mail answered ${response.status}.`);
  return newestFirst((await response.json()) as Omit<Mail, 'key'>[]);
}

/** Keys count from the oldest, so that a mail keeps its place on the page when others arrive. */
export const newestFirst = (mails: Omit<Mail, 'key'>[]): Mail[] =>
  mails
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((mail, index) => ({ ...mail, key: `${index}` }))
    .reverse();
