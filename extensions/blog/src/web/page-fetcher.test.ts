import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage, type PageServer, startPageServer } from '../../test/page-server.js';
import type { FetchClock } from './fetch-clock.js';
import { type FetcherRules, PageFetcher } from './page-fetcher.js';

let server: PageServer;

beforeAll(async () => {
  server = await startPageServer();
});
beforeEach(() => server.reset());
afterAll(() => server.close());

/** A clock that passes only by sleeping. */
class SleptClock implements FetchClock {
  readonly slept: number[] = [];
  #now = 1_700_000_000_000;

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    this.#now += ms;
  }
}

const rules: FetcherRules = {
  userAgent: 'infra-blog/test',
  delayMs: 1000,
  timeoutMs: 20_000,
  maxBytes: 10_000,
  maxRedirects: 2,
  attempts: 3,
  robots: false,
  privateAddresses: true,
};
const clock = () => new SleptClock();
const never = new AbortController().signal;
const get = async (path: string, given: Partial<FetcherRules> = {}, time: FetchClock = clock()) =>
  await new PageFetcher({ ...rules, ...given }, time).fetch(new URL(path, server.origin), never);

describe('a page is fetched', () => {
  it('with its type and character set, under the name of this program', async () => {
    let agent: string | undefined;
    server.pages['/a'] = (request, response) => {
      agent = request.headers['user-agent'];
      response.writeHead(200, { 'content-type': 'Text/HTML; Charset="UTF-8"' }).end('hello');
    };
    const page = await get('/a');
    expect(page).toMatchObject({ url: `${server.origin}/a`, mediaType: 'text/html', charset: 'UTF-8' });
    expect(Buffer.from(page.bytes).toString()).toBe('hello');
    expect(agent).toBe('infra-blog/test');
  });

  it('behind redirects, but not behind any number of them', async () => {
    server.pages['/1'] = (_, response) => void response.writeHead(301, { location: '/2' }).end();
    server.pages['/2'] = (_, response) => void response.writeHead(302, { location: '/3' }).end();
    server.pages['/3'] = htmlPage('Three');
    server.pages['/loop'] = (_, response) => void response.writeHead(302, { location: '/loop' }).end();
    server.pages['/file'] = (_, response) =>
      void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    server.pages['/nowhere'] = (_, response) => void response.writeHead(302).end();
    expect((await get('/1')).url).toBe(`${server.origin}/3`);
    await expect(get('/loop')).rejects.toThrow('more than 2 redirects');
    await expect(get('/file')).rejects.toThrow("leads to 'file:', which is neither http nor https");
    await expect(get('/nowhere')).rejects.toThrow('answers 302 and does not say where to');
  });

  it('not from a private address, unless that is allowed', async () => {
    server.pages['/a'] = htmlPage('A');
    await expect(get('/a', { privateAddresses: false })).rejects.toThrow('127.0.0.1 is a private address');
    await expect(
      get(`http://localhost:${new URL(server.origin).port}/a`, { privateAddresses: false }),
    ).rejects.toThrow('is a private address');
    expect(server.asked).toEqual([]);
  });

  it('not from a private address that a public one leads to', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      asked.push(url.href);
      return new Response(null, { status: 302, headers: { location: 'http://10.0.0.1/' } });
    });
    try {
      const fetched = get('http://93.184.216.34/', { privateAddresses: false });
      await expect(fetched).rejects.toThrow('10.0.0.1 is a private address');
      expect(asked).toEqual(['http://93.184.216.34/']);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('unless it is larger than allowed, whether that is said beforehand or not', async () => {
    server.pages['/said'] = (_, response) => {
      response.writeHead(200, { 'content-length': 200_000_000 });
      response.write('x');
    };
    server.pages['/unsaid'] = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(5000, 'x')));
      };
      response.on('drain', more);
      more();
    };
    await expect(get('/said')).rejects.toThrow('larger than 0.01 MB');
    await expect(get('/unsaid')).rejects.toThrow('larger than 0.01 MB');
  });
});

