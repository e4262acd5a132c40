import { useNow } from '../data/server-clock.js';
import { durationInWords } from '../words/durations.js';
import { distanceInWords, momentInFull, momentInWords } from '../words/moments.js';

/** A moment on the viewer's clock; both zones when the pointer rests on it. Nothing for none. */
export function Moment({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return null;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={momentInFull(moment)} className="nowrap">
      {momentInWords(moment, now)}
    </time>
  );
}

/** How far a moment is (`in 5 min`, `2 h ago`), each second anew; both zones when the pointer rests on it. */
export function RelativeTime({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return null;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={momentInFull(moment)} className="nowrap">
      {distanceInWords(moment, now)}
    </time>
  );
}

/** How long something has taken so far, each second anew. */
export function RunningFor({ since }: { since: string }) {
  const elapsed = useNow().getTime() - Date.parse(since);
  return <span className="nowrap">{durationInWords(Math.max(0, Math.floor(elapsed / 1000) * 1000))}</span>;
}

/** A length of time in words; nothing for none. */
export function Duration({ ms }: { ms: number | null }) {
  if (ms === null) return null;
  return (
    <span className="nowrap" title={`${Math.round(ms).toLocaleString('en')} ms`}>
      {durationInWords(ms)}
    </span>
  );
}
