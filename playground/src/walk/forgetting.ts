import type * as operations from '../generated/operations';
import { documents } from './documents';
import type { Memory } from './memory';
import { merging } from './merging';
import { retaining } from './retention';
import { type Chapter, type Step, customerId, needsCustomer, plain, step } from './step';

const mayErase: Step['as'] = ({ role }) => role === 'ADMINISTRATOR' || role === 'OWNER';
const reason = 'Asked for by the customer';

const needsWord = (memory: Memory) =>
  needsCustomer(memory) ?? (memory.confirmation ? undefined : 'Look at what a delete would do first.');
const needsDelete = ({ undoToken }: Memory) => (undoToken ? undefined : 'Delete the customer first.');
const needsPlan = ({ deleted, eraseCount }: Memory) =>
  deleted.length > 0 && eraseCount ? undefined : 'Look at whom it would be about first.';

const known = (id: string, title: string, hint: string): Step =>
  step<operations.CustomerKnownQueryVariables>({
    id,
    title,
    hint,
    document: documents.customerKnown,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  });

const deletion = (id: string, title: string, hint: string, mode: operations.DeletionMode): Step =>
  step<operations.DeleteCustomerMutationVariables>({
    id,
    title,
    hint,
    document: documents.deleteCustomer,
    variables: (memory) => ({
      input: { id: customerId(memory), confirmation: memory.confirmation ?? '', mode, reason },
    }),
    missing: needsWord,
    as: mode === 'MASK' ? mayErase : undefined,
  });

const mask = (rest: Pick<Step, 'id' | 'title' | 'hint' | 'refused'>): Step =>
  step<operations.MaskCustomerMutationVariables>({
    ...rest,
    document: documents.maskCustomer,
    variables: (memory) => ({
      input: { id: customerId(memory), confirmation: memory.confirmation ?? '', reason },
    }),
    missing: needsWord,
    as: mayErase,
  });

type Whom = (memory: Memory) => { ids: string[]; count: number };

const erasure = (rest: Pick<Step, 'id' | 'title' | 'hint' | 'missing' | 'refused'>, whom: Whom): Step =>
  step<operations.EraseCustomersMutationVariables>({
    ...rest,
    document: documents.eraseCustomers,
    variables: (memory) => {
      const { ids, count } = whom(memory);
      return { input: { whom: { ids }, count } };
    },
    as: mayErase,
  });

const looking: Step[] = [
  step<operations.FindCustomerQueryVariables>({
    id: 'forget-find',
    title: 'Find a customer',
    hint: 'Search by name, email or phone. One of those found is carried to the next steps.',
    document: documents.findCustomer,
    variables: ({ search }) => ({ search }),
  }),
  known('forget-known', 'What is known of them', 'Where they live, what was done for them, what they wrote.'),
  step<operations.DeletionPlanQueryVariables>({
    id: 'forget-plan',
    title: 'What a delete would do',
    hint: 'Under this policy nothing blocks: history stays. The plan brings the word that confirms it.',
    document: documents.deletionPlan,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
  }),
];

const masking: Step[] = [
  deletion(
    'forget-delete',
    'Delete and mask',
    'Hides the customer and makes what is known of them unreadable, with 30 seconds to take it back.',
    'MASK',
  ),
  known(
    'forget-stars',
    'Read what is left',
    'Asterisks, except on invoices that the law wants kept as they were issued.',
  ),
  step<operations.UndoDeleteMutationVariables>({
    id: 'forget-undo',
    title: 'Take it back in time',
    hint:
      'Until then the originals are sealed with a key of their own, which is destroyed afterwards. Too late? Find ' +
      'somebody else, by any other name.',
    document: documents.undoDelete,
    variables: ({ undoToken = '' }) => ({ input: { undoToken } }),
    missing: needsDelete,
  }),
  known('forget-readable', 'Read it again', 'Every word is back where it was.'),
];

const maskingLater: Step[] = [
  deletion(
    'forget-delete-again',
    'Delete, without masking',
    'Hidden, and readable for those who may restore.',
    'ARCHIVE',
  ),
  mask({
    id: 'forget-mask',
    title: 'Mask later',
    hint: 'Somebody deleted long ago can be masked too. Says how many rows of which table it was.',
  }),
  step<operations.UndoMaskMutationVariables>({
    id: 'forget-unmask',
    title: 'Take the mask back',
    hint: 'Readable again, and deleted as before.',
    document: documents.undoMask,
    variables: ({ undoToken = '' }) => ({ input: { undoToken } }),
    missing: needsDelete,
    as: mayErase,
  }),
];

