/** vitest's global set-up: one throwaway PostgreSQL cluster for the whole run, however many projects it has. */
export { shareTestCluster as default } from '@infra/core/testing';
