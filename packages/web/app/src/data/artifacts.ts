import type { operations } from '@infra/core';

type Operations = typeof operations;
type OfCommands = Awaited<ReturnType<Operations['artifactSchemas']>>['artifactSchemas'];
type OfPages = Awaited<ReturnType<Operations['pageArtifactSchemas']>>['pageArtifactSchemas'];
type Schemas = OfCommands & OfPages;

/** The words of a command whose artifact an endpoint answers, or of what only the pages show: `jobs list`. */
export type ArtifactCommand = keyof Schemas;

/** What an artifact carries, as its schema in core says. */
export type DataOf<Command extends ArtifactCommand> = Schemas[Command]['_zod']['output']['data'];

export type RunStatus = DataOf<'runs status'>['status'];
export type RunRow = DataOf<'runs list'>['runs'][number];
export type RunDetails = DataOf<'runs status'>;
export type SystemStatus = DataOf<'status'>;
export type LogLine = DataOf<'runs logs'>['lines'][number];
