import type { Artifact } from '@infra/core';
import type { ArtifactView, Page } from './artifact-view.js';
import { visibleText } from './visible-text.js';
import { viewOf } from './views/view-of.js';

/**
 * The one renderer: an artifact as people read it.
 * @param command the words of the command that made it, `jobs list`
 */
export async function renderArtifact(
  artifact: Artifact<unknown>,
  command: string,
  page: Page,
): Promise<string> {
  const view = (await viewOf(command)) as ArtifactView<unknown>;
  if (view.kind === 'text') {
    const text = page.width === null ? (view.piped ?? view.text) : view.text;
    return visibleText(text(artifact.data));
  }
  if (view.kind === 'card') {
    const { renderCard } = await import('./render-card.js');
    return renderCard(view, artifact.data, artifact.title, page);
  }
  const { renderTable } = await import('./render-table.js');
  return renderTable(view, artifact.data, page);
}
