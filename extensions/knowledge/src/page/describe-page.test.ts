import { expect, test } from 'vitest';
import { describePage } from './describe-page.js';

const html = `<!doctype html><html lang="de-AT"><head>
  <title>Leases &amp; heartbeats</title>
  <meta name="description" content="How long a worker holds a job.">
  <meta name="keywords" content="reliability, leases, reliability,">
  <meta property="article:published_time" content="2024-02-03T10:00:00+01:00">
  <script>const hidden = 'in a script';</script></head>
  <body><nav>Home About</nav><main><h1>Leases</h1><h2>Why</h2>
  <p>A lease says how long a worker holds the job, and that is all that it says to the others.</p>
  <pre><code>select lease</code></pre><aside>advert</aside></main><footer>Imprint</footer></body></html>`;

test('finds out what a page says of itself', () => {
  const found = describePage(html, {});
  expect(found).toMatchObject({
    title: 'Leases & heartbeats',
    description: 'How long a worker holds a job.',
    headings: 'Leases\nWhy',
    language: 'en',
    tags: ['reliability', 'leases'],
    published_at: '2024-02-03T09:00:00.000Z',
    modified_at: null,
  });
  expect(found.body).toContain('select lease');
  for (const furniture of ['Home', 'Imprint', 'advert', 'hidden'])
    expect(found.body).not.toContain(furniture);
});

test('what the source itself knows wins over the page', () => {
  const facts = { title: 'Given', tags: ['own'], published_at: '2020-01-01T00:00:00Z', language: 'fr' };
  expect(describePage('<p>Kurz</p>', facts)).toMatchObject({
    title: 'Given',
    tags: ['own'],
    published_at: '2020-01-01T00:00:00.000Z',
    language: 'fr',
    words: 1,
  });
});

test('the declared language stands in where the text is too short to guess', () => {
  expect(describePage('<html lang="de-AT"><body>Kurz</body></html>', {}).language).toBe('de');
});

test('without a title the first heading is it; a date that is none is none', () => {
  const found = describePage('<h2>Heading</h2><time datetime="someday">x</time>', {});
  expect(found).toMatchObject({ title: 'Heading', published_at: null });
});

test('what PostgreSQL cannot store is left out, and words are counted in any script', () => {
  const found = describePage('<p>one\0 two \ud800 三つ</p>', {});
  expect(found.body).not.toContain('\0');
  expect(found.body.isWellFormed()).toBe(true);
  expect(describePage('', {})).toMatchObject({ title: '', body: '', words: 0, language: null });
});
