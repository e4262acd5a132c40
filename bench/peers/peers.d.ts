// The little that is used of queues which the project does not install: enough to check the adapters without them.

declare module 'graphile-worker' {
  import type pg from 'pg';

  export class Logger {
    constructor(create: (scope: object) => (level: string, message: string) => void);
  }
  interface Cron {
    readonly task: string;
    readonly match: string;
    readonly identifier: string;
  }
  export interface ParsedCron extends Cron {
    readonly version: 1;
  }
  export function runMigrations(options: { connectionString: string; logger: Logger }): Promise<void>;
  export function makeWorkerUtils(options: { pgPool: pg.Pool; logger: Logger }): Promise<{
    addJob(identifier: string, payload: object): Promise<object>;
    addJobs(jobs: { identifier: string; payload: object }[]): Promise<object[]>;
    release(): Promise<void>;
  }>;
  export function parseCronItems(items: Cron[]): ParsedCron[];
  export function run(options: {
    preset: { worker: object };
    taskList: Record<string, (payload: { n: number }) => Promise<unknown>>;
    noHandleSignals: boolean;
    crontab?: string;
    parsedCronItems?: ParsedCron[];
    logger: Logger;
  }): Promise<{ stop(): Promise<void> }>;
}

declare module 'pg-boss' {
  export class PgBoss {
    constructor(options: object);
    on(event: 'error' | 'warning', listener: (problem: unknown) => void): this;
    start(): Promise<unknown>;
    stop(options: { graceful: boolean }): Promise<void>;
    createQueue(name: string, options: object): Promise<void>;
    send(name: string, data: object): Promise<string | null>;
    insert(name: string, jobs: { data: object }[]): Promise<unknown>;
    work(
      name: string,
      options: object,
      work: (jobs: { data: { n: number } }[]) => Promise<unknown>,
    ): Promise<string>;
    schedule(name: string, cron: string, data: object, options: { key: string }): Promise<void>;
  }
}

declare module 'bullmq' {
  interface Options {
    readonly connection: object;
  }
  export interface Job {
    readonly data: { readonly n: number };
    waitUntilFinished(events: QueueEvents): Promise<unknown>;
  }
  interface JobTemplate {
    readonly name: string;
    readonly data: object;
  }
  export class Queue {
    constructor(name: string, options: Options);
    waitUntilReady(): Promise<unknown>;
    add(name: string, data: object): Promise<Job>;
    addBulk(jobs: JobTemplate[]): Promise<Job[]>;
    getJobCounts(...states: string[]): Promise<Record<string, number>>;
    getFailed(first: number, last: number): Promise<Job[]>;
    upsertJobScheduler(id: string, repeat: { pattern: string }, template: JobTemplate): Promise<unknown>;
    close(): Promise<void>;
  }
  export class QueueEvents {
    constructor(name: string, options: Options);
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }
  export class Worker {
    constructor(
      name: string,
      work: (job: Job) => Promise<unknown>,
      options: Options & { concurrency: number; lockDuration?: number; stalledInterval?: number },
    );
    on(event: 'error', listener: (problem: Error) => void): this;
    waitUntilReady(): Promise<unknown>;
    close(force: boolean): Promise<void>;
  }
}

declare module 'ioredis' {
  export class Redis {
    constructor(options: object);
    flushall(): Promise<unknown>;
    config(verb: 'SET', key: string, value: string): Promise<unknown>;
    incrby(key: string, by: number): Promise<number>;
    eval(script: string, keys: number, ...given: (string | number)[]): Promise<unknown>;
    quit(): Promise<unknown>;
  }
}
