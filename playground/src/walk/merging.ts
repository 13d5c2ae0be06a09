import type * as operations from '../generated/operations';
import { documents } from './documents';
import type { Memory } from './memory';
import { type Step, step } from './step';

/** E-mail address and name, or phone number and more. */
const LIKELY = 55;

const as: Step['as'] = ({ role }) => role === 'ADMINISTRATOR' || role === 'OWNER';
const needsPair = ({ pair }: Memory) => (pair ? undefined : 'Find duplicates first.');
const needsMerge = ({ merge }: Memory) => (merge ? undefined : 'Merge two first.');

/** What becomes of customers who are there twice: a merge, not a delete. */
export const merging: Step[] = [
  step<operations.FindDuplicatesQueryVariables>({
    id: 'merge-find',
    title: 'Who is there twice',
    hint: 'Found by e-mail address, phone number, name and address, with a score and the reasons.',
    document: documents.findDuplicates,
    variables: () => ({ minScore: LIKELY }),
    as,
  }),
  step<operations.MergePlanQueryVariables>({
    id: 'merge-plan',
    title: 'What a merge would do',
    hint: 'Field by field, with what conflicts, and how many records move.',
    document: documents.mergePlan,
    variables: ({ pair }) => ({ survivorId: pair?.one ?? '', otherIds: [pair?.other ?? ''] }),
    missing: needsPair,
    as,
  }),
  step<operations.MergeCustomersMutationVariables>({
    id: 'merge-two',
    title: 'Merge them',
    hint: 'The survivor keeps everything. Nothing is deleted, and planHash makes sure that it is what you saw.',
    document: documents.mergeCustomers,
    variables: ({ pair, mergeHash }) => ({
      input: { survivorId: pair?.one ?? '', otherIds: [pair?.other ?? ''], planHash: mergeHash },
    }),
    missing: (memory) =>
      needsPair(memory) ?? (memory.mergeHash ? undefined : 'Look at what a merge would do first.'),
    as,
  }),
  step<operations.UndoMergeMutationVariables>({
    id: 'merge-undo',
    title: 'Take it back',
    hint: 'Exactly what moved returns. There is no hurry: an undo has no window here.',
    document: documents.undoMerge,
    variables: ({ merge = '' }) => ({ input: { mergeId: merge } }),
    missing: needsMerge,
    as,
  }),
  step<operations.MergeAllMutationVariables>({
    id: 'merge-all',
    title: 'All at once',
    hint: 'Type how many pairs there are. Those who contradict each other are left for somebody to look at.',
    document: documents.mergeAll,
    variables: ({ pairs = 0 }) => ({ input: { minScore: LIKELY, count: pairs } }),
    missing: needsPair,
    as,
  }),
  step<operations.MergeJobQueryVariables>({
    id: 'merge-job',
    title: 'What became of each pair',
    hint: 'Each is a merge of its own, with an undo of its own.',
    document: documents.mergeJob,
    variables: ({ mergeJob = '' }) => ({ id: mergeJob }),
    missing: ({ mergeJob }) => (mergeJob ? undefined : 'Merge all at once first.'),
    as,
  }),
];
