import * as Menu from '@radix-ui/react-dropdown-menu';
import { Fragment } from 'react';
import { type Persona, groupPersonas } from '../session/demo';
import type { SessionStore } from '../session/session';
import { useStore } from '../shared/store';

type Props = { session: SessionStore; personas: Persona[]; onAct: (persona: Persona) => void };

export function PersonaMenu({ session, personas, onAct }: Props) {
  const current = useStore(session);
  const choose = (key: string) => {
    const persona = personas.find((candidate) => candidate.key === key);
    if (persona) onAct(persona);
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="button persona">
        <span className="quiet">Acting as</span> <strong>{current?.label ?? 'nobody'}</strong>
        {current && <span className="quiet">{current.accountLabel}</span>}
        <span aria-hidden="true" className="caret" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="start" sideOffset={6} collisionPadding={12}>
          <Menu.RadioGroup value={current?.persona?.key ?? ''} onValueChange={choose}>
            {groupPersonas(personas).map(({ title, personas: members }) => (
              <Fragment key={title}>
                <Menu.Label className="menu-label">{title}</Menu.Label>
                {members.map(({ key, label }) => (
                  <Menu.RadioItem key={key} value={key} className="menu-item" data-persona={key}>
                    {label}
                  </Menu.RadioItem>
                ))}
              </Fragment>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
