import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { Icon } from '../components/icon.js';
import { useArtifact } from '../data/use-artifact.js';

/** Goes to a run by its id, or to a job by its name. */
export function QuickFind() {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [used, setUsed] = useState(false);
  const { data } = useArtifact<'jobs list'>('/api/jobs', { enabled: used });
  const list = useId();
  const find = () => {
    const wanted = text.trim();
    if (wanted === '') return;
    setText('');
    navigate(placeOf(wanted, data?.jobs.map(({ name }) => name) ?? []));
  };
  return (
    <search>
      <form
        className="quick-find"
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <Icon name="search" size={14} />
        <input
          className="input"
          type="search"
          list={list}
          value={text}
          aria-label="Go to a job or a run"
          placeholder="Job name or run id"
          autoComplete="off"
          spellCheck={false}
          onFocus={() => setUsed(true)}
          onChange={({ target }) => setText(target.value)}
        />
        <datalist id={list}>
          {data?.jobs.map(({ name, description }) => (
            <option key={name} value={name}>
              {description}
            </option>
          ))}
        </datalist>
      </form>
    </search>
  );
}

function placeOf(wanted: string, jobs: readonly string[]): string {
  const id = /^#?(\d+)$/.exec(wanted)?.[1];
  if (id !== undefined) return `/runs/${id}`;
  if (jobs.includes(wanted)) return `/jobs/${encodeURIComponent(wanted)}`;
  return `/jobs?search=${encodeURIComponent(wanted)}`;
}
