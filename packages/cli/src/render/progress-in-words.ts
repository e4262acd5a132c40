import type { DataOf } from '../artifact-data.js';

/** How far a run is, for people: `2/5 (40%) reading`; '' when it has not said. */
export function progressInWords(progress: DataOf<'runs list'>['runs'][number]['progress']): string {
  const { completed, total, percent, message } = progress;
  const figures = completed === null ? '' : `${completed}${total === null ? '' : `/${total}`}`;
  const share = percent === null ? '' : `(${percent}%)`;
  return [figures, share, message ?? ''].filter((part) => part !== '').join(' ');
}
