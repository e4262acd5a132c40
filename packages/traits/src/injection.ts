import 'reflect-metadata';
import { JobDeclarationError } from './job-declaration-error.js';

// Two copies of tsyringe do not share type information: extensions take these from here, not from tsyringe itself.
export { inject, injectable, injectAll, singleton, scoped, Lifecycle, delay } from 'tsyringe';
export type { DependencyContainer, InjectionToken } from 'tsyringe';

// tsyringe keeps what @inject said under this key of the class.
const injectedTokensKey = 'injectionTokens';

const notInjectable = new Set<unknown>([
  Object,
  Function,
  String,
  Number,
  Boolean,
  Array,
  Promise,
  undefined,
  null,
]);

/**
 * Refuses, while the class is declared, a constructor parameter that the container could not fill when a run starts.
 * @throws {JobDeclarationError} naming the class and the parameter.
 */
export function assertInjectable(target: abstract new (...dependencies: never[]) => object): void {
  const types = Reflect.getMetadata('design:paramtypes', target) as unknown[] | undefined;
  const tokens = (Reflect.getOwnMetadata(injectedTokensKey, target) ?? {}) as Record<number, unknown>;
  const names = parameterNames(target);
  if (types === undefined && target.length > Object.keys(tokens).length) {
    throw new JobDeclarationError(
      `${target.name}: the constructor takes parameters but no decorator metadata was emitted; ` +
        'compile with experimentalDecorators and emitDecoratorMetadata (tsx and type stripping emit none)',
    );
  }
  for (const [index, type] of (types ?? []).entries()) {
    if (index in tokens || !notInjectable.has(type)) continue;
    throw new JobDeclarationError(
      `${target.name}: constructor parameter ${names[index] ?? `number ${index + 1}`} cannot be injected: its type leaves ` +
        'no class at run time (an interface, a primitive, or a class imported with `import type`); ' +
        'import the class with a plain import, or name a token with @inject(…)',
    );
  }
}

function parameterNames(target: abstract new (...dependencies: never[]) => object): string[] {
  const list = /\bconstructor\s*\(([^)]*)\)/.exec(target.toString())?.[1] ?? '';
  return list.split(',').map((parameter) => `'${/^\s*([\w$]+)/.exec(parameter)?.[1] ?? parameter.trim()}'`);
}
