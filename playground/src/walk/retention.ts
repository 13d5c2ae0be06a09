import type * as operations from '../generated/operations';
import { documents } from './documents';
import type { Memory } from './memory';
import { type Step, step } from './step';

const as: Step['as'] = ({ role }) => role === 'ADMINISTRATOR' || role === 'OWNER';
const needsRun = ({ run }: Memory) => (run ? undefined : 'Start a run first.');

const look = (id: string, title: string, hint: string): Step =>
  step<operations.RetentionRunQueryVariables>({
    id,
    title,
    hint,
    document: documents.retentionRun,
    variables: ({ run }) => ({ id: run?.id ?? '' }),
    missing: needsRun,
    as,
  });

/** What a business does once a year: part with everybody who has not bought anything for long. */
export const retaining: Step[] = [
  step<operations.SetRetentionRuleMutationVariables>({
    id: 'retain-rule',
    title: 'Set a rule',
    hint: 'Who has not bought anything for a year becomes anonymous; the town stays, for the statistics.',
    document: documents.setRetentionRule,
    variables: () => ({
      input: {
        name: 'Nothing bought for a year',
        condition: { noPurchaseYears: 1, noBooking: true },
        act: 'ANONYMISE',
        keepFields: ['CITY', 'POSTCODE'],
      },
    }),
    as,
  }),
  step<operations.StartRetentionRunMutationVariables>({
    id: 'retain-run',
    title: 'Run it',
    hint: 'Lists whom it fits, and touches nobody. A schedule would do the same by itself.',
    document: documents.startRetentionRun,
    variables: ({ rule = '' }) => ({ input: { ruleId: rule } }),
    missing: ({ rule }) => (rule ? undefined : 'Set a rule first.'),
    as,
  }),
  look(
    'retain-list',
    'Review the list',
    'downloadUrl gives it as CSV, once. Run it again while it says LISTING.',
  ),
  step<operations.ApproveRetentionRunMutationVariables>({
    id: 'retain-approve',
    title: 'Approve exactly this list',
    hint: 'By the owner: bound to its hash, with the number typed. Above a threshold a second person must too.',
    document: documents.approveRetentionRun,
    variables: ({ run }) => ({
      input: { id: run?.id ?? '', listHash: run?.listHash ?? '', count: run?.customers ?? 0 },
    }),
    missing: (memory) => needsRun(memory) ?? (memory.run?.listHash ? undefined : 'Review the list first.'),
    as: ({ role }) => role === 'OWNER',
  }),
  look('retain-outcome', 'What became of them', 'Who bought something since is left out, and named.'),
];
