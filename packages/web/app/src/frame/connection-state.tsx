import type { Connection } from '../data/live-events.js';

const words: Readonly<Record<Connection, { word: string; about: string }>> = {
  connecting: { word: 'Connecting', about: 'The page is opening its stream of events' },
  live: { word: 'Live', about: 'What changes is shown as it happens' },
  reconnecting: { word: 'Reconnecting', about: 'The server does not answer; the page tries again by itself' },
  resting: { word: 'Resting', about: 'The page was hidden' },
};

/** Whether the page is live. It heals by itself. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const { word, about } = words[connection];
  return (
    <output className="connection" data-connection={connection} title={about}>
      <span className="dot" aria-hidden="true" />
      <span className="word">{word}</span>
    </output>
  );
}
