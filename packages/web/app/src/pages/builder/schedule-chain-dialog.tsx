import { useState } from 'react';
import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { DialogForm } from '../../components/dialog-form.js';
import { Arguments } from '../../components/json-view.js';
import { Modal } from '../../components/modal.js';
import { SubjectField } from '../../components/subject-field.js';
import { TextField } from '../../components/text-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';
import { useArtifact } from '../../data/use-artifact.js';
import { scheduleFault } from './schedule-fault.js';
import { type Template, templatesAt } from './use-templates.js';

interface ScheduleChainDialogProps {
  /** Null while nobody asks. */
  readonly template: Template | null;
  readonly onClose: () => void;
}

/** Asks when a chain runs by itself. */
export function ScheduleChainDialog({ template, onClose }: ScheduleChainDialogProps) {
  return (
    <Modal
      open={template !== null}
      onClose={onClose}
      title={`Schedule of ${template?.name ?? ''}`}
      description="Each occurrence is one run of the steps that the chain has then."
    >
      {template === null ? null : <ReadSchedule template={template} onClose={onClose} />}
    </Modal>
  );
}

interface NewSchedule {
  readonly schedule: string;
  readonly time_zone: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly subject?: string;
}

type Details = DataOf<'chains show'>;

function ReadSchedule({ template, onClose }: { template: Template; onClose: () => void }) {
  const details = useArtifact<'chains show'>(`${templatesAt}/${encodeURIComponent(template.name)}`);
  return (
    <Answer of={details} lines={6}>
      {/* What was known before is shown first: what is read then begins the form anew. */}
      {(chain) => (
        <ScheduleForm
          key={`${chain.schedule} ${String(chain.time_zone)} ${String(chain.schedule_subject)}`}
          chain={chain}
          onClose={onClose}
        />
      )}
    </Answer>
  );
}

function ScheduleForm({ chain, onClose }: { chain: Details; onClose: () => void }) {
  const [schedule, setSchedule] = useState(chain.schedule);
  const [zone, setZone] = useState(chain.time_zone ?? 'UTC');
  const [subject, setSubject] = useState(chain.schedule_subject ?? '');
  const [tried, setTried] = useState(false);
  const { put, take } = useSchedule(chain.name, onClose);
  const given = chain.schedule_parameters;
  const fault = scheduleFault(schedule, given);
  const submit = () => {
    setTried(true);
    if (fault !== null) return;
    const works = subject.trim() === '' ? {} : { subject: subject.trim() };
    put.mutate({ schedule: schedule.trim(), time_zone: zone.trim() || 'UTC', parameters: given, ...works });
  };
  return (
    <DialogForm
      confirm="Put on this schedule"
      leave="Cancel"
      busy={put.isPending || take.isPending}
      problem={put.error ?? take.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Schedule"
        hint="Six fields: second minute hour day month weekday."
        fault={tried ? fault : null}
        value={schedule}
        autoComplete="off"
        onChange={setSchedule}
      />
      <TextField
        label="Time zone"
        hint="Such as UTC or Europe/Oslo."
        value={zone}
        autoComplete="off"
        onChange={setZone}
      />
      <SubjectField
        hint="What its runs work on: one unfinished run at a time. What the steps say by default."
        value={subject}
        onChange={setSubject}
      />
      {Object.keys(given).length === 0 ? null : (
        <p className="break">
          <span className="quiet">Its runs are given</span> <Arguments of={given} />
        </p>
      )}
      {chain.schedule === '' ? null : (
        <div>
          <Button busy={take.isPending} onClick={() => take.mutate()}>
            Take it from its schedule
          </Button>
        </div>
      )}
    </DialogForm>
  );
}

function useSchedule(name: string, onDone: () => void) {
  const path = `${templatesAt}/${encodeURIComponent(name)}/schedule`;
  const outcome = {
    touches: ['job-builder', 'jobs', 'status', 'occurrences'],
    ownProblems: true,
    tell: ({ message }: DataOf<'chains schedule'>) => {
      onDone();
      return message;
    },
  };
  const put = useAction<NewSchedule, DataOf<'chains schedule'>>(
    { method: 'PUT', path, body: (input) => input },
    outcome,
  );
  const take = useAction<void, DataOf<'chains schedule'>>({ method: 'DELETE', path }, outcome);
  return { put, take };
}