describe('a host that fails', () => {
  it('is asked again when that may pass, after longer and longer pauses', async () => {
    let times = 0;
    server.pages['/a'] = (_, response) => {
      if (++times < 3) response.writeHead(500).end();
      else response.writeHead(200).end('x');
    };
    const time = clock();
    await get('/a', {}, time);
    expect(time.slept).toEqual([2000, 4000]);
    times = -1;
    await expect(get('/a')).rejects.toThrow('the host answers 500');
    expect(times).toBe(2);
  });

  it('is not asked again when it will not pass', async () => {
    await expect(get('/missing')).rejects.toThrow('the host answers 404');
    expect(server.asked).toEqual(['/missing']);
  });

  it('is left alone for as long as it asks for, but not for an hour', async () => {
    let asks = '7';
    let times = 0;
    server.pages['/a'] = (_, response) => {
      if (++times === 1) response.writeHead(429, { 'retry-after': asks }).end();
      else response.writeHead(200).end('x');
    };
    const time = clock();
    await get('/a', {}, time);
    expect(time.slept).toEqual([7000]);
    [asks, times] = ['3600', 0];
    await expect(get('/a')).rejects.toThrow('answers 429, and asks to be left alone for 3600 s');
    expect(times).toBe(1);
  });

  it('has a time limit', async () => {
    server.pages['/silent'] = () => {};
    server.pages['/slow'] = (_, response) => void response.writeHead(200).write('x');
    await expect(get('/silent', { timeoutMs: 50, attempts: 1 })).rejects.toThrow('no answer within 0.05 s');
    await expect(get('/slow', { timeoutMs: 50, attempts: 1 })).rejects.toThrow('no answer within 0.05 s');
  });

  it('is not asked any more when it says nothing three times in a row', async () => {
    const fetcher = new PageFetcher({ ...rules, attempts: 1 }, clock());
    const gone = await startPageServer();
    await gone.close();
    const fetch = async () => await fetcher.fetch(new URL(gone.origin), never);
    for (const _ of 'abc') await expect(fetch()).rejects.toThrow('the connection was refused');
    await expect(fetch()).rejects.toThrow('said nothing 3 times in a row: it is not asked any more');
  });

  it('ends with the run', async () => {
    server.pages['/silent'] = () => {};
    const controller = new AbortController();
    const fetched = new PageFetcher(rules).fetch(new URL('/silent', server.origin), controller.signal);
    controller.abort();
    await expect(fetched).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('politeness', () => {
  it('is one request at a time to a host, with a pause after each', async () => {
    for (const path of ['/a', '/b', '/c']) {
      server.pages[path] = (_, response) => void setImmediate(() => response.writeHead(200).end('x'));
    }
    const time = clock();
    const fetcher = new PageFetcher(rules, time);
    await Promise.all(['/a', '/b', '/c'].map((path) => fetcher.fetch(new URL(path, server.origin), never)));
    expect(server.mostAtOnce()).toBe(1);
    expect(time.slept).toEqual([1000, 1000]);
  });

  it('is to read robots.txt first, once, and to do what it says', async () => {
    server.pages['/robots.txt'] = (_, response) =>
      void response.end('User-agent: infra-blog\nDisallow: /private\nCrawl-delay: 5\n');
    server.pages['/a'] = htmlPage('A');
    server.pages['/private/b'] = htmlPage('B');
    const time = clock();
    const fetcher = new PageFetcher({ ...rules, robots: true }, time);
    const fetch = async (path: string) => await fetcher.fetch(new URL(path, server.origin), never);
    await fetch('/a');
    await expect(fetch('/private/b')).rejects.toThrow('robots.txt of the host forbids it');
    await fetch('/a');
    expect(server.asked).toEqual(['/robots.txt', '/a', '/a']);
    expect(time.slept).toEqual([1000, 5000]);
  });

  it('is to ask for nothing where robots.txt cannot be read, and for anything where there is none', async () => {
    server.pages['/a'] = htmlPage('A');
    await expect(get('/a', { robots: true })).resolves.toMatchObject({ mediaType: 'text/html' });
    server.pages['/robots.txt'] = (_, response) => void response.writeHead(503).end();
    await expect(get('/a', { robots: true })).rejects.toThrow('robots.txt of the host: the host answers 503');
  });
});
