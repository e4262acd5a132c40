import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { role } from '../../parse/role.js';
import { addExamples } from '../examples.js';

export function defineLinkCommand(link: Command, cli: CommandLine): void {
  link
    .option('--url <address>', 'where the dashboard is, as the browser calls it', 'http://127.0.0.1:4141')
    .option('--role <role>', 'what the session may do: viewer, operator or admin (default: admin)', role)
    .action(async ({ url, role }) => {
      await cli.operate('createLoginLink', { url, role });
    });
  addExamples(link, 'infra tokens link', 'infra tokens link --url https://jobs.example.com --role viewer');
}
