import type { Artifact, operations } from '@infra/core';

type Schemas = Awaited<ReturnType<(typeof operations)['artifactSchemas']>>['artifactSchemas'];

/** The words of a command that returns an artifact: `jobs list`. */
export type ArtifactCommand = keyof Schemas;

/** What a command's artifact carries, as its schema says. */
export type DataOf<Command extends ArtifactCommand> = Schemas[Command]['_zod']['output']['data'];

/** The artifact of a command. */
export type ArtifactOf<Command extends ArtifactCommand> = Artifact<DataOf<Command>>;
