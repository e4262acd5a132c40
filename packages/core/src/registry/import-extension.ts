import { type Class, type Extension, isExtension, type JobMetadata, jobMetadataOf } from '@infra/traits';
import { faultOf, importModule, inTurn, isTypeScript, type ModuleExports } from '../config/import-module.js';
import { ExtensionFaultyError } from './extension-faulty-error.js';
import type { ResolvedExtension } from './resolve-extension.js';

/** A job class of an extension. */
export interface DeclaredJob {
  readonly definition: JobMetadata['definition'];
  /** Of a combined job; null for any other. */
  readonly phases: JobMetadata['phases'];
  readonly jobClass: Class;
  /** The file that declares the class; the extension's entry where the engine does not tell. */
  readonly file: string;
  /** The position in the extension's `jobs` of the class or of the module that exports it. */
  readonly slot: number;
}

/**
 * Imports an extension's entry, and with it no job module that the entry loads lazily.
 * @throws {ExtensionFaultyError} when it does not load or declares no extension.
 */
export async function importExtension(
  resolved: ResolvedExtension,
  hostDirectory: string,
): Promise<Extension> {
  const exports = await loading(resolved, resolved.use, () => importModule(resolved.entry, hostDirectory));
  const extension = exports['default'];
  if (isExtension(extension)) return extension;
  const reason = 'its default export is not what defineExtension(…) returns';
  throw new ExtensionFaultyError([{ extension: resolved.use, file: resolved.entry, reason }]);
}

/**
 * The job classes behind one entry of an extension's `jobs`: the class itself, or every class with `@Job` that a lazy
 * module exports.
 * @throws {ExtensionFaultyError} when there is none.
 */
export async function jobsInSlot(
  extension: Extension,
  slot: number,
  resolved: ResolvedExtension,
): Promise<readonly DeclaredJob[]> {
  const declared = extension.jobs[slot];
  if (declared === undefined) return [];
  const classes = isClass(declared) ? [declared] : await classesOfModule(declared, extension.name, resolved);
  const jobs = classes.flatMap((jobClass) => describe(jobClass, slot, resolved));
  if (jobs.length > 0) return jobs;
  const reason = isClass(declared)
    ? `its jobs[${slot}], the class ${declared.name}, has no @Job`
    : `the module of its jobs[${slot}] exports no class with @Job`;
  throw new ExtensionFaultyError([{ extension: extension.name, file: resolved.entry, reason }]);
}

/** The name under which a module exports a class, or null when nobody outside can name it. */
export async function exportNameOf(job: DeclaredJob, hostDirectory: string): Promise<string | null> {
  const exports = await importModule(job.file, hostDirectory);
  return Object.keys(exports).find((name) => exports[name] === job.jobClass) ?? null;
}

async function classesOfModule(
  load: () => Promise<ModuleExports>,
  extension: string,
  resolved: ResolvedExtension,
): Promise<readonly Class[]> {
  const exports: unknown = await loading(resolved, extension, load);
  if (typeof exports !== 'object' || exports === null) return [];
  return [...new Set(Object.values(exports))].filter(
    (value): value is Class => jobMetadataOf(value) !== null,
  );
}

function describe(jobClass: Class, slot: number, resolved: ResolvedExtension): DeclaredJob[] {
  const metadata = jobMetadataOf(jobClass);
  if (metadata === null) return [];
  const { definition, file } = metadata;
  // A job of an older copy of the traits says nothing of phases.
  const phases = (metadata.phases as JobMetadata['phases'] | undefined) ?? null;
  return [{ definition, phases, jobClass, file: file ?? resolved.entry, slot }];
}

// A class is the job itself; any other function loads a module. Both are functions, and only their text tells.
function isClass(declared: unknown): declared is Class {
  return typeof declared === 'function' && /^class\b/.test(Function.prototype.toString.call(declared));
}

async function loading<Loaded>(
  resolved: ResolvedExtension,
  extension: string,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  try {
    // What a TypeScript entry loads lazily goes through jiti too.
    return await (isTypeScript(resolved.entry) ? inTurn(load) : load());
  } catch (error) {
    const { reason, file, line } = faultOf(error, resolved.directory);
    const place = file === null ? resolved.entry : `${file}:${line}`;
    throw new ExtensionFaultyError([{ extension, file: place, reason }], [], error);
  }
}
