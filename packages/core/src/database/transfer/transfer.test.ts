import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../../testing/index.js';
import type { Database } from '../database.js';
import { readBackup, writeBackup } from './backup-file.js';
import { inReferenceOrder } from './catalog.js';
import { loadDatabase } from './load-database.js';
import { readDatabase } from './read-database.js';
import type { TransferItem } from './transfer-item.js';
import { withTransferSession } from './transfer-session.js';
import { assertEmpty } from './transfer-target.js';

// Every kind of value that a text could spoil, in tables whose references point forward, backward and at themselves.
const tables = `
  create type mood as enum ('so so', 'it''s "fine", {really}');
  create domain percent as numeric(5, 2) check (value between 0 and 100);
  create table zoo (
    id integer generated always as identity primary key,
    parent integer references zoo,
    favourite integer,
    doubled integer generated always as (id * 2) stored,
    "odd ""name" text,
    bytes bytea, flags boolean, small "char", padded char(8), big bigint, exact numeric, share percent,
    real4 real, real8 double precision, at timestamptz, day date, local timestamp, span interval, clock time,
    words text[], grid int[][], structure jsonb, verbatim json, mood mood, moods mood[], bits bit varying, uid uuid,
    address inet, range tstzrange, cash money, document xml, search tsvector, place point
  );
  create table animals (id bigserial primary key, zoo integer not null references zoo, name text unique deferrable);
  alter table zoo add foreign key (favourite) references animals (id);
  create table empty_one (id integer primary key);
  create function refuse() returns trigger language plpgsql as $$ begin raise 'a trigger ran'; end $$;
  create trigger guard before insert on empty_one for each row execute function refuse();
  create table triggered (id integer primary key, note text);
  create trigger guard before insert on triggered for each row execute function refuse();`;

const rows = `
  insert into zoo (parent, favourite, "odd ""name", bytes, flags, small, padded, big, exact, share, real4, real8, at, day,
      local, span, clock, words, grid, structure, verbatim, mood, moods, bits, uid, address, range, cash, document, search, place)
    overriding system value
    values
      (null, null, E'quote '' " \\\\ tab \\t newline \\n euro € 𝄞 {braces, "and" NULL}', '\\x00ff27225c', true, 'x', 'ab  ', 9223372036854775807,
        'NaN', 99.99, 'NaN', '-infinity', '0044-03-15 12:00:00.123456+00 BC', 'infinity', '2026-10-25 02:30:00.000001',
        '1 year 2 mons -3 days 04:05:06.789', '24:00:00', array['', 'NULL', null, 'a,b', '{"}', E'\\\\', ' '],
        array[[1, null], [-3, 4]], '{"big": 123456789012345678901234567890.123456789, "nul": "\\\\u00e9", "deep": [[{}]]}',
        '{"b" : 1, "a":  [1.0, 1.00]}', 'it''s "fine", {really}', array['so so', 'it''s "fine", {really}']::mood[], b'01011',
        '00000000-0000-4000-8000-000000000001', '2001:db8::1/64', '[2026-01-01 00:00+00, infinity)', '-1234.5',
        '<a b="c">&amp;</a>', 'fat:2,4A cat:3', '(1.5,-1e300)'),
      (1, null, null, '', false, '', '', -1, '1e-40', 0, 1e-45, 0.1, '294276-12-31 23:59:59.999999+00', '4713-01-01 BC',
        'infinity', '00:00', '00:00', '{}', '{}', 'null', 'null', null, null, b'', null, null, 'empty', 0, null, null, null);
  insert into animals (zoo, name) select 1, 'animal ' || n from generate_series(1, 4000) n;
  update zoo set favourite = 7 where id = 1;
  alter table triggered disable trigger user;
  insert into triggered values (1, 'by hand');
  alter table triggered enable trigger user;
  select setval('animals_id_seq', 9000);`;

let source: TestDatabase;
let directory: string;
let target: TestDatabase;
let sourceDatabase: Database;
let targetDatabase: Database;

const execute = (database: Database, text: string) => database.query({ name: '', text });
async function script(database: Database, text: string): Promise<void> {
  // Several statements in one: the simple protocol, which a call without values uses.
  const { Client } = await import('pg');
  const client = new Client({ ...database.settings });
  await client.connect();
  await client.query(text);
  await client.end();
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'infra-backup-'));
  source = await createTestDatabase();
  sourceDatabase = openTestDatabase(source.connection);
  await script(sourceDatabase, tables);
  await script(sourceDatabase, rows);
  return async () => {
    await sourceDatabase.close();
    await source.drop();
    await rm(directory, { recursive: true });
  };
});

beforeEach(async () => {
  target = await createTestDatabase();
  targetDatabase = openTestDatabase(target.connection);
  await script(targetDatabase, tables);
  return async () => {
    await targetDatabase.close();
    await target.drop();
  };
});

const copy = (items: (source: AsyncIterable<TransferItem>) => AsyncIterable<TransferItem> = (same) => same) =>
  withTransferSession(source.connection, 'read', (from) =>
    withTransferSession(target.connection, 'write', (into) =>
      loadDatabase(into, items(readDatabase(from)), () => {}),
    ),
  );

async function contents(database: Database) {
  const zoo = await execute(database, `select z::text as row from zoo z order by id`);
  const animals = await execute(
    database,
    `select count(*), sum(id)::text, md5(string_agg(name, ',' order by id)) from animals`,
  );
  const triggered = await execute(database, `select * from triggered`);
  const queues = await execute(database, `select * from queues`);
  return { zoo, animals, triggered, queues };
}

