import { describe, expect, it } from 'vitest';
import { isRetried, namesOfThrown } from './retry-rules.js';

class HttpError extends Error {}
class Gone extends HttpError {
  readonly code = 'http_410';
}

describe('what a rule may call an error', () => {
  it.each<[string, unknown, string[]]>([
    ['a plain error', new Error('x'), ['Error']],
    [
      'a class of its own, with those that it extends and its code',
      new Gone('x'),
      ['Gone', 'HttpError', 'Error', 'http_410'],
    ],
    ['an error of Node', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), ['Error', 'ECONNREFUSED']],
    ['a name that was set', Object.assign(new Error('x'), { name: 'Special' }), ['Error', 'Special']],
    ['an abort', new DOMException('x', 'AbortError'), ['DOMException', 'Error', 'AbortError']],
    ['a code that is a number', Object.assign(new Error('x'), { code: 7 }), ['Error']],
    ['an object without a class', Object.assign(Object.create(null) as object, { code: 'c' }), ['c']],
    ['text', 'x', []],
    ['nothing', undefined, []],
  ])('%s', (_, thrown, names) => {
    expect(namesOfThrown(thrown)).toEqual(names);
  });
});

describe('whether an error is tried again', () => {
  const names = ['Gone', 'HttpError', 'Error', 'http_410', 'job_threw'];
  it.each<[string, readonly string[] | null, readonly string[], boolean]>([
    ['without rules every error is', null, [], true],
    ['only those that are named', ['Timeout'], [], false],
    ['one that is named by its class', ['Gone'], [], true],
    ['one that is named by a class that it extends', ['HttpError'], [], true],
    ['one that is named by its code', ['http_410'], [], true],
    ['one that is named by the code of the record', ['job_threw'], [], true],
    ['no error where none is named', [], [], false],
    ['never one that is given up on', null, ['http_410'], false],
    ['giving up wins', ['HttpError'], ['Gone'], false],
    ['giving up on something else changes nothing', ['HttpError'], ['Timeout'], true],
    ['names are compared as a whole', ['Http'], [], false],
  ])('%s', (_, retryOn, giveUpOn, expected) => {
    expect(isRetried({ retryOn, giveUpOn }, names)).toBe(expected);
  });
});
