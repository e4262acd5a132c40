/**
 * Makes `recorded-day.csv`: what one day of a small site's requests looks like. The same on every machine and every
 * time; a test compares the file with it. After a change here:
 *
 *     node test/generate-recorded-day.ts > test/recorded-day.csv
 */

/** One line: milliseconds since midnight, session, path, status, milliseconds taken. */
export type RecordedLine = readonly [
  at: number,
  session: string,
  path: string,
  status: number,
  duration: number,
];

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The day, as a CSV file with a header, in the order of time. */
export function recordedDay(): string {
  const lines = [...people(), ...oddButHarmless(), ...abnormal()].sort(
    ([at, session], [otherAt, other]) => at - otherAt || session.localeCompare(other),
  );
  return `at_ms,session,path,status,duration_ms\n${lines.map((line) => line.join(',')).join('\n')}\n`;
}

/** Forty people who read, search and fill in forms: visits of some minutes, with breaks. */
function people(): RecordedLine[] {
  return Array.from({ length: 40 }, (_, index) => {
    const random = randomFrom(1000 + index);
    const visits = 1 + Math.floor(random() * 3);
    return Array.from({ length: visits }, () =>
      visit(`person-${String(index).padStart(2, '0')}`, random),
    ).flat();
  }).flat();
}

/** A visit: a page now and then, a page brings a few calls of its own, a link in twenty is dead. */
function visit(session: string, random: () => number): RecordedLine[] {
  const lines: RecordedLine[] = [];
  let at = (7 + random() * 15) * hour;
  for (let page = 0; page < 5 + random() * 15; page += 1) {
    const path = `/posts/${Math.floor(random() ** 2 * 60)}`;
    lines.push(line(at, session, [path, random() < 0.05 ? 404 : 200], random));
    for (let call = 0; call < random() * 3; call += 1) {
      lines.push(line(at + 50 + random() * 400, session, [`/api/${call}`, 200], random));
    }
    at += humanPause(random);
  }
  return lines;
}

/** What looks odd by one figure and is nothing to worry about: none of these may be flagged. */
function oddButHarmless(): RecordedLine[] {
  return [
    // A dashboard that refreshes itself every 30 s, all morning: regular, one path.
    ...timer({ session: 'dashboard', from: 8 * hour, every: 30 * second, count: 480, path: () => '/status' }),
    // An editor at work: many requests and many pages, at a person's pace.
    ...editor(),
    // Somebody who forgot the password: six failures, then in.
    ...forgotPassword(),
    // A session during an outage: nearly everything fails, but it is the server that does.
    ...outage(),
    // A broken client of twelve requests, all of them wrong: too few to judge.
    ...timer({
      session: 'few',
      from: 15 * hour,
      every: 7 * second,
      count: 12,
      path: (n) => `/old/${n}`,
      status: 404,
    }),
  ];
}

function editor(): RecordedLine[] {
  const random = randomFrom(2);
  let at = 9 * hour;
  return Array.from({ length: 260 }, (_, index) => {
    at += humanPause(random) * 0.8;
    return line(
      at,
      'editor',
      [index % 3 === 0 ? '/admin/posts' : `/admin/posts/${index % 110}`, 200],
      random,
    );
  });
}

function forgotPassword(): RecordedLine[] {
  const random = randomFrom(3);
  let at = 10 * hour;
  return Array.from({ length: 30 }, (_, index) => {
    at += humanPause(random);
    return line(at, 'forgetful', index < 6 ? ['/login', 401] : [`/posts/${index}`, 200], random);
  });
}

function outage(): RecordedLine[] {
  const random = randomFrom(4);
  let at = 13 * hour;
  return Array.from({ length: 40 }, (_, index) => {
    at += humanPause(random) / 4;
    return line(at, 'outage', [`/posts/${index % 8}`, index < 36 ? 503 : 200], random);
  });
}

/** What `behavioral_analysis` is for: each of these must be flagged. */
function abnormal(): RecordedLine[] {
  return [
    // Takes the whole site as fast as it can: four requests a second, a new path each.
    ...scraper(),
    // Guesses passwords: a try every three seconds or so, nearly all of them refused.
    ...bruteForcer(),
    // The same, in no hurry: a try every ten minutes or so, the whole day.
    ...patientBruteForcer(),
    // A crawler with a timer: a new page every ten seconds, give or take one.
    ...crawler(),
    // Looks for known holes.
    ...prober(),
  ];
}

function scraper(): RecordedLine[] {
  const random = randomFrom(5);
  let at = 3 * hour;
  return Array.from({ length: 500 }, (_, index) => {
    at += exponential(random, 250);
    return line(at, 'scraper', [`/posts/${index}`, index < 480 ? 200 : 429], random);
  });
}

function bruteForcer(): RecordedLine[] {
  const random = randomFrom(6);
  let at = 4 * hour;
  return Array.from({ length: 200 }, (_, index) => {
    at += exponential(random, 3 * second);
    return line(at, 'brute-forcer', ['/login', index === 199 ? 302 : 401], random);
  });
}

function patientBruteForcer(): RecordedLine[] {
  const random = randomFrom(7);
  let at = 0;
  return Array.from({ length: 120 }, () => {
    at += exponential(random, 10 * minute);
    return line(at, 'patient-brute-forcer', ['/login', 401], random);
  }).filter(([at]) => at < 24 * hour);
}

function crawler(): RecordedLine[] {
  const random = randomFrom(8);
  let at = 5 * hour;
  return Array.from({ length: 150 }, (_, index) => {
    at += 10 * second + (random() - 0.5) * 2 * second;
    return line(at, 'crawler', [`/posts/${index}`, 200], random);
  });
}

function prober(): RecordedLine[] {
  const random = randomFrom(9);
  let at = 22 * hour;
  const holes = ['/.env', '/wp-login.php', '/phpmyadmin', '/.git/config', '/backup.zip', '/admin.php'];
  return Array.from({ length: 48 }, (_, index) => {
    at += exponential(random, 8 * second);
    return line(at, 'prober', [`${holes[index % holes.length]}${index < 6 ? '' : `.${index}`}`, 404], random);
  });
}

function timer(given: {
  session: string;
  from: number;
  every: number;
  count: number;
  path: (index: number) => string;
  status?: number;
}): RecordedLine[] {
  const random = randomFrom(given.count);
  return Array.from({ length: given.count }, (_, index) => {
    const at = given.from + index * given.every + random() * 200;
    return line(at, given.session, [given.path(index), given.status ?? 200], random);
  });
}

function line(
  at: number,
  session: string,
  [path, status]: [string, number],
  random: () => number,
): RecordedLine {
  return [Math.round(at), session, path, status, Math.round(4 + exponential(random, 25))];
}

// People read for seconds to minutes, and now and then for long: log-normal, as studies of reading times find.
function humanPause(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 25 * second * Math.exp(1.1 * normal);
}

function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

// mulberry32: small, well spread, and the same everywhere.
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (import.meta.main) process.stdout.write(recordedDay());