describe('a copy', () => {
  test('has every value as it was, whatever its type', async () => {
    const report = await copy();
    expect(await contents(targetDatabase)).toEqual(await contents(sourceDatabase));
    expect(report.tables).toEqual(expect.arrayContaining([{ name: 'animals', rows: 4_000 }]));
    expect(report.leftOut).toEqual([]);
  });

  test('goes on counting where the source was, and has its triggers and references back', async () => {
    await copy();
    const [next] = await execute(targetDatabase, `insert into animals (zoo) values (1) returning id`);
    expect(next).toEqual({ id: 9001 });
    const [zoo] = await execute(targetDatabase, `insert into zoo default values returning id`);
    expect(zoo).toEqual({ id: 3 });
    await expect(execute(targetDatabase, `insert into triggered values (2)`)).rejects.toThrow(
      'a trigger ran',
    );
    const deferrable = await execute(
      targetDatabase,
      `select conname from pg_constraint where contype = 'f' and condeferrable`,
    );
    expect(deferrable).toEqual([]);
    await expect(execute(targetDatabase, `update zoo set parent = 99 where id = 1`)).rejects.toThrow(
      'foreign key',
    );
  });

  test('names the tables that the target lacks, if there is anything in them', async () => {
    await script(targetDatabase, 'drop table triggered, empty_one');
    expect((await copy()).leftOut).toEqual(['triggered']);
  });

  test('that breaks off leaves the target as it was', async () => {
    const broken = async function* (items: AsyncIterable<TransferItem>): AsyncGenerator<TransferItem> {
      let batches = 0;
      for await (const item of items) {
        if (item.kind === 'rows' && ++batches === 3) throw new Error('the line was cut');
        yield item;
      }
    };
    await expect(copy(broken)).rejects.toThrow('the line was cut');
    const short = async function* (items: AsyncIterable<TransferItem>): AsyncGenerator<TransferItem> {
      for await (const item of items) if (item.kind !== 'end') yield item;
    };
    await expect(copy(short)).rejects.toMatchObject({ code: 'operation_failed' });
    const [left] = await execute(targetDatabase, 'select count(*) from zoo');
    expect(left).toEqual({ count: 0 });
    expect(await execute(targetDatabase, 'select name from queues')).toEqual([{ name: 'default' }]);
  });

  test('of another version is refused', async () => {
    await execute(targetDatabase, `update infra_schema set version = version + 1 where package = 'core'`);
    await expect(copy()).rejects.toMatchObject({
      code: 'operation_failed',
      message: expect.stringContaining('core has') as string,
    });
  });
});

test('only a database without rows is empty, apart from what a sync writes', async () => {
  await execute(
    targetDatabase,
    `insert into scheduled_jobs (job_name, schedule, extension) values ('a', '', 'x')`,
  );
  await assertEmpty(target.connection, 'no');
  await execute(targetDatabase, `insert into empty_one select 1 where false`);
  await execute(targetDatabase, `insert into audit_events (actor, action, target) values ('ann', 'x', 'y')`);
  await expect(assertEmpty(target.connection, 'the way out')).rejects.toMatchObject({
    message: expect.stringContaining('audit_events') as string,
    hint: 'the way out',
  });
});

describe('a backup', () => {
  const backup = (file: string) =>
    withTransferSession(source.connection, 'read', (client) => writeBackup(file, readDatabase(client)));
  const restore = (file: string) =>
    withTransferSession(target.connection, 'write', (client) =>
      loadDatabase(client, readBackup(file), () => {}),
    );

  test('brings everything back, and nobody else can read it', async () => {
    const file = join(directory, 'whole.gz');
    await backup(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await restore(file);
    expect(await contents(targetDatabase)).toEqual(await contents(sourceDatabase));
  });

  test('is never written over another file', async () => {
    const file = join(directory, 'taken.gz');
    await writeFile(file, 'mine');
    await expect(backup(file)).rejects.toMatchObject({ code: 'usage' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('that is not whole, or none at all, is refused, and the target stays as it was', async () => {
    const file = join(directory, 'sound.gz');
    await backup(file);
    const zipped = await readFile(file);
    const lines = gunzipSync(zipped).toString().trimEnd().split('\n');
    const damaged = {
      'cut.gz': zipped.subarray(0, zipped.length / 2),
      'nothing.gz': Buffer.alloc(0),
      'text.gz': Buffer.from('select 1;'),
      'other.gz': gzipSync('{"kind":"header","format":99}\n'),
      'words.gz': gzipSync('once upon a time\n'),
      'short.gz': gzipSync(`${lines.slice(0, -3).join('\n')}\n`),
    };
    for (const [name, content] of Object.entries(damaged)) {
      const path = join(directory, name);
      await writeFile(path, content);
      await expect(restore(path)).rejects.toMatchObject({
        code: expect.stringMatching(/^(invalid_value|operation_failed)$/) as string,
      });
    }
    await expect(restore(join(directory, 'none.gz'))).rejects.toMatchObject({ code: 'invalid_value' });
    expect(await execute(targetDatabase, 'select count(*) from zoo')).toEqual([{ count: 0 }]);
  });
});

test('tables come after those that they refer to, whatever their names; circles are gone through by name', () => {
  const table = (name: string, ...refersTo: string[]) => ({ name, refersTo, columns: [], triggers: false });
  const names = (...all: ReturnType<typeof table>[]) => inReferenceOrder(all).map(({ name }) => name);
  expect(names(table('a', 'b'), table('b', 'c'), table('c'))).toEqual(['c', 'b', 'a']);
  expect(names(table('a', 'a'), table('b', 'elsewhere'))).toEqual(['a', 'b']);
  expect(names(table('a', 'b'), table('b', 'a'), table('c', 'b'))).toEqual(['a', 'b', 'c']);
});
