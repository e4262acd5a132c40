import { useEffect, useState } from 'react';
import type { DataOf, LogLine } from './artifacts.js';
import { basePath } from './base-path.js';
import { request } from './request.js';

/** What is kept of a log in the page. */
const mostLines = 5000;

interface RunLog {
  readonly lines: readonly LogLine[];
  /** Whether older lines were left out. */
  readonly cut: boolean;
  readonly error: Error | null;
  readonly state: 'reading' | 'live' | 'read';
}

const nothing: RunLog = { lines: [], cut: false, error: null, state: 'reading' };

/** The log of a run; new lines come as they are written while it is unfinished. */
export function useRunLog(id: string, unfinished: boolean): RunLog {
  const [log, setLog] = useState(nothing);
  useEffect(() => {
    return unfinished ? follow(id, setLog) : read(id, setLog);
  }, [id, unfinished]);
  return log;
}

type SetLog = (change: (log: RunLog) => RunLog) => void;

/** Reads it once. */
function read(id: string, setLog: SetLog): () => void {
  let over = false;
  const take = async () => {
    try {
      const address = `/api/runs/${id}/logs?tail=${String(mostLines)}`;
      const { data } = await request<{ data: DataOf<'runs logs'> }>('GET', address);
      if (!over) setLog(() => ({ lines: data.lines, cut: data.has_more, error: null, state: 'read' }));
    } catch (error) {
      if (!over) setLog((log) => ({ ...log, error: error as Error, state: 'read' }));
    }
  };
  void take();
  return () => {
    over = true;
  };
}

/** Streams it: what is there first, then what is written. After a break EventSource says how far it was. */
function follow(id: string, setLog: SetLog): () => void {
  const source = new EventSource(`${basePath}/api/runs/${id}/logs?tail=${String(mostLines)}`);
  let fresh: LogLine[] = [];
  let frame = 0;
  setLog(() => nothing);
  source.addEventListener('open', () => setLog((log) => ({ ...log, state: 'live' })));
  source.addEventListener('message', ({ data }) => {
    fresh.push(JSON.parse(String(data)) as LogLine);
    // Many lines are drawn at once.
    frame ||= requestAnimationFrame(() => {
      const lines = fresh;
      fresh = [];
      frame = 0;
      setLog((log) => appended(log, lines));
    });
  });
  // The run is over and its last line is told: left alone, an EventSource would ask for more.
  source.addEventListener('end', () => {
    source.close();
    setLog((log) => ({ ...log, state: 'read' }));
  });
  return () => {
    cancelAnimationFrame(frame);
    source.close();
  };
}

function appended(log: RunLog, fresh: readonly LogLine[]): RunLog {
  const lines = [...log.lines, ...fresh];
  return { ...log, lines: lines.slice(-mostLines), cut: log.cut || lines.length > mostLines };
}
