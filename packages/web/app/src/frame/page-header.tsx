import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { Icon } from '../components/icon.js';

interface PageHeaderProps {
  readonly title: string;
  /** What stands beside the title, such as a status. */
  readonly beside?: ReactNode;
  /** A sentence below it. */
  readonly about?: ReactNode;
  /** What can be done with what the page shows. */
  readonly actions?: ReactNode;
  /** Where it came from: the list that it is one of. */
  readonly back?: { readonly to: string; readonly title: string };
}

/** The head of a page, and the title of its tab. */
export function PageHeader({ title, beside, about, actions, back }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Infra Jobs`;
  }, [title]);
  return (
    <header className="page-header">
      {back === undefined ? null : (
        <Link to={back.to} className="back">
          <Icon name="left" size={12} />
          {back.title}
        </Link>
      )}
      <div className="row spread">
        <div className="row wide">
          <h1 className="break">{title}</h1>
          {beside}
        </div>
        {actions === undefined ? null : <div className="row">{actions}</div>}
      </div>
      {about === undefined ? null : <div className="quiet break">{about}</div>}
    </header>
  );
}
