import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inject, Job, JobDeclarationError, jobMetadataOf, JobResult } from './index.js';

class Dependency {}
interface Gone {
  readonly only: string;
}

// The compiler refuses most of these too; what is tested here is what happens when it was not asked.
const declare = (definition: object) => () => {
  const cast = definition as Parameters<typeof Job>[0];
  class Sample {
    async execute(): Promise<JobResult> {
      return JobResult.success();
    }
  }
  Job(cast)(Sample);
  return Sample;
};

describe('@Job', () => {
  it('leaves its definition and its file on the class, and on no subclass', () => {
    const Sample = declare({ name: 'sample', schedule: '0 0 * * * *' })();
    const metadata = jobMetadataOf(Sample);
    expect(metadata?.definition).toMatchObject({ name: 'sample', schedule: '0 0 * * * *' });
    expect(metadata?.file).toMatch(/job\.test\.ts$/);
    expect(jobMetadataOf(class extends Sample {})).toBeNull();
  });

  it.each([
    [
      'a name that is not snake_case',
      { name: 'BlogIngestion' },
      /Sample: name: 'BlogIngestion' is not snake_case/,
    ],
    ['a name with two underscores', { name: 'a__b' }, /not snake_case/],
    ['a name that is too long', { name: 'a'.repeat(101) }, /at most 100/],
    ['five fields', { name: 'a', schedule: '0 * * * *' }, /schedule: .*5 fields/],
    ['second 61', { name: 'a', schedule: '61 * * * * *' }, /second \(field 1\): '61'/],
    ['30 February', { name: 'a', schedule: '0 0 0 30 2 *' }, /'30' never comes in month '2'/],
    ['an unknown zone', { name: 'a', timeZone: 'Mars/Olympus' }, /'Mars\/Olympus' is not an IANA time zone/],
    ['a timeout that is none', { name: 'a', timeout: 'soon' }, /timeout: 'soon'/],
    ['no attempts', { name: 'a', retry: { maxAttempts: 0 } }, /retry\.maxAttempts/],
    ['parameters that are no object', { name: 'a', parameters: z.string() }, /zod schema of an object/],
    [
      'a subject that is no parameter',
      { name: 'a', parameters: z.object({ source: z.string() }), subject: 'sorce' },
      /Sample: subject: 'sorce' is none of its parameters/,
    ],
    [
      'a subject that is secret',
      { name: 'a', parameters: z.object({ key: z.string().meta({ secret: true }) }), subject: 'key' },
      /'key' is secret/,
    ],
    ['a subject without parameters', { name: 'a', subject: 'source' }, /'source' is none of its parameters/],
    [
      'a subject that is neither a text nor a number',
      { name: 'a', parameters: z.object({ sources: z.array(z.string()) }), subject: 'sources' },
      /'sources' is neither a text nor a number/,
    ],
    ['an unknown option', { name: 'a', shedule: '0 * * * * *' }, /shedule/],
  ])('refuses %s when the module loads', (_, definition, message) => {
    expect(declare(definition)).toThrow(JobDeclarationError);
    expect(declare(definition)).toThrow(message);
  });

  it('refuses a class without execute', () => {
    const job = Job({ name: 'empty' }) as (target: unknown) => void;
    expect(() => job(class Empty {})).toThrow(/Empty: a job class needs a method execute/);
  });

  it('accepts execute as a field', () => {
    @Job({ name: 'field' })
    class Field {
      execute = async (): Promise<JobResult> => JobResult.success();
    }
    expect(jobMetadataOf(Field)?.definition.name).toBe('field');
  });

  it('accepts a class as a dependency, and a token for what is no class', () => {
    @Job({ name: 'injected' })
    class Injected {
      constructor(
        readonly dependency: Dependency,
        @inject('gone') readonly gone: Gone,
      ) {}
      async execute(): Promise<JobResult> {
        return JobResult.success();
      }
    }
    expect(jobMetadataOf(Injected)).not.toBeNull();
  });

  it('names the class and the parameter that cannot be injected', () => {
    expect(() => {
      @Job({ name: 'broken' })
      class Broken {
        constructor(
          readonly dependency: Dependency,
          readonly settings: Gone,
        ) {}
        async execute(): Promise<JobResult> {
          return JobResult.success();
        }
      }
      return Broken;
    }).toThrow(/Broken: constructor parameter 'settings' cannot be injected/);
  });

  it('says so when a loader emitted no decorator metadata', () => {
    class Bare {
      constructor(readonly dependency: Dependency) {}
      async execute(): Promise<JobResult> {
        return JobResult.success();
      }
    }
    expect(() => Job({ name: 'bare' })(Bare)).toThrow(/Bare: .*no decorator metadata/);
  });
});
