import { expect, test } from 'vitest';
import { endpointsDocument } from './endpoints-document.js';

test('docs/rest-endpoints.md says what the endpoints are; `npm run docs:endpoints -w packages/web` writes it', async () => {
  await expect(await endpointsDocument()).toMatchFileSnapshot('../../../../docs/rest-endpoints.md');
});
