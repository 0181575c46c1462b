// The table of the user guide's sentences names tests that are there.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const references = [
  ...readFileSync('docs/specification.md', 'utf8').matchAll(/`((?:ui|unit)\/[\w/]+)`: ([^;|]+?)\s*(?=[;|])/g),
].map(([, file = '', title = '']) => ({ file, title }));

test('the table names tests', () => {
  expect(references.length).toBeGreaterThan(50);
});

test.each(references)('$file: $title', ({ file, title }) => {
  const path = `test/${file}.test.ts`;
  expect(existsSync(path), path).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(title);
});
