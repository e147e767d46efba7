import { makeFolder } from '../support/folder.js';

/** What histories share, because making it for each would take longer than playing it: a folder with one manifest. */
export interface Stage {
  readonly folder: string;
  /** Writes the manifest, unless it says that already. */
  readonly declare: (manifest: string) => void;
  readonly close: () => void;
}

/** Sets up the stage of many histories, which take it one after another. */
export const setUpStage = (): Stage => {
  const folder = makeFolder();
  let declared: string | null = null;
  return {
    folder: folder.path,
    declare: (manifest) => {
      if (manifest !== declared) folder.write('manifest.yaml', manifest);
      declared = manifest;
    },
    close: folder.remove,
  };
};
