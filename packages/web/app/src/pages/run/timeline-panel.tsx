import { Icon } from '../../components/icon.js';
import { Duration, Moment } from '../../components/moment.js';
import { Panel } from '../../components/panel.js';
import type { RunDetails } from '../../data/artifacts.js';
import { timelineOf } from './timeline.js';

/** What happened to the run, one after the other. */
export function TimelinePanel({ run }: { run: RunDetails }) {
  return (
    <Panel title="Timeline">
      <ol className="timeline">
        {timelineOf(run).map(({ id, at, title, detail, tone, icon, lastedMs }) => (
          <li key={id} data-tone={tone}>
            <span className="mark">
              <Icon name={icon} size={12} />
            </span>
            <div>
              <div>
                <strong>{title}</strong>
                {lastedMs === null ? null : (
                  <span className="quiet">
                    {' '}
                    after <Duration ms={lastedMs} />
                  </span>
                )}
              </div>
              {detail === null ? null : <div className="quiet break">{detail}</div>}
            </div>
            <Moment at={at} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
