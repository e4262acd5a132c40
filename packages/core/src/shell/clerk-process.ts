import { closeShellDesk, openShellDesk } from './shell-desk.js';

// Records what supervisors left on the disk, lets begin what may begin now, and goes.
const desk = await openShellDesk({ mayRestart: false });
await closeShellDesk(desk);
