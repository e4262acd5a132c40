import { describe, expect, it } from 'vitest';
import { absoluteUrl, fileOf, linkTo, readAlias } from './address.js';

describe('an address', () => {
  it.each([
    ['', 'index.html'],
    ['posts/a/', 'posts/a/index.html'],
    ['atom.xml', 'atom.xml'],
  ])('%j is the file %s', (address, file) => {
    expect(fileOf(address)).toBe(file);
  });

  it.each([
    ['posts/a/', '', 'posts/a/'],
    ['', 'posts/a/', '../../'],
    ['', '', './'],
    ['posts/a/', 'posts/a/', './'],
    ['posts/b/', 'posts/a/', '../b/'],
    ['posts/', 'posts/a/', '../'],
    ['style.css', 'posts/a/', '../../style.css'],
    ['posts/a/', 'old/page.html', '../posts/a/'],
    ['posts/a/', 'old.html', 'posts/a/'],
    ['posts/日本/', '', 'posts/%E6%97%A5%E6%9C%AC/'],
    ['media/a b?#.png', '', 'media/a%20b%3F%23.png'],
  ])('%j is linked to from %j as %s', (address, from, link) => {
    expect(linkTo(address, from)).toBe(link);
    expect(new URL(link, `https://example.org/base/${from}`).href).toBe(
      absoluteUrl(address, 'https://example.org/base'),
    );
  });

  it.each([
    ['/old/page/', 'old/page/'],
    ['old/page', 'old/page/'],
    ['/old/page.html', 'old/page.html'],
    ['/old/page/index.html', 'old/page/'],
    ['/caf%C3%A9', 'café/'],
    ['/100%', '100%/'],
    ['/a?b=c#d', 'a/'],
  ])('is read from the alias %s', (alias, address) => {
    expect(readAlias(alias)).toBe(address);
  });

  it.each([
    '/',
    '',
    '../up',
    '/a/../../b',
    '/a/%2e%2e/b',
    'https://example.org/x',
    '//example.org/x',
    '/a\\b',
    '/a/%00',
    '/.htaccess',
    `/${'x'.repeat(300)}`,
  ])('is not read from the alias %s', (alias) => {
    expect(readAlias(alias)).toBeNull();
  });
});
