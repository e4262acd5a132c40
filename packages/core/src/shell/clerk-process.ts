import { stateDirectory } from '../database/embedded/state-directory.js';
import { closeShellDesk, openShellDesk } from './shell-desk.js';
import { ShellFiles } from './shell-files.js';

// Records what supervisors left on the disk, lets begin what may begin now, and goes. Where somebody else has done so
// meanwhile, no server is started for it.
if (new ShellFiles(stateDirectory()).exitsBefore(Number.POSITIVE_INFINITY) > 0) {
  const desk = await openShellDesk({ mayRestart: false });
  await closeShellDesk(desk);
}
