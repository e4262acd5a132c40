import { expect, it } from 'vitest';
import { nodeTooOld } from './node-version.js';

it.each([
  ['20.19.5', false],
  ['22.9.0', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.21.0', true],
  ['100.0.0', true],
])('Node %s is new enough: %s', (version, enough) => {
  expect(nodeTooOld(version) === null).toBe(enough);
});

it('names both versions', () => {
  expect(nodeTooOld('20.1.0')).toBe('error: infra needs Node 22.18 or newer, and this is Node 20.1.0\n');
});
