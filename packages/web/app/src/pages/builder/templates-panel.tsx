import { useState } from 'react';
import { Button, IconButton } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { RelativeTime } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import { useTell } from '../../components/toast.js';
import type { DataOf } from '../../data/artifacts.js';
import { request } from '../../data/request.js';
import { useMay } from '../../data/session.js';
import { useAction } from '../../data/use-action.js';
import type { BuilderAction, BuilderState } from './builder-state.js';
import { type FormOf, stepsOf } from './chain-of.js';
import { ScheduleChainDialog } from './schedule-chain-dialog.js';
import { chainOfTemplate, type Template, templatesAt } from './use-templates.js';

interface TemplatesPanelProps {
  readonly templates: readonly Template[];
  readonly forms: FormOf;
  readonly state: BuilderState;
  readonly act: (action: BuilderAction) => void;
}

/** The chains that were saved or that extensions bring: to load, and to delete. */
export function TemplatesPanel({ templates, forms, state, act }: TemplatesPanelProps) {
  const [loading, setLoading] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<string | null>(null);
  const [scheduling, setScheduling] = useState<Template | null>(null);
  const load = useLoad(forms, act);
  const remove = useAction<string, DataOf<'chains delete'>>(
    { method: 'DELETE', path: (name) => `${templatesAt}/${encodeURIComponent(name)}` },
    { touches: ['job-builder'], tell: ({ message }) => message },
  );
  return (
    <Panel title="Templates" count={templates.length}>
      {templates.length === 0 ? (
        <p className="quiet">A chain that is saved stands here, to load, run or put on a schedule.</p>
      ) : (
        <ul className="templates">
          {templates.map((template) => (
            <TemplateRow
              key={template.name}
              template={template}
              onLoad={() => (state.steps.length === 0 ? void load(template.name) : setLoading(template.name))}
              onSchedule={() => setScheduling(template)}
              onDelete={() => setDeleting(template.name)}
            />
          ))}
        </ul>
      )}
      <ScheduleChainDialog template={scheduling} onClose={() => setScheduling(null)} />
      <ConfirmDialog
        open={loading !== null}
        onClose={() => setLoading(null)}
        title={`Load ${loading ?? ''}?`}
        description="It takes the place of the chain that stands here."
        confirm="Load"
        onConfirm={() => load(loading ?? '')}
      />
      <ConfirmDialog
        open={deleting !== null}
        onClose={() => setDeleting(null)}
        title={`Delete ${deleting ?? ''}?`}
        description="Its schedule goes with it; its runs stay."
        confirm="Delete"
        danger
        onConfirm={() => remove.mutateAsync(deleting ?? '')}
      />
    </Panel>
  );
}

interface TemplateRowProps {
  readonly template: Template;
  readonly onLoad: () => void;
  readonly onSchedule: () => void;
  readonly onDelete: () => void;
}

function TemplateRow({ template, onLoad, onSchedule, onDelete }: TemplateRowProps) {
  const mayAct = useMay('operator');
  const { name, description, origin, steps } = template;
  return (
    <li>
      <div className="break">
        <strong>{name}</strong> {origin === 'predefined' ? <span className="tag">predefined</span> : null}
        <div className="quiet about">{description === '' ? `${String(steps)} steps` : description}</div>
        <OnSchedule of={template} />
      </div>
      <span className="row">
        <Button aria-label={`Load ${name}`} onClick={onLoad}>
          Load
        </Button>
        {mayAct ? <IconButton label={`Schedule of ${name}`} icon="clock" onClick={onSchedule} /> : null}
        {mayAct && origin === 'saved' ? (
          <IconButton label={`Delete ${name}`} icon="close" onClick={onDelete} />
        ) : null}
      </span>
    </li>
  );
}

function OnSchedule({ of: { schedule, time_zone, next_run } }: { of: Template }) {
  if (schedule === '') return null;
  return (
    <div className="about">
      <code>{schedule}</code> <span className="quiet">{time_zone}</span>
      {next_run === null ? null : (
        <>
          , <RelativeTime at={next_run} />
        </>
      )}
    </div>
  );
}

/** Reads a template into the builder; what goes wrong is told. */
function useLoad(forms: FormOf, act: (action: BuilderAction) => void): (name: string) => Promise<void> {
  const tell = useTell();
  return async (name) => {
    try {
      const path = `${templatesAt}/${encodeURIComponent(name)}`;
      const { data } = await request<{ data: DataOf<'chains show'> }>('GET', path);
      const chain = chainOfTemplate(data);
      act({ type: 'load', name, description: data.description, steps: stepsOf(chain, forms) });
    } catch (error) {
      tell({ kind: 'bad', title: error instanceof Error ? error.message : String(error) });
    }
  };
}
