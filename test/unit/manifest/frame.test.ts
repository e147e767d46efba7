import { describe, expect, it } from 'vitest';
import { createFramer } from '../../../src/manifest/frame.js';
import { createSourceFile } from '../../../src/manifest/source-file.js';

/** The frame at `|`, which is taken out of the text. */
const frameAt = (marked: string, length?: number): readonly string[] => {
  const offset = marked.indexOf('|');
  const before = marked.slice(0, offset);
  const text = before + marked.slice(offset + 1);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const frame = createFramer(createSourceFile('m.yaml', '/', text));
  return frame({ file: 'm.yaml', line, column }, length).split('\n');
};

describe('createFramer', () => {
  it('shows known properties and names, with carets under what is wrong', () => {
    expect(frameAt('version: 1\nstack: |Shop\nproject: p\n', 4)).toEqual([
      '  1 | version: 1',
      '> 2 | stack: Shop',
      '    |        ^^^^',
      '  3 | project: p',
    ]);
  });

  it('hides values, however they are written, and comments, anchors and tags', () => {
    expect(
      frameAt(
        'overrides:\n  - { application: a, |value: hunter2 } # hunter2\n  - { value: "hunter2", secret: &hunter2 B }\n',
        5,
      ),
    ).toEqual([
      '  1 | overrides:',
      '> 2 |   - { application: a, value: … } …',
      '    |                       ^^^^^',
      '  3 |   - { value: …, secret: …B }',
    ]);
  });

  it('hides each line of a block and of a folded text', () => {
    expect(frameAt('overrides:\n- value: >-\n    a: hunter2\n|\n    secret: hunter2\n  secret: A\n')).toEqual(
      ['  3 | …', '> 4 |', '    | ^', '  5 | …'],
    );
  });

  it('hides an unknown property unless it is a slip away from a known one', () => {
    expect(frameAt('overrides:\n- |vaule: hunter2\n  hunter: x\n')).toEqual([
      '  1 | overrides:',
      '> 2 | - vaule: …',
      '    |   ^',
      '  3 |   …: …',
    ]);
  });

  it('hides what stands below an unknown property, known words included', () => {
    expect(frameAt('overrides:\n- foo:\n    |secret: hunter2\n')).toEqual([
      '  2 | - …:',
      '> 3 |     …: …',
      '    |     ^',
    ]);
  });

  it('hides an alias in place of a name', () => {
    expect(frameAt('overrides:\n- value: &a hunter2\n  secret: |*a\n')).toEqual([
      '  2 | - value: …',
      '> 3 |   secret: …',
      '    |           ^',
    ]);
  });

  it('shows nothing but the property at the start of a line where the file is malformed', () => {
    expect(
      frameAt('version: 1\noverrides: [{ value: |hunter2\n  - secret: "hunter2\n hunter2: value:'),
    ).toEqual(['  1 | version: …', '> 2 | overrides: …', '    |            ^', '  3 |   - secret: …']);
  });

  it('cuts a window out of a long line', () => {
    const filler = 'x'.repeat(5000);
    const frame = frameAt(`overrides: [{ value: ${filler}, |aplication: b, foo: ${filler} }]`, 10);
    expect(frame).toEqual(['> 1 | …, aplication: …, …: …', '    |    ^^^^^^^^^^']);
  });
});
