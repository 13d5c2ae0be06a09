import * as Menu from '@radix-ui/react-dropdown-menu';
import type { FoundCustomer, Memory } from '../walk/memory';

type Props = { memory: Memory; onChoose: (customer: FoundCustomer) => void };

/** Which of the customers found the walk goes on with. */
export function CustomerMenu({ memory: { customer, found }, onChoose }: Props) {
  if (!customer) return <p className="carried quiet">No customer chosen yet.</p>;
  const choose = (id: string) => {
    const chosen = found.find((candidate) => candidate.id === id);
    if (chosen) onChoose(chosen);
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="button carried" disabled={found.length < 2}>
        <span className="quiet">Customer</span> <strong>{customer.displayName}</strong>
        {found.length > 1 && <span aria-hidden="true" className="caret" />}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="start" sideOffset={6} collisionPadding={12}>
          <Menu.RadioGroup value={customer.id} onValueChange={choose}>
            {found.map(({ id, displayName }) => (
              <Menu.RadioItem key={id} value={id} className="menu-item">
                {displayName}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
