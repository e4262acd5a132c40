import type { DataOf } from '../../data/artifacts.js';
import { useArtifact } from '../../data/use-artifact.js';
import type { ChainData } from './chain-of.js';

/** A chain that was saved, or that an extension brings. */
export type Template = DataOf<'chains list'>['chains'][number];

const nobody: readonly Template[] = [];

/** The chains that there are; none until they are read. */
export function useTemplates(): readonly Template[] {
  return useArtifact<'chains list'>(templatesAt).data?.chains ?? nobody;
}

/** Where templates are. */
export const templatesAt = '/api/job-builder/templates';

/** A template as data; a step's name is left out where it is that of its job. */
export function chainOfTemplate({ description, parameters, steps }: DataOf<'chains show'>): ChainData {
  return {
    description,
    parameters,
    steps: steps.map(({ job, chain, name, weight, parameters: given }) => ({
      ...(job === null ? {} : { job }),
      ...(chain === null ? {} : { chain }),
      ...(name === job || name === chain ? {} : { name }),
      ...(weight === null ? {} : { weight }),
      parameters: given,
    })),
  };
}
