import { expect, test } from 'vitest';
import { LoginLimit } from './login-limit.js';

function limited() {
  const clock = { now: 1_000_000 };
  const limit = new LoginLimit(() => clock.now, 3);
  const fail = (address: string | null, times = 3) => {
    for (let time = 0; time < times; time++) limit.count(address);
  };
  return { clock, limit, fail };
}

test('so many failures a minute are let through, then one waits for the first of them to be a minute old', () => {
  const { clock, limit, fail } = limited();
  fail('10.0.0.7', 2);
  expect(limit.waitOf('10.0.0.7')).toBe(0);
  clock.now += 10_000;
  fail('10.0.0.7', 1);
  expect(limit.waitOf('10.0.0.7')).toBe(50_000);
  expect(limit.waitOf('10.0.0.8')).toBe(0);
  clock.now += 50_000;
  expect(limit.waitOf('10.0.0.7')).toBe(0);
  fail('10.0.0.7', 2);
  expect(limit.waitOf('10.0.0.7')).toBe(10_000);
});

test('a success is no failure', () => {
  const { limit, fail } = limited();
  for (let login = 0; login < 100; login++) {
    limit.count('10.0.0.7');
    limit.uncount('10.0.0.7');
  }
  fail('10.0.0.7', 2);
  expect(limit.waitOf('10.0.0.7')).toBe(0);
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2::1', '2001:0db8:0001:0002:3:4:5:6', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['::ffff:10.0.0.7', '10.0.0.7', true],
  ['::ffff:10.0.0.7', '::ffff:10.0.0.8', false],
  ['fe80::1%eth0', 'fe80::2%eth0', true],
  ['::1', '::2', true],
  [null, null, true],
  [null, '10.0.0.7', false],
])('%s and %s are one address: %s', (one, other, same) => {
  const { limit, fail } = limited();
  fail(one);
  expect(limit.waitOf(other) > 0).toBe(same);
});

test('it remembers only so many addresses, and forgets the quietest first', () => {
  const { limit, fail } = limited();
  fail('10.0.0.1');
  for (let host = 0; host < 20_000; host++) {
    limit.count(`11.${host >> 16}.${(host >> 8) & 255}.${host & 255}`);
    if (host % 1000 === 0) fail('10.0.0.1', 1);
  }
  expect(limit.size).toBe(10_000);
  expect(limit.waitOf('10.0.0.1')).toBeGreaterThan(0);
});
