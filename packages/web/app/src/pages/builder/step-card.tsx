import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useId } from 'react';
import { IconButton } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { TextField } from '../../components/text-field.js';
import type { Fault } from '../../data/problem.js';
import type { GroupField } from '../../schema-form/field.js';
import { SchemaForm } from '../../schema-form/schema-form.js';
import type { BuilderAction, BuilderStep } from './builder-state.js';
import type { StepFindings } from './findings.js';

interface StepCardProps {
  readonly step: BuilderStep;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Of the whole, percent; null where the weights leave none. */
  readonly share: number | null;
  readonly form: GroupField;
  /** Whether the job or chain exists. */
  readonly known: boolean;
  readonly findings: StepFindings | undefined;
  readonly act: (action: BuilderAction) => void;
}

const noFaults: readonly Fault[] = [];

type Change = Partial<Pick<BuilderStep, 'name' | 'weight' | 'draft' | 'open'>>;

/** One step: its place, its weight, what was found about it and, unfolded, its parameters. */
export function StepCard(props: StepCardProps) {
  const { step, index, count, findings, act } = props;
  const { key, of } = step;
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({ id: key });
  const id = useId();
  const faults = findings?.faults ?? noFaults;
  const change = (changed: Change) => act({ type: 'change', key, change: changed });
  return (
    <li
      ref={setNodeRef}
      className="step-card"
      data-dragging={isDragging || undefined}
      data-faulty={faults.length + (findings?.errors.length ?? 0) > 0 || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className="step-head">
        <button
          type="button"
          className="handle"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={`Move ${of}, step ${String(index + 1)} of ${String(count)}`}
        >
          {index + 1}
        </button>
        <Unfold step={step} controls={id} onChange={change} />
        <WeightInput
          of={of}
          weight={step.weight}
          share={props.share}
          fault={faults.find(({ path }) => path === 'weight')?.reason ?? null}
          onChange={(weight) => change({ weight })}
        />
        <MoveButtons step={step} index={index} count={count} act={act} />
      </div>
      <StepNotes known={props.known} step={step} findings={findings} />
      {step.open ? (
        <div className="step-body" id={id}>
          <StepBody
            step={step}
            form={props.form}
            faults={faults.filter(({ path }) => path !== 'weight')}
            onChange={change}
          />
        </div>
      ) : null}
    </li>
  );
}

interface UnfoldProps {
  readonly step: BuilderStep;
  /** The id of what it shows. */
  readonly controls: string;
  readonly onChange: (change: Change) => void;
}

function Unfold({ step: { of, name, open }, controls, onChange }: UnfoldProps) {
  return (
    <button
      type="button"
      className="unfold"
      aria-expanded={open}
      aria-controls={controls}
      onClick={() => onChange({ open: !open })}
    >
      <Icon name="right" size={12} />
      <span className="break">
        <strong>{name === '' ? of : name}</strong>
        {name === '' ? null : <span className="quiet"> {of}</span>}
      </span>
    </button>
  );
}

interface StepBodyProps {
  readonly step: BuilderStep;
  readonly form: GroupField;
  readonly faults: readonly Fault[];
  readonly onChange: (change: Change) => void;
}

function StepBody({ step: { kind, of, name, draft }, form, faults, onChange }: StepBodyProps) {
  return (
    <>
      <SchemaForm
        form={form}
        draft={kind === 'chain' && typeof draft !== 'string' ? '' : draft}
        faults={faults}
        onChange={(changed) => onChange({ draft: changed })}
      />
      <TextField
        label="Name of the step"
        hint="Shown in its run; that of the job by default."
        value={name}
        maxLength={200}
        placeholder={of}
        onChange={(typed) => onChange({ name: typed })}
      />
    </>
  );
}

interface WeightInputProps {
  readonly of: string;
  readonly weight: string;
  readonly share: number | null;
  readonly fault: string | null;
  readonly onChange: (weight: string) => void;
}

function WeightInput({ of, weight, share, fault, onChange }: WeightInputProps) {
  const equal = share === null ? '?' : String(Math.round(share * 10) / 10);
  return (
    <label className="weight" title={fault ?? 'Its share of the progress; an equal one when left empty'}>
      <span className="only-read-aloud">Weight of {of}, percent</span>
      <input
        className="input"
        inputMode="decimal"
        value={weight}
        placeholder={equal}
        aria-invalid={fault !== null || undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <span className="quiet">%</span>
    </label>
  );
}

function MoveButtons({
  step: { key, of },
  index,
  count,
  act,
}: Pick<StepCardProps, 'step' | 'index' | 'count' | 'act'>) {
  return (
    <span className="move-buttons">
      <IconButton
        label={`Move ${of} up`}
        icon="up"
        disabled={index === 0}
        onClick={() => act({ type: 'move', key, to: index - 1 })}
      />
      <IconButton
        label={`Move ${of} down`}
        icon="down"
        disabled={index === count - 1}
        onClick={() => act({ type: 'move', key, to: index + 1 })}
      />
      <IconButton label={`Remove ${of}`} icon="close" onClick={() => act({ type: 'remove', key })} />
    </span>
  );
}

function StepNotes({ known, step, findings }: Pick<StepCardProps, 'known' | 'step' | 'findings'>) {
  const hidden = step.open ? [] : (findings?.faults ?? []).filter(({ path }) => path !== 'weight');
  const errors = [
    ...(known ? [] : [`there is no ${step.kind} '${step.of}' any more`]),
    ...(findings?.errors ?? []),
    ...hidden.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`)),
  ];
  const warnings = findings?.warnings ?? [];
  if (errors.length + warnings.length === 0) return null;
  return (
    <ul className="step-notes">
      {errors.map((error) => (
        <li key={error} data-tone="bad">
          <Icon name="cross" size={12} />
          <span className="break">{error}</span>
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={warning} data-tone="ask">
          <Icon name="failures" size={12} />
          <span className="break">Warning: {warning}</span>
        </li>
      ))}
    </ul>
  );
}
