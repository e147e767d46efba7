import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecord } from '../../../src/files/record.js';
import { makeFolder, type TestFolder } from '../../support/folder.js';

describe('a file of records', () => {
  let folder: TestFolder;

  beforeEach(() => {
    folder = makeFolder({ 'log.jsonl': '{"run":1}\n' });
  });
  afterEach(() => {
    folder.remove();
  });

  it('adds whole lines to what is there, each at once', () => {
    const path = join(folder.path, 'log.jsonl');
    const record = openRecord(path);
    record.add('{"run":2}\n');
    expect(readFileSync(path, 'utf8')).toBe('{"run":1}\n{"run":2}\n');
    record.add('{"run":3}\n');
    record.close();
    expect(readFileSync(path, 'utf8')).toBe('{"run":1}\n{"run":2}\n{"run":3}\n');
  });
});
