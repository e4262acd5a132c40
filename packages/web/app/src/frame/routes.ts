import { type ComponentType, lazy } from 'react';
import type { IconName } from '../components/icon.js';

/** A page of the dashboard. Its code is loaded when somebody goes there. */
export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType;
  readonly load: () => Promise<unknown>;
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
  route('/', () => import('../pages/operations/operations-page.js')),
  route('/runs', () => import('../pages/runs/runs-page.js')),
  route('/runs/:id', () => import('../pages/run/run-page.js')),
  route('/jobs', () => import('../pages/jobs/jobs-page.js')),
  route('/jobs/:name', () => import('../pages/job/job-page.js')),
  route('/approvals', () => import('../pages/approvals/approvals-page.js')),
  route('/failures', () => import('../pages/failures/failures-page.js')),
  route('/failures/:fingerprint', () => import('../pages/failures/failure-kind-page.js')),
  route('/builder', () => import('../pages/builder/builder-page.js')),
  route('/health', () => import('../pages/health/health-page.js')),
  route('/audit', () => import('../pages/audit/audit-page.js')),
];

/** Loads the code of the page at an address, before it is known who looks. */
export function loadPageAt(address: string): void {
  const found = routes.find(({ path }) =>
    new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`).test(address),
  );
  // What is wrong with it is told where it is shown.
  found?.load().catch(() => undefined);
}

function route(path: string, load: () => Promise<{ default: ComponentType }>): PageRoute {
  return { path, load, page: lazy(load) };
}
