import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import './empty-state.css';

/** What stands where there is nothing yet: that there is nothing, and what to do about it. */
export function EmptyState({
  icon = 'check',
  title,
  children,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <Icon name={icon} size={20} />
      <strong>{title}</strong>
      {children === undefined ? null : <p>{children}</p>}
    </div>
  );
}
