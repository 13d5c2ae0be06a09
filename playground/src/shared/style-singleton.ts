import { useEffect } from 'react';

// Stands in for react-style-singleton: a constructed stylesheet is allowed where a <style> element is not.
export function styleSingleton() {
  let users = 0;
  const sheet = new CSSStyleSheet();
  return function Styles({ styles, dynamic }: { styles: string; dynamic?: boolean }) {
    useEffect(() => {
      if (users++ === 0) {
        sheet.replaceSync(styles);
        document.adoptedStyleSheets.push(sheet);
      }
      return () => {
        if (--users > 0) return;
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      };
    }, [dynamic ? styles : null]); // eslint-disable-line react-hooks/exhaustive-deps -- static unless dynamic
    return null;
  };
}
