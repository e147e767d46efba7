import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeText, dropByteOrderMark } from '../../text/decode.js';
import { Refusal, statusPhrase } from '../world/refusal.js';
import type { SandboxAssumptions } from '../world/assumptions.js';

/** Largest request body that is read, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** What is put on the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly text: string;
}

/** Reads a request's body whole; null for one that is too large, or that the client breaks off. */
export const readBytes = async (request: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks) : null;
};

/** Decodes a JSON body; undefined where there is none. Refuses with 400 or 415, and never quotes the body. */
export const decodeJson = (bytes: Buffer, contentType: string | undefined): unknown => {
  if (bytes.length === 0) return undefined;
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw new Refusal(415, 'The content type must be application/json.');
  }
  try {
    return JSON.parse(dropByteOrderMark(decodeText(bytes) ?? '')) as unknown;
  } catch {
    throw new Refusal(400, 'The body is not valid JSON.');
  }
};

/** Builds a reply of JSON; a body of undefined is none. */
export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Reply => ({
  status,
  headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
  text: body === undefined ? '' : JSON.stringify(body),
});

/** Spells a refusal in the shape of the API's errors. */
export const errorBody = (
  status: number,
  message: string,
  shape: SandboxAssumptions['errorBody'],
): Readonly<Record<string, unknown>> =>
  shape === 'message' ? { status, error: statusPhrase(status), message } : { status, detail: message };

/** Sends a reply, dated with the sandbox's time (milliseconds since 1970). */
export const send = (response: ServerResponse, reply: Reply, now: number): void => {
  if (response.destroyed) return;
  response.sendDate = false;
  response.writeHead(reply.status, {
    Date: new Date(now).toUTCString(),
    ...reply.headers,
    ...(reply.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(reply.text)) }),
  });
  response.end(reply.text);
};
