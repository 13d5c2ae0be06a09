import { useEditorContext, useExecutionContext } from '@graphiql/react';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import type { Memory } from './memory';
import type { Step } from './step';
import { allSteps } from './steps';
import type { WalkStore } from './walk';

const ready = new Set(allSteps.map(({ document }) => document.trim()));
const isReplaceable = (text: string) => text.trim() === '' || ready.has(text.trim());
const fill = (step: Step, memory: Memory) => JSON.stringify(step.variables(memory), null, 2);

/** Puts steps into GraphiQL's editors and runs them there. */
export function useStepEditor(walk: WalkStore) {
  const { queryEditor, variableEditor, responseEditor, addTab } = useEditorContext({ nonNull: true });
  const { run, stop, isFetching, isSubscribed } = useExecutionContext({ nonNull: true });
  const filled = useRef('');

  const setVariables = (text: string) => {
    filled.current = text;
    variableEditor?.setValue(text);
  };

  return {
    open(step: Step) {
      if (!queryEditor) return;
      if (isSubscribed) stop();
      // What someone has written stays in its tab.
      if (!isReplaceable(queryEditor.getValue())) flushSync(addTab);
      walk.open(step);
      queryEditor.setValue(step.document);
      setVariables(fill(step, walk.get().memory));
      responseEditor?.setValue('');
    },
    run(step: Step) {
      if (variableEditor?.getValue() === filled.current) setVariables(fill(step, walk.get().memory));
      run();
    },
    stop,
    isFetching,
    isSubscribed,
  };
}
