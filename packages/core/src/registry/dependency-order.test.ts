import { describe, expect, test } from 'vitest';
import { dependencyFault, inDependencyOrder } from './dependency-order.js';

const of = (name: string, ...dependsOn: string[]): { name: string; dependsOn: string[] } => ({
  name,
  dependsOn,
});
const names = (extensions: readonly { name: string }[]): string[] => extensions.map(({ name }) => name);

describe('inDependencyOrder', () => {
  test('puts each extension after those it depends on and otherwise keeps the order', () => {
    expect(names(inDependencyOrder([of('d'), of('a', 'c', 'b'), of('b', 'c'), of('c')]))).toEqual([
      'd',
      'c',
      'b',
      'a',
    ]);
  });

  test('ends on a circle and on a name nobody has, with every extension in it', () => {
    expect(names(inDependencyOrder([of('a', 'b'), of('b', 'a'), of('c', 'nobody')])).toSorted()).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('dependencyFault', () => {
  test('names what is missing', () => {
    expect(dependencyFault(of('a', 'b'), [of('a', 'b')])).toBe(
      "it depends on 'b', which the host does not use",
    );
  });

  test('shows the circle to those in it, and not to who only leads into it', () => {
    const extensions = [of('a', 'b'), of('b', 'c'), of('c', 'b')];
    expect(extensions.map((extension) => dependencyFault(extension, extensions))).toEqual([
      null,
      'it depends on itself: b → c → b',
      'it depends on itself: c → b → c',
    ]);
  });

  test('finds nothing wrong with a diamond', () => {
    const extensions = [of('a', 'b', 'c'), of('b', 'd'), of('c', 'd'), of('d')];
    expect(extensions.map((extension) => dependencyFault(extension, extensions))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
