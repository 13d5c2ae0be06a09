import { useEffect, useId, useRef } from 'react';
import type { Persona } from '../session/demo';
import { documents } from '../walk/documents';
import type { Memory } from '../walk/memory';
import type { Step } from '../walk/step';
import type { useStepEditor } from '../walk/useStepEditor';
import type { Outcome } from '../walk/walk';
import type { SessionStore } from '../session/session';
import { Jump } from './Jump';
import { UndoCountdown } from './UndoCountdown';

type Props = {
  step: Step;
  number: number;
  active: boolean;
  memory: Memory;
  outcome?: Outcome;
  editor: ReturnType<typeof useStepEditor>;
  /** Whose clock can be moved: the demo's. */
  session?: SessionStore;
  switchTo?: Persona;
  onAct: (persona: Persona) => void;
};

const undoes = [documents.undoDelete, documents.undoMask];

export function StepCard(props: Props) {
  const { step, number, active, memory, outcome, editor, session, switchTo, onAct } = props;
  const details = useId();
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) card.current?.scrollIntoView({ block: 'nearest' });
  }, [active, outcome]);
  const missing = step.missing?.(memory);
  return (
    <li ref={card} className="step" data-step={step.id} data-active={active || undefined}>
      <button
        type="button"
        className="step-title"
        aria-expanded={active}
        aria-controls={details}
        aria-current={active ? 'step' : undefined}
        onClick={() => {
          editor.open(step);
        }}
      >
        <span className="step-number" aria-hidden="true">
          {number}
        </span>
        {step.title}
        {outcome && <Mark ok={outcome.ok} />}
      </button>
      <div id={details} hidden={!active}>
        <p>{step.hint}</p>
        {undoes.includes(step.document) && memory.undoExpiresAt && (
          <UndoCountdown until={memory.undoExpiresAt} />
        )}
        {missing && <p className="missing">{missing}</p>}
        <div className="step-actions">
          {switchTo && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                onAct(switchTo);
              }}
            >
              Act as {switchTo.label}
            </button>
          )}
          {session && step.jump && <Jump session={session} {...step.jump} />}
          {active && editor.isSubscribed ? (
            <button type="button" className="button small" onClick={editor.stop}>
              Stop
            </button>
          ) : (
            <button
              type="button"
              className="button small primary"
              disabled={!!missing || editor.isFetching}
              onClick={() => {
                editor.run(step);
              }}
            >
              Run
            </button>
          )}
        </div>
        <p role="status" className="outcome" data-ok={outcome?.ok}>
          {outcome?.text}
        </p>
        {outcome && (
          <a className="to-answer" href="#answer">
            See the answer
          </a>
        )}
      </div>
    </li>
  );
}

const Mark = ({ ok }: { ok: boolean }) => (
  <span className="mark" data-ok={ok} role="img" aria-label={ok ? 'done' : 'refused'}>
    {ok ? '✓' : '!'}
  </span>
);
