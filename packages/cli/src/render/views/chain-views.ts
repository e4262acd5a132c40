import type { DataOf } from '../../artifact-data.js';
import { type CardView, type Entry, table, type TextView } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';

type ChainDetails = DataOf<'chains show'>;
type ChainList = DataOf<'chains list'>;
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

export const chainList = table({
  rows: (data: ChainList) => data.chains,
  columns: [
    { title: 'Name', cell: ({ name }) => name },
    { title: 'Steps', cell: ({ steps }) => String(steps), align: 'right' },
    { title: 'Origin', cell: originOf },
    { title: 'Schedule', cell: ({ schedule }) => schedule },
    { title: 'Next run', cell: ({ next_run: at }) => timeInWords(at) },
    { title: 'Description', cell: ({ description }) => description, flexible: true },
  ],
  none: 'No chains: `infra chains save NAME FILE` keeps one.',
  footer: (data) => counted(data.total, 'chain'),
});

function originOf({ extension, saved_by: by }: Pick<ChainDetails, 'extension' | 'saved_by'>): string {
  return extension ?? `saved by ${by ?? 'somebody'}`;
}

export const chainDetails: CardView<ChainDetails> = {
  kind: 'card',
  entries: (chain) => [
    ...(chain.description === '' ? [] : [{ label: 'Description', value: chain.description }]),
    { label: 'Origin', value: originOf(chain) },
    { label: 'Steps', value: chain.steps.map(stepInWords) },
    ...given('Parameters', chain.parameters),
    {
      label: 'Schedule',
      value: chain.schedule === '' ? chain.schedule_human : `${chain.schedule}  (${chain.schedule_human})`,
    },
    ...(chain.time_zone === null ? [] : [{ label: 'Time zone', value: chain.time_zone }]),
    ...given('Scheduled with', chain.schedule_parameters),
    ...(chain.schedule_subject === null ? [] : [{ label: 'Works on', value: chain.schedule_subject }]),
    ...(chain.next_runs.length === 0
      ? []
      : [{ label: 'Next runs', value: chain.next_runs.map((at) => timeInWords(at)) }]),
    { label: 'Valid', value: chain.valid ? 'yes' : 'no', style: chain.valid ? 'green' : 'red' },
    ...errors(chain),
    ...warningEntries(chain.warnings),
  ],
};

function stepInWords({
  index,
  name,
  job,
  chain,
  weight,
  parameters: own,
}: ChainDetails['steps'][number]): string {
  const what = job ?? `the chain ${chain ?? ''}`;
  const words = [
    `${index + 1}. ${name}`,
    name === what ? '' : `(${what})`,
    weight === null ? '' : `${weight} %`,
    Object.keys(own).length === 0 ? '' : JSON.stringify(own),
  ];
  return words.filter((word) => word !== '').join('  ');
}

function given(label: string, values: Readonly<Record<string, unknown>>): Entry[] {
  const text = Object.keys(values).length === 0 ? '' : JSON.stringify(values);
  return text === '' ? [] : [{ label, value: text }];
}

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

function errors({ errors: found }: Pick<ChainValidation, 'errors'>): Entry[] {
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
