import type { DataOf } from '../../artifact-data.js';
import { table, type TextView } from '../artifact-view.js';
import { counted, timeInWords } from '../words.js';

type TokenList = DataOf<'tokens list'>;

/** On a pipe the secret alone, for the program that is to have it. */
export const createdToken: TextView<DataOf<'tokens create'>> = {
  kind: 'text',
  text: ({ message, secret }) => `${message}:\n\n  ${secret}\n`,
  piped: ({ secret }) => secret,
};

/** On a pipe the link alone. */
export const loginLink: TextView<DataOf<'tokens link'>> = {
  kind: 'text',
  text: ({ message, url }) => `${message}:\n\n  ${url}\n`,
  piped: ({ url }) => url,
};

export const tokenList = table({
  rows: (data: TokenList) => data.tokens,
  columns: [
    { title: 'Name', cell: (token) => token.name, flexible: true },
    { title: 'Role', cell: (token) => token.role },
    {
      title: 'Expires',
      cell: (token) => (token.expires_at === null ? 'never' : timeInWords(token.expires_at)),
      style: (token) => (token.expired ? 'yellow' : null),
    },
    { title: 'Last used', cell: (token) => timeInWords(token.last_used_at) },
    { title: 'Sessions', cell: (token) => String(token.sessions), align: 'right' },
    { title: 'Created by', cell: (token) => token.created_by },
    { title: 'Created', cell: (token) => timeInWords(token.created_at) },
  ],
  none: 'No tokens.',
  footer: (data) => counted(data.total, 'token'),
});
