import type { Artifact, Host, operations, Role } from '@infra/core';
import { z } from 'zod';

type Operations = typeof operations;
type OfCommands = Awaited<ReturnType<Operations['artifactSchemas']>>['artifactSchemas'];
type OfPages = Awaited<ReturnType<Operations['pageArtifactSchemas']>>['pageArtifactSchemas'];

/** Whose artifact an endpoint answers: the words of a command, or of what only the pages show. */
export type ArtifactName = keyof OfCommands | keyof OfPages;

/** A request as its endpoint gets it: every part checked by its schema. */
export interface Asked<Path = unknown, Query = unknown, Body = unknown> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/** One thing that can be asked for over HTTP: the routes, the OpenAPI document and the reference come from these. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` stands for one part of the path. */
  readonly path: `/api/${string}`;
  /** One sentence without its full stop. */
  readonly summary: string;
  /** Who may ask: this role or a higher one. */
  readonly role: Role;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodObject;
  /** Whose artifact it answers. */
  readonly artifact: ArtifactName;
  /** @param host acts in the name of who asks. */
  handle(host: Host, asked: Asked): Promise<Artifact<unknown>>;
}

type Definition<Path extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodObject> = Omit<
  Endpoint,
  'parameters' | 'query' | 'body' | 'handle'
> & {
  readonly parameters?: Path;
  readonly query?: Query;
  readonly body?: Body;
  handle(
    host: Host,
    asked: Asked<z.output<Path>, z.output<Query>, z.output<Body>>,
  ): Promise<Artifact<unknown>>;
};

type Nothing = z.ZodObject<Record<never, never>, z.core.$strict>;

const nothing: Nothing = z.strictObject({});

/** Gives an endpoint's handler the types of its schemas; what is left out takes nothing. */
export function endpoint<
  Path extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodObject = Nothing,
>(definition: Definition<Path, Query, Body>): Endpoint {
  return { parameters: nothing, query: nothing, body: nothing, ...definition };
}
