import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { ProblemNote } from '../../components/problem-note.js';
import { Scrollable } from '../../components/scrollable.js';
import { Skeleton } from '../../components/skeleton.js';
import { useRunLog } from '../../data/use-run-log.js';
import { LogLines } from './log-lines.js';
import { matchingLines } from './matching-lines.js';

/** What the run has written, live while it runs, searched as text. */
export function LogPanel({ id, unfinished }: { id: string; unfinished: boolean }) {
  const { lines, cut, error, state } = useRunLog(id, unfinished);
  const [search, setSearch] = useState('');
  const [follow, setFollow] = useState(true);
  const wanted = useDeferredValue(search);
  const shown = matchingLines(lines, wanted);
  const box = useFollow(follow && unfinished, shown.length);
  const actions = (
    <>
      <LogSearch value={search} onChange={setSearch} />
      {unfinished ? <FollowBox checked={follow} live={state === 'live'} onChange={setFollow} /> : null}
    </>
  );
  return (
    <Panel title="Log" count={lines.length} flush actions={actions}>
      {error === null ? null : <ProblemNote error={error} />}
      {state === 'reading' && lines.length === 0 ? (
        <Skeleton lines={4} />
      ) : (
        <Scrollable className="log" label="Log lines" ref={box}>
          {cut ? <p className="quiet note">Older lines are left out: infra runs logs {id}</p> : null}
          <LogLines lines={shown} search={wanted} />
          {shown.length > 0 ? null : <p className="quiet note">{noLine(lines.length > 0, unfinished)}</p>}
        </Scrollable>
      )}
    </Panel>
  );
}

function noLine(searched: boolean, unfinished: boolean): string {
  if (searched) return 'No line has this text.';
  return unfinished ? 'Nothing yet.' : 'It wrote nothing.';
}

function LogSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <div className="log-search">
      <Icon name="search" size={14} />
      <input
        className="input"
        type="search"
        aria-label="Search the log"
        placeholder="Search the log"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

interface FollowBoxProps {
  readonly checked: boolean;
  readonly live: boolean;
  readonly onChange: (on: boolean) => void;
}

function FollowBox({ checked, live, onChange }: FollowBoxProps) {
  return (
    <label className="row">
      <input
        type="checkbox"
        className="check"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      {live ? 'Follow' : 'Follow (connecting)'}
    </label>
  );
}

/** Keeps the newest line in sight while it is wanted. */
function useFollow(wanted: boolean, lines: number) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted && lines > 0 && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [wanted, lines]);
  return box;
}
