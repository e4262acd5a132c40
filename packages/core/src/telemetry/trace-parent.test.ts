import { expect, test } from 'vitest';
import { activeTraceParent, readTraceParent } from './trace-parent.js';

test.each([
  [null, null],
  ['', null],
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331', null],
  ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', null],
  [
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
    },
  ],
])('%s', (text, context) => {
  expect(readTraceParent(text)).toEqual(context);
});

test('where nobody has set OpenTelemetry up there is no active span', async () => {
  expect(await activeTraceParent()).toBeNull();
});
