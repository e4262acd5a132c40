import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { DialogForm } from '../../components/dialog-form.js';
import { Modal } from '../../components/modal.js';
import { SubjectField } from '../../components/subject-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { type Fault, Problem } from '../../data/problem.js';
import { useAction } from '../../data/use-action.js';
import { type Draft, emptyDraft } from '../../schema-form/draft.js';
import { formOf } from '../../schema-form/field.js';
import { readForm } from '../../schema-form/read-draft.js';
import { SchemaForm } from '../../schema-form/schema-form.js';
import type { JobDetails } from './policies.js';

interface RunDialogProps {
  readonly job: JobDetails;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Asks for the parameters of a run, and submits it. */
export function RunDialog({ job, open, onClose }: RunDialogProps) {
  const about = job.enabled
    ? 'A worker begins it as soon as one is free.'
    : 'The job is disabled: a run by hand begins all the same.';
  return (
    <Modal open={open} onClose={onClose} title={`Run ${job.name} now`} description={about}>
      {open ? <RunForm job={job} onClose={onClose} /> : null}
    </Modal>
  );
}

function RunForm({ job, onClose }: { job: JobDetails; onClose: () => void }) {
  const form = useMemo(() => formOf(job.parameters, job.configured_parameters), [job]);
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(form));
  const [subject, setSubject] = useState('');
  // What stands in the fields is judged once somebody has tried, and then as it changes.
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const submit = useSubmit(job.name);
  const { value, faults } = readForm(form, draft);
  const change = (changed: Draft) => {
    setDraft(changed);
    setRefused([]);
  };
  const act = () => {
    setTried(true);
    if (faults.length > 0) return;
    submit.mutate(
      { parameters: value, subject: subject.trim() || undefined },
      { onError: (error) => setRefused(error instanceof Problem ? error.faults : []) },
    );
  };
  return (
    <DialogForm
      confirm="Run"
      leave="Cancel"
      icon="runs"
      busy={submit.isPending}
      problem={refused.length === 0 ? submit.error : null}
      onSubmit={act}
      onClose={onClose}
    >
      <SchemaForm
        form={form}
        draft={draft}
        onChange={change}
        faults={refused.length > 0 ? refused : tried ? faults : []}
      />
      <SubjectField
        hint="What it works on: one unfinished run at a time for each. None by default."
        value={subject}
        onChange={setSubject}
      />
    </DialogForm>
  );
}

/** Submits a run and goes to its page. */
function useSubmit(job: string) {
  const [, navigate] = useLocation();
  return useAction<{ parameters: object; subject: string | undefined }, DataOf<'runs submit'>>(
    { method: 'POST', path: `/api/jobs/${encodeURIComponent(job)}/run`, body: (input) => input },
    {
      touches: ['jobs', 'runs', 'status'],
      ownProblems: true,
      tell: ({ run_id }) => {
        navigate(`/runs/${run_id}`);
        return `Run ${run_id} of ${job} is on its way`;
      },
    },
  );
}
