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
  readonly counts?: 'failures' | 'approvals';
}

/** The side navigation, from top to bottom. */
export const destinations: readonly Destination[] = [
  { path: '/', title: 'Operations', icon: 'operations', key: 'o' },
  { path: '/jobs', title: 'Jobs', icon: 'jobs', key: 'j' },
  { path: '/runs', title: 'Runs', icon: 'runs', key: 'r' },
  { path: '/approvals', title: 'Approvals', icon: 'hand', key: 'a', counts: 'approvals' },
  { path: '/failures', title: 'Failures', icon: 'failures', key: 'f', counts: 'failures' },
  { path: '/builder', title: 'Builder', icon: 'builder', key: 'b' },
  { path: '/health', title: 'Health', icon: 'health', key: 'h' },
  { path: '/audit', title: 'Audit', icon: 'audit', key: 'u' },
];

/** Every page by its path; a page reads the parameters of its path with `useParams`. */
export const routes: readonly PageRoute[] = [
  { path: '/', page: lazy(() => import('../pages/operations/operations-page.js')) },
  { path: '/runs', page: lazy(() => import('../pages/runs/runs-page.js')) },
  { path: '/runs/:id', page: lazy(() => import('../pages/run/run-page.js')) },
  { path: '/jobs', page: lazy(() => import('../pages/jobs/jobs-page.js')) },
  { path: '/jobs/:name', page: lazy(() => import('../pages/job/job-page.js')) },
  { path: '/approvals', page: lazy(() => import('../pages/approvals/approvals-page.js')) },
  { path: '/failures', page: lazy(() => import('../pages/failures/failures-page.js')) },
  { path: '/failures/:fingerprint', page: lazy(() => import('../pages/failures/failure-kind-page.js')) },
  { path: '/builder', page: lazy(() => import('../pages/builder/builder-page.js')) },
  { path: '/health', page: lazy(() => import('../pages/health/health-page.js')) },
  { path: '/audit', page: lazy(() => import('../pages/audit/audit-page.js')) },
];
