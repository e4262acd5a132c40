import { useState } from 'react';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Panel } from '../../components/panel.js';
import { useMay } from '../../data/session.js';
import { useArtifact } from '../../data/use-artifact.js';
import { PageHeader } from '../../frame/page-header.js';
import { emptyDraft } from '../../schema-form/draft.js';
import { counted } from '../../words/counted.js';
import { weightFault } from './chain-of.js';
import { countOf } from './findings.js';
import { Palette } from './palette.js';
import { RunChainDialog } from './run-chain-dialog.js';
import { SaveChainDialog } from './save-chain-dialog.js';
import { StepList } from './step-list.js';
import { TemplatesPanel } from './templates-panel.js';
import { type Template, useTemplates } from './use-templates.js';
import { type Judged, useJudgement } from './use-judgement.js';
import { type JobSchema, useBuilder, useForms } from './use-builder.js';
import './builder.css';

/** Chains of jobs, put together by hand: configured, ordered, validated, run and saved. */
export default function BuilderPage() {
  const schemas = useArtifact<'chains schemas'>('/api/job-builder/schemas');
  const templates = useTemplates();
  return (
    <>
      <PageHeader
        title="Job builder"
        about="Jobs that run one after the other as one combined run: click one to add it, order them, validate, run."
      />
      <Answer of={schemas} lines={12}>
        {(data) => <Builder schemas={data.schemas} templates={templates} />}
      </Answer>
    </>
  );
}

function Builder({ schemas, templates }: { schemas: readonly JobSchema[]; templates: readonly Template[] }) {
  const forms = useForms(schemas);
  const [state, act] = useBuilder(forms);
  const judgement = useJudgement(state, forms);
  const known = new Set([
    ...schemas.map(({ name }) => `job ${name}`),
    ...templates.map(({ name }) => `chain ${name}`),
  ]);
  return (
    <div className="builder">
      <div className="stack">
        <Palette
          schemas={schemas}
          chains={templates.filter(({ name }) => name !== state.name)}
          onAdd={({ kind, of }) =>
            act({ type: 'add', step: { kind, of, draft: kind === 'job' ? emptyDraft(forms(of)) : {} } })
          }
        />
        <TemplatesPanel templates={templates} forms={forms} state={state} act={act} />
      </div>
      <Panel
        title={state.name === '' ? 'Chain' : `Chain ${state.name}`}
        count={state.steps.length}
        actions={
          state.steps.length === 0 ? null : (
            <>
              <Button kind="quiet" onClick={() => act({ type: 'share' })}>
                Equal weights
              </Button>
              <Button kind="quiet" onClick={() => act({ type: 'clear' })}>
                Clear
              </Button>
            </>
          )
        }
      >
        {state.steps.length === 0 ? (
          <EmptyState icon="builder" title="No step yet">
            Click a job to add it, or load a template.
          </EmptyState>
        ) : (
          <StepList
            steps={state.steps}
            forms={forms}
            known={known}
            findings={judgement.findings.ofSteps}
            act={act}
          />
        )}
        <Verdict judgement={judgement} fault={weightFault(state.steps)} />
        <BuilderActions state={state} judgement={judgement} templates={templates} act={act} />
      </Panel>
    </div>
  );
}

/** What came of the validation, as a sentence. */
function Verdict({ judgement, fault }: { judgement: Judged; fault: string | null }) {
  const { errors, warnings } = countOf(judgement.findings);
  const { ofChain } = judgement.findings;
  const whole = fault === null ? ofChain : [...ofChain.filter((text) => !text.includes('weights')), fault];
  return (
    <div className="verdict" aria-live="polite">
      {whole.map((text) => (
        <p key={text} className="fault">
          {text}
        </p>
      ))}
      {judgement.valid === null ? null : (
        <p data-tone={errors > 0 ? 'bad' : warnings > 0 ? 'ask' : 'good'}>
          {errors > 0 ? counted(errors, 'error') : 'Valid'}
          {warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}
        </p>
      )}
    </div>
  );
}

interface BuilderActionsProps {
  readonly state: ReturnType<typeof useBuilder>[0];
  readonly judgement: Judged;
  readonly templates: readonly Template[];
  readonly act: ReturnType<typeof useBuilder>[1];
}

function BuilderActions({ state, judgement, templates, act }: BuilderActionsProps) {
  const mayAct = useMay('operator');
  const [asked, setAsked] = useState<'run' | 'save' | null>(null);
  const none = state.steps.length === 0;
  const steps = state.steps.length;
  const run = async () => {
    if (await judgement.validate()) setAsked('run');
  };
  return (
    <div className="row builder-actions">
      <Button icon="check" disabled={none} busy={judgement.busy} onClick={() => void judgement.validate()}>
        Validate
      </Button>
      {mayAct ? (
        <>
          <Button disabled={none} onClick={() => setAsked('save')}>
            Save …
          </Button>
          <Button kind="primary" icon="runs" disabled={none || judgement.busy} onClick={() => void run()}>
            Run chain
          </Button>
        </>
      ) : null}
      <RunChainDialog
        open={asked === 'run'}
        chain={judgement.chain}
        name={state.name}
        steps={steps}
        warnings={countOf(judgement.findings).warnings}
        onClose={() => setAsked(null)}
      />
      <SaveChainDialog
        open={asked === 'save'}
        state={state}
        chain={judgement.chain}
        templates={templates}
        act={act}
        onClose={() => setAsked(null)}
      />
    </div>
  );
}
