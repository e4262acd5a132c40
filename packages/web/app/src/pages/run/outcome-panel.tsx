import { JsonView } from '../../components/json-view.js';
import { Panel } from '../../components/panel.js';
import { Scrollable } from '../../components/scrollable.js';
import type { RunDetails } from '../../data/artifacts.js';
import { counted } from '../../words/counted.js';
import { Counters } from './counters.js';
import { isFinal } from './run-moves.js';

/** What came of the run: its result or its error. Nothing while there is neither. */
export function OutcomePanel({ run }: { run: RunDetails }) {
  const { error, result } = run;
  if (error === null && result === null) return null;
  return (
    <Panel title={error === null ? 'Result' : 'Error'}>
      <div className="stack">
        {error === null ? null : <ErrorView error={error} />}
        {result === null ? null : (
          <ResultView result={result} said={error?.message ?? null} folded={run.phases !== null} />
        )}
        {isFinal(run.status) ? <Counters of={run.progress} /> : null}
      </div>
    </Panel>
  );
}

type RunError = NonNullable<RunDetails['error']>;

/** An error with its stack, as text. */
function ErrorView({ error }: { error: RunError }) {
  return (
    <div className="error-view">
      <p className="break">
        <strong>{error.message}</strong> <span className="tag code">{error.code}</span>
      </p>
      {error.stack === null ? null : (
        <Scrollable className="stack-trace" label="Stack of the error">
          <pre>{error.stack}</pre>
        </Scrollable>
      )}
    </div>
  );
}

interface ResultViewProps {
  readonly result: NonNullable<RunDetails['result']>;
  /** What the error says already. */
  readonly said: string | null;
  /** Whether the output is shown on demand only: that of a combined run tells again what its phases do. */
  readonly folded: boolean;
}

function ResultView({ result, said, folded }: ResultViewProps) {
  const { message, items_processed, items_failed, output } = result;
  return (
    <>
      {message === null || message === said ? null : <p className="break lead">{message}</p>}
      {items_processed + items_failed === 0 ? null : (
        <p className="quiet">
          {counted(items_processed, 'item')} processed, {items_failed.toLocaleString('en')} failed
        </p>
      )}
      {output === null || output === undefined ? null : <OutputView output={output} folded={folded} />}
    </>
  );
}

function OutputView({ output, folded }: { output: unknown; folded: boolean }) {
  const view = <JsonView value={output} label="Output" />;
  if (!folded) return view;
  return (
    <details className="output">
      <summary>Output</summary>
      {view}
    </details>
  );
}
