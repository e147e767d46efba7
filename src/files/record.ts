import { closeSync, fsyncSync, ftruncateSync, fstatSync, openSync } from 'node:fs';
import { writeWhole } from './descriptor.js';

/** A file that grows by whole lines while a run goes on. */
export interface RecordFile {
  /** Adds a line. The system has it when this returns, so that a killed run leaves every line. Throws what the file system says. */
  readonly add: (line: string) => void;
  /** Makes sure that the disk has every line, and closes the file. Throws what the file system says. */
  readonly close: () => void;
}

/**
 * Opens a file to add lines to. It is synchronous, so that no line is still under way when the next request starts. A line that does
 * not fit on the disk is taken back: what remains are whole lines.
 */
export const openRecord = (path: string): RecordFile => {
  const file = openSync(path, 'a');
  const isRegular = fstatSync(file).isFile();
  return {
    add: (line) => {
      const before = isRegular ? fstatSync(file).size : 0;
      try {
        writeWhole(file, Buffer.from(line));
      } catch (error) {
        if (isRegular) ftruncateSync(file, before);
        throw error;
      }
    },
    close: () => {
      try {
        if (isRegular) fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
};
