import { useSchemaStore } from '@graphiql/react';
import { useEffect } from 'react';
import type { SessionStore } from '../session/session';
import { useStore } from '../shared/store';

/** A server may show its schema to those signed in only: ask again with each new session. */
export function RetrySchema({ session }: { session: SessionStore }) {
  const token = useStore(session)?.token;
  const { introspect, schema, isFetching } = useSchemaStore();
  const failed = !schema && !isFetching;
  useEffect(() => {
    if (token && failed) void introspect();
    // Only a new token is a reason to try again; a failure alone would loop.
  }, [token]); // eslint-disable-line react-hooks/exhaustive-deps
  return null;
}
