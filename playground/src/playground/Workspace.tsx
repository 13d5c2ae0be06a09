import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import type { Persona } from '../session/demo';
import { documents } from '../walk/documents';
import type { SessionStore } from '../session/session';
import type { WalkStore } from '../walk/walk';
import { RetrySchema } from './RetrySchema';
import { WalkPanel } from './WalkPanel';

type Props = {
  fetcher: Fetcher;
  session: SessionStore;
  walk: WalkStore;
  acting?: Persona;
  personas: Persona[];
  onAct: (persona: Persona) => void;
};

export function Workspace({ fetcher, session, ...panel }: Props) {
  const [aside, setAside] = useState<HTMLElement | null>(null);
  return (
    <div className="workspace">
      <aside ref={setAside} aria-label="Walk" />
      <main id="answer">
        <GraphiQL
          fetcher={fetcher}
          defaultQuery={documents.whoAmI}
          defaultEditorToolsVisibility="variables"
          schemaDescription
          inputValueDeprecation
        >
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
          <RetrySchema session={session} />
          {/* Elsewhere on the page, yet inside GraphiQL's contexts. */}
          {aside && createPortal(<WalkPanel session={session} {...panel} />, aside)}
        </GraphiQL>
      </main>
    </div>
  );
}
