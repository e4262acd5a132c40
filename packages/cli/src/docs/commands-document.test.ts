import { expect, test } from 'vitest';
import { createProgram } from '../program.js';
import { fakeTerminal } from '../testing/recorded-call.js';
import { commandsDocument } from './commands-document.js';

test('docs/commands.md says what the commands are; `npm run docs:commands -w packages/cli` writes it', async () => {
  const program = await createProgram({ terminal: fakeTerminal() } as never, null);
  await expect(commandsDocument(program)).toMatchFileSnapshot('../../../../docs/commands.md');
});
