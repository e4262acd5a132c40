import { useState } from 'react';
import { Button, IconButton } from '../../components/button.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Panel } from '../../components/panel.js';
import { useTell } from '../../components/toast.js';
import type { DataOf } from '../../data/artifacts.js';
import { request } from '../../data/request.js';
import { useMay } from '../../data/session.js';
import { useAction } from '../../data/use-action.js';
import type { BuilderAction, BuilderState } from './builder-state.js';
import { type FormOf, stepsOf } from './chain-of.js';
import { chainOfTemplate, type Template, templatesAt } from './use-templates.js';

interface TemplatesPanelProps {
  readonly templates: readonly Template[];
  readonly forms: FormOf;
  readonly state: BuilderState;
  readonly act: (action: BuilderAction) => void;
}

/** The chains that were saved or that extensions bring: to load, and to delete. */
export function TemplatesPanel({ templates, forms, state, act }: TemplatesPanelProps) {
  const mayAct = useMay('operator');
  const [loading, setLoading] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<string | null>(null);
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
          {templates.map(({ name, description, origin, steps }) => (
            <li key={name}>
              <div className="break">
                <strong>{name}</strong>{' '}
                {origin === 'predefined' ? <span className="tag">predefined</span> : null}
                <div className="quiet about">
                  {description === '' ? `${String(steps)} steps` : description}
                </div>
              </div>
              <span className="row">
                <Button
                  aria-label={`Load ${name}`}
                  onClick={() => (state.steps.length === 0 ? void load(name) : setLoading(name))}
                >
                  Load
                </Button>
                {mayAct && origin === 'saved' ? (
                  <IconButton label={`Delete ${name}`} icon="close" onClick={() => setDeleting(name)} />
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
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
