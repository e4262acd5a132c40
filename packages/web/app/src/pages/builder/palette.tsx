import { useState } from 'react';
import { EmptyState } from '../../components/empty-state.js';
import { SearchField } from '../../components/filter-fields.js';
import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { type Offer, offersOf } from './offers.js';
import type { JobSchema } from './use-builder.js';

interface PaletteProps {
  readonly schemas: readonly JobSchema[];
  readonly chains: readonly { readonly name: string; readonly description: string | null }[];
  readonly onAdd: (offer: Offer) => void;
}

/** What a chain can be made of, by category: a click adds it. */
export function Palette({ schemas, chains, onAdd }: PaletteProps) {
  const [search, setSearch] = useState('');
  const categories = offersOf(schemas, chains, search);
  return (
    <Panel title="Jobs">
      <div className="palette">
        <SearchField label="Search jobs" value={search} onChange={setSearch} />
        {categories.length === 0 ? (
          <EmptyState icon="search" title="No job fits" />
        ) : (
          <div className="palette-jobs">
            {categories.map(({ category, offers }) => (
              <section key={category} aria-label={category}>
                <h3>{category}</h3>
                <ul>
                  {offers.map((offer) => (
                    <li key={offer.of}>
                      <button type="button" title={`Add ${offer.of}`} onClick={() => onAdd(offer)}>
                        <Icon name="plus" size={14} />
                        <span className="name break">{offer.of}</span>
                        <span className="quiet about">{offer.about}</span>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </div>
    </Panel>
  );
}