const holding: Step[] = [
  step<operations.PlaceHoldMutationVariables>({
    id: 'forget-hold',
    title: 'Place a legal hold',
    hint: 'A dispute, say: what is known of the customer must stay, whoever asks.',
    document: documents.placeHold,
    variables: (memory) => ({
      input: { customerId: customerId(memory), reason: 'A dispute about an invoice' },
    }),
    missing: needsCustomer,
    as: mayErase,
  }),
  mask({
    id: 'forget-mask-held',
    title: 'Mask, nevertheless',
    hint: 'Refused, as it should be. A permanent deletion of many would leave this one alone, and say so.',
    refused: 'CustomerHeld',
  }),
  step<operations.ReleaseHoldMutationVariables>({
    id: 'forget-release',
    title: 'Release the hold',
    hint: 'The dispute is settled.',
    document: documents.releaseHold,
    variables: ({ hold = '' }) => ({ input: { id: hold } }),
    missing: ({ hold }) => (hold ? undefined : 'Place a hold first.'),
    as: mayErase,
  }),
];

const erasing: Step[] = [
  plain({
    id: 'forget-deleted',
    title: 'Who is deleted',
    hint: 'All of them are carried on. Whoever was masked is unreadable already.',
    document: documents.deletedCustomers,
  }),
  step<operations.ErasurePlanQueryVariables>({
    id: 'forget-erasure-plan',
    title: 'Whom it would be about',
    hint: 'States the number to type, when it becomes final, and what becomes of which records.',
    document: documents.erasurePlan,
    variables: ({ deleted }) => ({ whom: { ids: deleted } }),
    missing: ({ deleted }) => (deleted.length > 0 ? undefined : 'Look at who is deleted first.'),
    as: mayErase,
  }),
  erasure(
    {
      id: 'forget-wrong-number',
      title: 'Type a wrong number',
      hint: 'One too many is refused, as it should be, and nothing is changed.',
      missing: needsPlan,
      refused: 'CountMismatch',
    },
    ({ deleted, eraseCount = 0 }) => ({ ids: deleted, count: eraseCount + 1 }),
  ),
  erasure(
    {
      id: 'forget-erase',
      title: 'Erase for good',
      hint: 'With the right number. Everybody is unreadable at once, and leaves the deleted list.',
      missing: needsPlan,
    },
    ({ deleted, eraseCount = 0 }) => ({ ids: deleted, count: eraseCount }),
  ),
  step<operations.ErasureJobQueryVariables>({
    id: 'forget-job',
    title: 'How far it is',
    hint: 'What became of each customer. Thousands go on in the background; a few are through already.',
    document: documents.erasureJob,
    variables: ({ erasureJob = '' }) => ({ id: erasureJob }),
    missing: ({ erasureJob }) => (erasureJob ? undefined : 'Erase somebody first.'),
    as: mayErase,
  }),
  step<operations.CallOffErasureMutationVariables>({
    id: 'forget-call-off',
    title: 'Call it off for one',
    hint: 'Until the policy’s delay has passed anybody can be taken out: readable again, and only deleted.',
    document: documents.callOffErasure,
    variables: (memory) => ({ input: { id: customerId(memory) } }),
    missing: needsCustomer,
    as: mayErase,
  }),
  erasure(
    {
      id: 'forget-erase-again',
      title: 'Erase once more',
      hint: 'This time only the customer in hand: the number is 1.',
      missing: needsCustomer,
    },
    (memory) => ({ ids: [customerId(memory)], count: 1 }),
  ),
];

const proving: Step[] = [
  plain({
    id: 'forget-others',
    title: 'Others who were erased',
    hint: 'Some are final and have their receipt; some are still sealed, and could be called off.',
    document: documents.erasedCustomers,
  }),
  step<operations.ErasureReceiptQueryVariables>({
    id: 'forget-receipt',
    title: 'The receipt',
    hint:
      'Move the clock past the delay: within seconds the worker destroys the key, looks for anything left over, and ' +
      'signs. Save the receipt’s three fields as a file; lethe receipt verify FILE checks it offline.',
    document: documents.erasureReceipt,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
    jump: { label: '+1 month', seconds: 31 * 86_400 },
  }),
  step<operations.CallOffErasureMutationVariables>({
    id: 'forget-too-late',
    title: 'Call it off too late',
    hint: 'Refused, as it should be: there is nothing left to bring back.',
    document: documents.callOffErasure,
    refused: 'CustomerErased',
    variables: (memory) => ({ input: { id: customerId(memory) } }),
    missing: needsCustomer,
    as: mayErase,
  }),
  step<operations.CustomerAuditQueryVariables>({
    id: 'forget-audit-log',
    title: 'Audit log',
    hint: 'All of it, newest first, in ids and numbers alone: what was forgotten is not in it.',
    document: documents.customerAudit,
    variables: (memory) => ({ id: customerId(memory) }),
    missing: needsCustomer,
    as: mayErase,
  }),
];

/** From a mask that is taken back to an erasure that is proven. */
export const forgetting: Chapter[] = [
  { title: 'Look', steps: looking },
  { title: 'Delete and mask', steps: masking },
  { title: 'Mask later', steps: maskingLater },
  { title: 'Hold', steps: holding },
  { title: 'Erase for good', steps: erasing },
  { title: 'Prove it', steps: proving },
  { title: 'Every year', steps: retaining },
  { title: 'Bring together', steps: merging },
];
