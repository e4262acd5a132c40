import type { DataOf } from '../../artifact-data.js';
import type { Entry, TextView } from '../artifact-view.js';
import { durationInWords, sizeInWords } from '../words.js';

type Shell = NonNullable<DataOf<'runs status'>['shell']>;

/** Nothing beside the command's own output where that was waited for; on a pipe the id alone, for the next command. */
export const startedCommand: TextView<DataOf<'exec'>> = {
  kind: 'text',
  text: (run) => {
    const isAwaited = run.exit_code !== null || run.signal !== null;
    return isAwaited ? '' : `Run ${run.run_id} ${run.created ? 'is' : 'exists already and is'} ${run.status}`;
  },
  piped: (run) => (run.exit_code === null && run.signal === null ? run.run_id : ''),
};

/** What a card says of a shell run beside what it says of every run. */
export function shellEntries(shell: Shell | null): Entry[] {
  if (shell === null) return [];
  const { exit_code: code, signal, log_bytes: bytes, timeout_ms: timeoutMs, supervisor_pid: pid } = shell;
  const exit = signal ?? (code === null ? '' : `code ${code}`);
  return [
    ...shown('Name', shell.name),
    ...shown('Command', shell.command),
    ...shown('Directory', shell.directory),
    ...shown('Project', shell.project === shell.directory ? '' : shell.project),
    ...shown('Host', shell.host),
    ...shown('Exit', exit),
    ...shown('Timeout', durationInWords(timeoutMs)),
    ...shown('Key', shell.key),
    ...shown('After', shell.after.join(', ')),
    ...shown('Restart', shell.restart_on_crash ? 'when its supervisor dies' : ''),
    ...shown('Supervisor', shell.supervisor_alive ? `process ${pid ?? ''}` : ''),
    { label: 'Log', value: `${shell.log_file}, ${sizeInWords(bytes)}` },
    ...shown('Not stored', shell.secrets_left_out.join(', ')),
  ];
}

function shown(label: string, value: string | null): Entry[] {
  return value === null || value === '' ? [] : [{ label, value }];
}
