import assert from 'node:assert/strict';
import { type Host, openHost, operations, type RuntimeEvent } from '@infra/core';
import { type Authorise, createWebHandler, type WebHandler } from '@infra/web';
import { InfraHost } from '../cli/infra-host.js';
import type { Files } from '../registry/host-fixture.js';

const [{ artifactSchemas }, { pageArtifactSchemas }] = await Promise.all([
  operations.artifactSchemas(),
  operations.pageArtifactSchemas(),
]);
const schemas = { ...artifactSchemas, ...pageArtifactSchemas };

type Schemas = typeof schemas;

/** What an endpoint can answer. */
export type ArtifactName = keyof Schemas;

/** An answer that is an artifact. */
export type Answered<Name extends keyof Schemas> = Schemas[Name]['_zod']['output'];

/** The REST API of a host of the tests, asked without a network; its command line is there, too. */
export class WebHost {
  readonly project: InfraHost;
  readonly host: Host;
  readonly handler: WebHandler;
  /** What the handler has told. */
  readonly events: RuntimeEvent[] = [];

  private constructor(project: InfraHost, host: Host, authorise: Authorise) {
    this.project = project;
    this.host = host;
    this.handler = createWebHandler(host, { authorise, onEvent: (event) => this.events.push(event) });
  }

  /** A host as {@link InfraHost.make}; whoever asks is `ada`, an admin, unless said otherwise. */
  static async make(
    files: Files = {},
    authorise: Authorise = () => ({ name: 'ada', role: 'admin' }),
  ): Promise<WebHost> {
    const project = await InfraHost.make(files);
    await project.infra(['db', 'migrate']);
    const host = await openHost({ cwd: project.directory, databaseUrl: project.database.url });
    return new WebHost(project, host, authorise);
  }

  async remove(): Promise<void> {
    await this.handler.close();
    await this.host.close();
    await this.project.remove();
  }

  /** Sends a request; a body goes as JSON. */
  ask(path: string, { method = 'GET', body, headers = {} }: AskOptions = {}): Promise<Response> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.handler.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { ...json, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  }

  /** Sends a request, checks that the answer is the artifact of this name, and returns it. */
  async artifact<Name extends keyof Schemas>(
    name: Name,
    path: string,
    options: AskOptions = {},
  ): Promise<Answered<Name>> {
    const answer = await this.ask(path, options);
    const artifact = (await answer.json()) as Answered<Name>;
    assert.equal(answer.status, 200, JSON.stringify(artifact));
    // The schema drops what it does not know: equality finds what it does not tell.
    assert.deepEqual(schemas[name].parse(artifact), artifact);
    return artifact;
  }

  /** Sends a request that must fail, and returns the problem. */
  async problem(path: string, options: AskOptions = {}): Promise<Problem> {
    const answer = await this.ask(path, options);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem = (await answer.json()) as Problem;
    assert.equal(answer.status, problem.status);
    return problem;
  }
}

interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint: string | null;
  readonly faults: readonly { readonly in: string; readonly path: string; readonly reason: string }[];
}
