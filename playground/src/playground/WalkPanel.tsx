import type { Persona } from '../session/demo';
import type { SessionStore } from '../session/session';
import { useStore } from '../shared/store';
import { stepsOf, walkOf } from '../walk/steps';
import { useStepEditor } from '../walk/useStepEditor';
import type { WalkStore } from '../walk/walk';
import { CustomerMenu } from './CustomerMenu';
import { StepCard } from './StepCard';

type Props = {
  walk: WalkStore;
  session: SessionStore;
  acting?: Persona;
  personas: Persona[];
  onAct: (persona: Persona) => void;
};

export function WalkPanel({ walk, session, acting, personas, onAct }: Props) {
  const { memory, active, outcomes } = useStore(walk);
  const editor = useStepEditor(walk);
  const { title: heading, chapters } = walkOf(acting?.account);
  const steps = stepsOf({ title: heading, chapters });
  return (
    <>
      <h2>{heading}</h2>
      <CustomerMenu
        memory={memory}
        onChoose={(customer) => {
          walk.choose(customer);
          if (active) editor.open(active);
        }}
      />
      {chapters.map(({ title, steps: own }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ol start={steps.findIndex(({ id }) => id === own[0]?.id) + 1}>
            {own.map((step) => (
              <StepCard
                key={step.id}
                step={step}
                number={steps.indexOf(step) + 1}
                active={step.id === active?.id}
                memory={memory}
                outcome={outcomes[step.id]}
                editor={editor}
                session={acting && session}
                switchTo={step.as && acting && !step.as(acting) ? personas.find(step.as) : undefined}
                onAct={onAct}
              />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
