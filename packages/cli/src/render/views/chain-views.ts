import type { DataOf } from '../../artifact-data.js';
import { type CardView, type Entry, table, type TextView } from '../artifact-view.js';
import { counted } from '../words.js';

type ChainSchemas = DataOf<'chains schemas'>;
type ChainValidation = DataOf<'chains validate'>;
type Schema = ChainSchemas['schemas'][number];

type SubmittedChain = DataOf<'chains run'>;

/** On a pipe the id alone, for the next command. */
export const submittedChain: TextView<SubmittedChain> = {
  kind: 'text',
  text: ({ run_id: id, chain, created, status, steps }) => {
    const what = chain === null ? 'a chain' : `the chain ${chain}`;
    return `Run ${id} of ${what} (${counted(steps, 'step')}) ${created ? 'is' : 'exists already and is'} ${status}`;
  },
  piped: (run) => run.run_id,
};

export const chainSchemas = table({
  rows: (data: ChainSchemas) => data.schemas,
  columns: [
    { title: 'Job', cell: ({ name }) => name },
    { title: 'Category', cell: ({ category }) => category ?? '' },
    { title: 'Step', cell: ({ step }) => (step ? 'yes' : 'no') },
    { title: 'Parameters', cell: parameters },
    { title: 'After', cell: ({ after }) => after.join(', ') },
    { title: 'Description', cell: ({ description }) => description, flexible: true },
  ],
  none: 'No jobs.',
  footer: (data) => `${counted(data.total, 'job')}; * marks what has to be given`,
});

function parameters({ parameters: schema }: Schema): string {
  const names = Object.keys(schema?.['properties'] ?? {});
  const required = new Set((schema?.['required'] ?? []) as readonly string[]);
  return names.map((name) => `${name}${required.has(name) ? '*' : ''}`).join(', ');
}

export const chainValidation: CardView<ChainValidation> = {
  kind: 'card',
  entries: (data) => [
    ...(data.name === null ? [] : [{ label: 'Chain', value: data.name }]),
    { label: 'Valid', value: data.valid ? 'yes' : 'no', style: data.valid ? 'green' : 'red' },
    ...(data.steps === null ? [] : [{ label: 'Steps', value: String(data.steps) }]),
    ...errors(data),
    ...warningEntries(data.warnings),
  ],
};

function errors({ errors: found }: ChainValidation): Entry[] {
  if (found.length === 0) return [];
  const lines = found.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return [{ label: 'Errors', value: lines, style: 'red' }];
}

/** Warnings of a chain, each with the step that it is about, counted from 1. */
function warningEntries(warnings: ChainValidation['warnings']): Entry[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map(({ step, message }) => `Warning: ${message} (step ${step + 1})`);
  return [{ label: 'Warnings', value: lines, style: 'yellow' }];
}
