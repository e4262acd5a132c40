import type { ReactNode, Ref } from 'react';

interface ScrollableProps {
  /** What it holds, for whoever cannot see it. */
  readonly label: string;
  readonly className: string;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
}

/** Text that scrolls within its own box, by keyboard as well. */
export function Scrollable({ label, className, ref, children }: ScrollableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={className} aria-label={label} tabIndex={0} {...(ref === undefined ? {} : { ref })}>
      {children}
    </section>
  );
}
