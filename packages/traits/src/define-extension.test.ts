import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineExtension, type Extension, isExtension, type Migrations, migrationsOf } from './index.js';

describe('defineExtension', () => {
  it('marks what it returns, so that any copy of this package knows it', () => {
    expect(isExtension(defineExtension({ name: 'blog', jobs: [] }))).toBe(true);
    expect(isExtension({ name: 'blog', jobs: [] })).toBe(false);
    expect(isExtension(null)).toBe(false);
  });

  it.each(['', 'Blog', 'my extension', '-blog', '@acme/blog'])("refuses the name '%s'", (name) => {
    expect(() => defineExtension({ name, jobs: [] })).toThrow(/a name is lower-case words/);
  });

  it('refuses a job that is neither a class nor an import', () => {
    const extension = { name: 'blog', jobs: ['./job.js'] } as unknown as Extension;
    expect(() => defineExtension(extension)).toThrow(/'blog': jobs\[0\] is neither/);
  });

  it('makes migrations from the configuration where they are a function', () => {
    const up = async () => {};
    const extension = defineExtension({
      name: 'blog',
      jobs: [],
      configuration: z.object({ own: z.boolean() }),
      migrations: ({ own }): Migrations => (own ? { '0001_posts': { up } } : {}),
    });
    expect(Object.keys(migrationsOf(extension, { own: true }))).toEqual(['0001_posts']);
    expect(migrationsOf(extension, { own: false })).toEqual({});
  });
});
