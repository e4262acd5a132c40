import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../components/button.js';
import { useArtifact } from '../../data/use-artifact.js';
import { periods, type Period, placeOf, type RunFilters } from './run-filters.js';

/** What the list is filtered by; each change is a new address, so going back takes it away. */
export function FilterBar({ filters }: { filters: RunFilters }) {
  const [, navigate] = useLocation();
  const { data } = useArtifact<'jobs list'>('/api/jobs');
  const set = (change: Partial<RunFilters>) => navigate(placeOf({ ...filters, ...change, after: null }));
  const jobs = data?.jobs.map(({ name }) => name) ?? [];
  const known = filters.job === null || jobs.includes(filters.job) ? jobs : [filters.job, ...jobs];
  const filtered = [filters.job, filters.client, filters.subject, filters.since].some(
    (value) => value !== null,
  );
  return (
    <div className="filter-bar row">
      <select
        className="input"
        aria-label="Job"
        value={filters.job ?? ''}
        onChange={({ target }) => set({ job: target.value || null })}
      >
        <option value="">Every job</option>
        {known.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <WordFilter
        key={`subject ${filters.subject ?? ''}`}
        label="Subject"
        value={filters.subject}
        search
        onChange={(subject) => set({ subject })}
      />
      <WordFilter
        key={`client ${filters.client ?? ''}`}
        label="Client"
        value={filters.client}
        onChange={(client) => set({ client })}
      />
      <select
        className="input"
        aria-label="Asked for since"
        value={filters.since ?? ''}
        onChange={({ target }) => set({ since: (target.value || null) as Period | null })}
      >
        <option value="">Any time</option>
        {Object.entries(periods).map(([period, words]) => (
          <option key={period} value={period}>
            {words}
          </option>
        ))}
      </select>
      {filtered ? (
        <Button
          kind="quiet"
          icon="close"
          onClick={() => set({ job: null, client: null, subject: null, since: null })}
        >
          Clear
        </Button>
      ) : null}
    </div>
  );
}

interface WordFilterProps {
  readonly label: string;
  readonly value: string | null;
  readonly search?: boolean;
  readonly onChange: (value: string | null) => void;
}

/** A whole word, taken with Enter or when the field is left. */
function WordFilter({ label, value, search = false, onChange }: WordFilterProps) {
  const [text, setText] = useState(value ?? '');
  const take = () => {
    const word = text.trim() === '' ? null : text.trim();
    if (word !== value) onChange(word);
  };
  return (
    <input
      className="input"
      type={search ? 'search' : 'text'}
      aria-label={label}
      placeholder={label}
      value={text}
      maxLength={255}
      autoComplete="off"
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take();
      }}
    />
  );
}
