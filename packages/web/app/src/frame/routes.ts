import { type ComponentType, lazy } from 'react';
import type { IconName } from '../components/icon.js';

/** A page of the dashboard. Its code is loaded when somebody goes there. */
export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType;
}

/** A page that the side navigation leads to. */
export interface Destination {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  /** The key that, pressed after `g`, goes there. */
  readonly key: string;
  /** Which number stands beside it. */
  readonly counts?: 'failures';
}

/** The side navigation, from top to bottom. */
export const destinations: readonly Destination[] = [
  { path: '/', title: 'Operations', icon: 'operations', key: 'o' },
  { path: '/runs', title: 'Runs', icon: 'runs', key: 'r' },
];

/** Every page by its path; a page reads the parameters of its path with `useParams`. */
export const routes: readonly PageRoute[] = [
  { path: '/', page: lazy(() => import('../pages/operations/operations-page.js')) },
  { path: '/runs', page: lazy(() => import('../pages/runs/runs-page.js')) },
  { path: '/runs/:id', page: lazy(() => import('../pages/run/run-page.js')) },
];
