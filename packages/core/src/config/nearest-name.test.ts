import { describe, expect, test } from 'vitest';
import { didYouMean, nearestName } from './nearest-name.js';

describe('nearestName', () => {
  const names = ['blog_content_ingestion', 'content_ingestion', 'publish_content'];

  test('finds the name behind a typing mistake', () => {
    expect(nearestName('blog_contnt_ingestion', names)).toBe('blog_content_ingestion');
    expect(nearestName('PUBLISH_CONTENT', names)).toBe('publish_content');
    expect(nearestName('blog', names)).toBe('blog_content_ingestion');
  });

  test('does not guess when nothing is close or nothing is known', () => {
    expect(nearestName('zzz', names)).toBeNull();
    expect(nearestName('publish_content', [])).toBeNull();
  });

  test('ends a sentence only when there is something to suggest', () => {
    expect(didYouMean('publish_contents', names)).toBe(": did you mean 'publish_content'?");
    expect(didYouMean('zzz', names)).toBe('');
  });
});
