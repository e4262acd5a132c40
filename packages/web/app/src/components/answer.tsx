import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.js';
import { Skeleton } from './skeleton.js';

interface AnswerProps<Data> {
  readonly of: UseQueryResult<Data>;
  /** Lines that hold its place until it is there. */
  readonly lines?: number;
  readonly children: (data: Data) => ReactNode;
}

/** What a query answered, or the place for it, or why there is none. What was there before stays while it fails. */
export function Answer<Data>({ of, lines = 4, children }: AnswerProps<Data>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null) return <ProblemNote error={of.error} again={() => void of.refetch()} />;
  return <Skeleton lines={lines} />;
}
