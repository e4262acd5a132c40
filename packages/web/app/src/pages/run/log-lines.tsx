import { memo } from 'react';
import { momentInFull } from '../../words/moments.js';
import type { LogLine } from '../../data/artifacts.js';
import { cutAtMatches, textOf } from './matching-lines.js';

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  readonly search: string;
}

/** Lines of a log: when, how grave, what. Always as text. */
export const LogLines = memo(function LogLines({ lines, search }: LogLinesProps) {
  return (
    <ol>
      {lines.map((line, index) => (
        <Line key={`${line.at} ${String(index)}`} line={line} search={search} />
      ))}
    </ol>
  );
});

const Line = memo(function Line({ line, search }: { line: LogLine; search: string }) {
  const at = new Date(line.at);
  return (
    <li data-level={line.level}>
      <time dateTime={line.at} title={momentInFull(at)}>
        {clock.format(at)}
      </time>
      <span className="level">{line.stream === 'log' ? line.level : line.stream}</span>
      <span className="text">
        {cutAtMatches(textOf(line), search).map((part, index) =>
          // Every second part is a match.
          index % 2 === 1 ? <mark key={`${part} ${String(index)}`}>{part}</mark> : part,
        )}
      </span>
    </li>
  );
});

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
