#!/usr/bin/env node
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Compiled code is kept between calls, which halves the time they take to start. Not in Node's default place under
// /tmp: every account of the machine may write there. Where the folder cannot be written nothing is kept.
// (A Node that is too old has no such cache, and is told so by the program.)
module.enableCompileCache?.(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'infra', 'node'));

await import('../dist/main.js');
