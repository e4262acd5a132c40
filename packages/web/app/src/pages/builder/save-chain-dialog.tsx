import { useState } from 'react';
import { DialogForm } from '../../components/dialog-form.js';
import { Modal } from '../../components/modal.js';
import { TextField } from '../../components/text-field.js';
import type { DataOf } from '../../data/artifacts.js';
import { useAction } from '../../data/use-action.js';
import type { BuilderAction, BuilderState } from './builder-state.js';
import type { ChainData } from './chain-of.js';
import { nameFault } from './name-fault.js';
import { type Template, templatesAt } from './use-templates.js';

interface SaveChainDialogProps {
  readonly open: boolean;
  readonly state: BuilderState;
  readonly chain: ChainData;
  readonly templates: readonly Template[];
  readonly act: (action: BuilderAction) => void;
  readonly onClose: () => void;
}

/** Asks for a name, and keeps the chain under it. */
export function SaveChainDialog({ open, onClose, ...rest }: SaveChainDialogProps) {
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Save the chain"
      description="As a template that everybody can load, and that can be put on a schedule."
    >
      {open ? <SaveChainForm {...rest} onClose={onClose} /> : null}
    </Modal>
  );
}

function SaveChainForm({ state, chain, templates, act, onClose }: Omit<SaveChainDialogProps, 'open'>) {
  const [name, setName] = useState(state.name);
  const [description, setDescription] = useState(state.description);
  const [tried, setTried] = useState(false);
  const fault = nameFault(name, templates);
  const replaces = templates.some((template) => template.name === name);
  const save = useSave(onClose);
  const submit = () => {
    setTried(true);
    if (fault !== null) return;
    act({ type: 'describe', name, description });
    const { description: _, ...kept } = chain;
    save.mutate({ name, chain: description === '' ? kept : { ...kept, description } });
  };
  return (
    <DialogForm
      confirm={replaces ? 'Replace' : 'Save'}
      leave="Cancel"
      busy={save.isPending}
      problem={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint={replaces && fault === null ? 'It replaces the one of this name.' : 'Such as nightly-reindex.'}
        fault={tried ? fault : null}
        value={name}
        autoComplete="off"
        onChange={setName}
      />
      <TextField label="Description" value={description} maxLength={1000} onChange={setDescription} />
    </DialogForm>
  );
}

function useSave(onSaved: () => void) {
  return useAction<{ name: string; chain: ChainData }, DataOf<'chains save'>>(
    {
      method: 'PUT',
      path: ({ name }) => `${templatesAt}/${encodeURIComponent(name)}`,
      body: ({ chain }) => ({ chain }),
    },
    {
      touches: ['job-builder'],
      ownProblems: true,
      tell: ({ message }) => {
        onSaved();
        return message;
      },
    },
  );
}
