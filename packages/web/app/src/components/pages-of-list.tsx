import { LinkButton } from './button.js';
import './pages-of-list.css';

interface PagesOfListProps {
  /** The address of the first page; null where it is shown. */
  readonly newest: string | null;
  /** The address of the next page; null where this is the last. */
  readonly older: string | null;
}

/** The way through a long list, page by page; nothing where it has one page. */
export function PagesOfList({ newest, older }: PagesOfListProps) {
  if (newest === null && older === null) return null;
  return (
    <nav className="pages-of-list row" aria-label="Pages of the list">
      {newest === null ? null : (
        <LinkButton to={newest} icon="up">
          Newest
        </LinkButton>
      )}
      {older === null ? null : (
        <LinkButton to={older} icon="down">
          Older
        </LinkButton>
      )}
    </nav>
  );
}
