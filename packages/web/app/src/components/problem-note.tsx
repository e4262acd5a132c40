import { Problem } from '../data/problem.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { Prose } from './prose.js';
import './empty-state.css';

/** What went wrong and the way out, in place of what could not be shown. */
export function ProblemNote({ error, again }: { error: Error; again?: () => void }) {
  const hint = error instanceof Problem ? error.hint : null;
  return (
    <div className="problem-note" role="alert">
      <Icon name="failures" />
      <div>
        <strong className="break">
          <Prose>{error.message}</Prose>
        </strong>
        {hint === null ? null : (
          <p className="break">
            <Prose>{hint}</Prose>
          </p>
        )}
      </div>
      {again === undefined ? null : (
        <Button icon="retry" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
