import { Link } from 'wouter';
import { pageOf } from './deeds.js';

/** What a deed was done to, as a link where it has a page. */
export function Target({ deed: { action, target } }: { deed: { action: string; target: string } }) {
  const page = pageOf(action, target);
  return (
    <span className="deed-target" title={target}>
      {page === null ? target : <Link to={page}>{target}</Link>}
    </span>
  );
}
