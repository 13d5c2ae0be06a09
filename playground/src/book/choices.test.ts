import { expect, test } from 'vitest';
import { choicesOf, choose } from './choices';

test('what is chosen is sent in the order of the page, without what was put back', () => {
  const order = [{ id: 'svc_1' }, { id: 'svc_2' }, { id: 'svc_3' }];
  const chosen = choose(choose(choose({}, 'svc_3', 2), 'svc_1', 1), 'svc_2', 0);
  expect(choicesOf(chosen, order)).toEqual([
    { serviceId: 'svc_1', quantity: 1 },
    { serviceId: 'svc_3', quantity: 2 },
  ]);
});
