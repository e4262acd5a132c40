// The least that a schedule can be: a timer, an insert and an update, every second, on the same server. How late this is, is
// how late the machine is: what a scheduler is measured beside. At the half seconds: at the full ones it would take the
// processors from what it is compared with, which then starts twice as late. Started by the benchmarks with the host's folder.
import { setTimeout as sleep } from 'node:timers/promises';
import { openHost } from '@infra/core';

const host = await openHost({ cwd: process.argv[2] });
const database = await host.database();
await database.query({
  name: 'bare_table',
  text: `create table bare_ticks (scheduled_for timestamptz primary key, started_at timestamptz)`,
});
const insert = {
  name: 'bare_insert',
  // As a tick does: what is lost with the power is ticked again.
  text: `insert into bare_ticks (scheduled_for)
    select to_timestamp($1::float8 / 1000) from set_config('synchronous_commit', 'off', true)`,
};
const start = {
  name: 'bare_start',
  text: `update bare_ticks set started_at = clock_timestamp() where scheduled_for = to_timestamp($1::float8 / 1000)`,
};

process.once('SIGTERM', () => process.exit(0));
process.send?.('ready');
for (let next = Math.ceil(Date.now() / 1000) * 1000 + 500; ; next += 1000) {
  for (let left = next - Date.now(); left > 0; left = next - Date.now()) await sleep(Math.ceil(left));
  await database.query(insert, [next]);
  await database.query(start, [next]);
}
