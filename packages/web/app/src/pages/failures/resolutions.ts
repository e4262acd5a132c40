import { counted } from '../../words/counted.js';

type Verb = 'resubmit' | 'delete';

const past: Readonly<Record<Verb, string>> = { resubmit: 'resubmitted', delete: 'deleted' };

/** What became of failures that somebody resolved. */
export function outcomeInWords(
  resolution: Verb,
  { total, refused }: { readonly total: number; readonly refused: readonly { readonly reason: string }[] },
): { readonly title: string; readonly detail: string | null } {
  const title = `${counted(total, 'failure')} ${past[resolution]}`;
  if (refused.length === 0) return { title, detail: null };
  const reasons = [...new Set(refused.map(({ reason }) => reason))];
  const shown = reasons.slice(0, 3).join('; ');
  return { title: `${title}, ${String(refused.length)} refused`, detail: shown };
}

/** The question before failures are resolved, and what the button says. */
export function questionOf(
  resolution: Verb,
  failures: number,
): { readonly title: string; readonly description: string; readonly confirm: string } {
  const many = counted(failures, 'failure');
  return resolution === 'resubmit'
    ? {
        title: `Resubmit ${many}?`,
        description: 'A new run of each is queued at once, with the parameters of the old one.',
        confirm: `Resubmit ${many}`,
      }
    : {
        title: `Delete ${many}?`,
        description: 'They are acknowledged without another run, and their runs may be cleaned up.',
        confirm: `Delete ${many}`,
      };
}
