import { describe, expect, it } from 'vitest';
import { SharedAnswers } from './shared-answers.js';

function counting() {
  let made = 0;
  return { make: () => Promise.resolve(String(++made)), made: () => made };
}

describe('SharedAnswers', () => {
  it('makes one answer for all who ask the same at the same moment', async () => {
    const shared = new SharedAnswers(() => true);
    const { make } = counting();
    const answers = await Promise.all([
      shared.answer('a', make),
      shared.answer('a', make),
      shared.answer('b', make),
    ]);
    expect(answers).toEqual(['1', '1', '2']);
  });

  it('makes each anew where few look on', async () => {
    const shared = new SharedAnswers(() => false);
    const { make } = counting();
    expect([await shared.answer('a', make), await shared.answer('a', make)]).toEqual(['1', '2']);
  });

  it('gives nobody an answer from before a change', async () => {
    const shared = new SharedAnswers(() => true);
    const { make } = counting();
    await shared.answer('a', make);
    shared.clear();
    expect(await shared.answer('a', make)).toBe('2');
  });

  it('keeps neither a failure nor without an end', async () => {
    const shared = new SharedAnswers(() => true);
    const { make, made } = counting();
    await expect(shared.answer('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await shared.answer('a', make)).toBe('1');
    for (let question = 0; question < 60; question++) await shared.answer(`b${question}`, make);
    await shared.answer('a', make);
    expect(made()).toBe(62);
  });
});
