import { describe, expect, it } from 'vitest';
import { describeThrown } from './describe-thrown.js';

class NotFound extends Error {
  override readonly name = 'NotFound';
}

describe('something thrown', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('boom'), 'boom'],
    ['an error without words', new NotFound(), 'NotFound'],
    ['a text', 'boom', 'boom'],
    ['nothing', undefined, 'undefined'],
    ['a number', 42, '42'],
    ['an object', { code: 7 }, '{ code: 7 }'],
    ['an object without a prototype', Object.create(null), '[Object: null prototype] {}'],
    [
      'several errors in one',
      new AggregateError([new Error('::1'), new Error('127.0.0.1')]),
      '::1; 127.0.0.1',
    ],
    ['an error that hides its message', throwingError(), 'something was thrown that cannot be described'],
  ])('is described: %s', (_, thrown, message) => {
    expect(describeThrown(thrown).message).toBe(message);
  });

  it('keeps its stack with the stacks of its causes, and no circle of them', () => {
    const root = new Error('connection refused');
    const outer = new Error('fetch failed', { cause: root });
    root.cause = outer;
    const { stack } = describeThrown(outer);
    expect(stack).toMatch(/^Error: fetch failed\n {4}at [^]*\ncaused by: Error: connection refused\n {4}at /);
    expect(stack?.length).toBeLessThanOrEqual(16_384);
  });

  it('is cut where it is endless', () => {
    expect(describeThrown('x'.repeat(1e6)).message).toHaveLength(8_192);
    expect(describeThrown(new Error('x'.repeat(1e6))).stack).toHaveLength(16_384);
  });
});

function throwingError(): Error {
  const error = new Error('hidden');
  Object.defineProperty(error, 'message', {
    get() {
      throw new Error('no');
    },
  });
  return error;
}
