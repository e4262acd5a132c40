import { CombinedJob, inject, InvalidParameters, Job, JobResult } from '@infra/traits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestRuntime, type TestRuntime } from '../testing/test-runtime.js';

const parameters = z.strictObject({ file: z.string().trim(), times: z.int().default(1) });

/** The files that there are, and what the job was asked about. */
class Files {
  readonly there = new Set<string>();
  readonly asked: unknown[] = [];
}

@Job({ name: 'read_file', parameters })
class ReadFile {
  readonly #files: Files;

  constructor(@inject(Files) files: Files) {
    this.#files = files;
  }

  check(given: z.output<typeof parameters>): void {
    this.#files.asked.push(given);
    if (given.times === 0) throw new InvalidParameters('nothing is to be read');
    if (given.file === 'broken') throw new TypeError('the disk is gone');
    if (!this.#files.there.has(given.file))
      throw new InvalidParameters({ file: `there is no file ${given.file}` });
  }

  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

@Job({ name: 'wait_for_ever', parameters: z.strictObject({}) })
class WaitForEver {
  check(): Promise<void> {
    return new Promise(() => {});
  }

  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

@Job({ name: 'write_file' })
class WriteFile {
  async execute(): Promise<JobResult> {
    return JobResult.success();
  }
}

@CombinedJob({ name: 'both', phases: [{ name: 'Read', job: 'read_file', parameters: { file: 'later' } }] })
class Both {}

const files = new Files();
let runtime: TestRuntime;

beforeAll(async () => {
  runtime = await createTestRuntime({
    jobs: [ReadFile, WaitForEver, WriteFile, Both],
    register: (container) => container.registerInstance(Files, files),
    configuration: {
      jobs: {
        read_file: { schedules: { daily: { schedule: '0 0 2 * * *', parameters: { file: 'daily' } } } },
      },
    },
  });
});
afterAll(async () => runtime.close());
beforeEach(() => {
  files.there.clear();
  files.asked.length = 0;
});

const submit = (file: string) => runtime.runs.submit('read_file', { file });
const refusal = {
  code: 'invalid_parameters',
  message: "the parameters of 'read_file' are not valid: file: there is no file a",
};

describe("a job's own check", () => {
  it('refuses what its schema cannot see, and leaves no run behind', async () => {
    await expect(submit('a')).rejects.toMatchObject(refusal);
    const many = [{ job: 'write_file' }, { job: 'read_file', parameters: { file: 'a' } }];
    await expect(runtime.runs.submitMany(many as never)).rejects.toMatchObject(refusal);
    await expect(runtime.jobs.run('read_file', { file: 'a' })).rejects.toMatchObject(refusal);
    expect(await runtime.runs.history()).toEqual([]);
    expect(await runtime.runs.active()).toEqual([]);
  });

  it('is given what the schema makes of them, on an instance with its dependencies, and not what it refuses', async () => {
    files.there.add('a');
    await expect(submit(' a ')).resolves.toMatchObject({ created: true });
    expect(files.asked).toEqual([{ file: 'a', times: 1 }]);
    await expect(runtime.runs.submit('read_file', { file: 5 })).rejects.toThrow('file: ');
    expect(files.asked).toHaveLength(1);
  });

  it('may say one sentence about all of them', async () => {
    await expect(runtime.runs.submit('read_file', { file: 'a', times: 0 })).rejects.toThrow(
      "the parameters of 'read_file' are not valid: nothing is to be read",
    );
  });

  it('that fails itself is told of, and refuses too', async () => {
    await expect(submit('broken')).rejects.toMatchObject({
      code: 'operation_failed',
      message: "'read_file' could not check its parameters: the disk is gone",
    });
  });

  it('has half a minute', async () => {
    let reason = '';
    runtime.runs.submit('wait_for_ever').catch((error: unknown) => void (reason = String(error)));
    // It may not have asked yet when the clock is first moved on.
    const later = async () => {
      await runtime.advance('31s');
      return reason;
    };
    await expect.poll(later, { timeout: 30_000 }).toContain('it took longer than 30 s');
  });

  it('is asked for the first step of a chain; of another step it warns, for one before may put it right', async () => {
    const read = { job: 'read_file', parameters: { file: 'a' } };
    const first = { steps: [read, { job: 'write_file' }] };
    expect(await runtime.chains.validate(first)).toMatchObject({
      valid: false,
      errors: [
        {
          step: 0,
          code: 'invalid_parameters',
          path: 'steps[0].parameters.file',
          message: 'there is no file a',
        },
      ],
    });
    await expect(runtime.chains.run(first)).rejects.toThrow('there is no file a');
    const second = { steps: [{ job: 'write_file' }, read] };
    expect(await runtime.chains.validate(second)).toMatchObject({
      valid: true,
      warnings: [{ step: 1, code: 'parameters', message: 'steps[1].parameters.file: there is no file a' }],
    });
  });

  it('is not asked by a schedule, nor for a phase', async () => {
    await runtime.run(Both);
    await runtime.advance('1d');
    expect(files.asked).toEqual([]);
    expect(await runtime.runs.history({ job: 'read_file', limit: 2 })).toMatchObject([
      { trigger: 'schedule' },
      { trigger: 'chain' },
    ]);
  });
});
