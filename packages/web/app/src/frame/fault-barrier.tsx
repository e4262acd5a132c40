import { Component, type ReactNode } from 'react';
import { ProblemNote } from '../components/problem-note.js';

/** Keeps a page that cannot be drawn from taking the frame with it. */
export class FaultBarrier extends Component<
  { readonly children: ReactNode },
  { readonly error: Error | null }
> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    // After a new version was installed the code of a page may be gone: a reload gets the new one.
    return <ProblemNote error={this.state.error} again={() => location.reload()} />;
  }
}
