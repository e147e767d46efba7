import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeFolder } from '../support/folder.js';

/** What histories share, because starting it for each would take longer than playing it: a server and a folder. */
export interface Stage {
  readonly url: string;
  readonly folder: string;
  /** Writes the one manifest, unless it says that already. */
  readonly declare: (manifest: string) => void;
  /** Lets one world answer from now on. */
  readonly serve: (answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) => void;
  /** Closes the connections of a run that is over. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** Sets up the stage of many histories, which take it one after another. */
export const setUpStage = async (): Promise<Stage> => {
  let answer: Parameters<Stage['serve']>[0] | null = null;
  const server = createServer((request, response) => {
    void answer?.(request, response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', () => listening());
  });
  const folder = makeFolder();
  let declared: string | null = null;
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    folder: folder.path,
    declare: (manifest) => {
      if (manifest !== declared) folder.write('manifest.yaml', manifest);
      declared = manifest;
    },
    serve: (next) => {
      answer = next;
    },
    forget: () => server.closeAllConnections(),
    close: () =>
      new Promise((closed) => {
        folder.remove();
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};
