import { useState } from 'react';

/** What was just done, said politely; the element belongs at the page's top. */
export function useNotice() {
  const [text, setText] = useState('');
  const notice = (
    <p role="status" className={text ? 'notice' : undefined}>
      {text}
    </p>
  );
  return { notice, say: setText };
}
