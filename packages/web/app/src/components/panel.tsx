import { type ReactNode, useId } from 'react';
import './panel.css';

interface PanelProps {
  readonly title: string;
  /** Beside the title: how many there are. */
  readonly count?: number | undefined;
  /** At the end of the title's line. */
  readonly actions?: ReactNode;
  /** Whether its content reaches the frame, as a table does; false by default. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, count, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} data-flush={flush || undefined}>
      <header>
        <h2 id={id}>
          {title}
          {count === undefined ? null : <span className="count">{count.toLocaleString('en')}</span>}
        </h2>
        {actions === undefined ? null : <div className="row">{actions}</div>}
      </header>
      <div className="body">{children}</div>
    </section>
  );
}
