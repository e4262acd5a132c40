import { Answer } from '../../components/answer.js';
import { Button } from '../../components/button.js';
import { Facts } from '../../components/facts.js';
import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { Prose } from '../../components/prose.js';
import { Badge } from '../../components/status-badge.js';
import { useArtifact } from '../../data/use-artifact.js';
import { counted } from '../../words/counted.js';
import { type Check, checkInWords, sortedChecks } from './checks.js';

/** What is wrong, as `infra doctor` finds it, and the way out of it. */
export function FindingsPanel() {
  const report = useArtifact<'doctor'>('/api/doctor', { everyMs: 60_000 });
  const { data } = report;
  return (
    <Panel
      title="Findings"
      actions={
        <Button icon="retry" busy={report.isFetching} onClick={() => void report.refetch()}>
          Look again
        </Button>
      }
    >
      <Answer of={report} lines={5}>
        {({ checks }) => {
          const { found, fine } = sortedChecks(checks);
          return (
            <div className="findings">
              {found.length === 0 ? (
                <p className="all-well">
                  <Icon name="check" /> Nothing is wrong
                </p>
              ) : (
                <ul>
                  {found.map((check) => (
                    <Finding key={`${check.check} ${check.message}`} check={check} />
                  ))}
                </ul>
              )}
              <details>
                <summary>{counted(fine.length, 'check')} found nothing wrong</summary>
                <Facts
                  of={fine.map(({ check, message }) => ({ label: checkInWords(check), value: message }))}
                />
              </details>
            </div>
          );
        }}
      </Answer>
      {data === undefined ? null : (
        <p className="only-read-aloud" aria-live="polite">
          {counted(data.problems, 'problem')}, {counted(data.warnings, 'warning')}
        </p>
      )}
    </Panel>
  );
}

function Finding({ check: { check, status, message, remedy } }: { check: Check }) {
  return (
    <li data-status={status}>
      <Badge tone={status === 'problem' ? 'bad' : 'ask'} icon={status === 'problem' ? 'cross' : 'failures'}>
        {status === 'problem' ? 'Problem' : 'Warning'}
      </Badge>
      <div>
        <strong>{checkInWords(check)}</strong>
        <p className="break">
          <Prose>{message}</Prose>
        </p>
        {remedy === null ? null : (
          <p className="quiet break">
            <Prose>{remedy}</Prose>
          </p>
        )}
      </div>
    </li>
  );
}
