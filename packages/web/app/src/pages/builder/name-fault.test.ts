import { expect, test } from 'vitest';
import { nameFault } from './name-fault.js';

const templates = [
  { name: 'mine', origin: 'saved' },
  { name: 'theirs', origin: 'predefined' },
];

test.each(['nightly', 'night_2-b', 'mine'])('%j is a name', (name) => {
  expect(nameFault(name, templates)).toBeNull();
});

test.each([
  ['', 'is missing'],
  ['Nightly', 'small letters'],
  ['a--b', 'small letters'],
  ['2nd', 'small letters'],
  ['a'.repeat(101), 'at most 100'],
  ['theirs', 'predefined'],
])('%j is none: %s', (name, fault) => {
  expect(nameFault(name, templates)).toContain(fault);
});
