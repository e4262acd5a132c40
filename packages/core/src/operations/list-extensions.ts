import type { Artifact } from '../artifacts/artifact.js';
import type { ExtensionList } from '../artifacts/extension-list.js';
import type { Host } from './host.js';

/** The extensions that the host uses, sorted by name. */
export async function listExtensions(host: Host): Promise<Artifact<ExtensionList>> {
  const extensions = host.registry.extensions.map((extension) => ({
    name: extension.name,
    use: extension.use,
    version: extension.version,
    jobs: [...extension.jobs],
    depends_on: [...extension.dependsOn],
    directory: extension.directory,
  }));
  return { data: { extensions, total: extensions.length }, artifact_type: 'table', title: 'Extensions' };
}
