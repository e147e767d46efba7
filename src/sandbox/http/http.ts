import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeText, dropByteOrderMark } from '../../text/decode.js';
import { Refusal, statusPhrase } from '../world/refusal.js';
import type { SandboxAssumptions } from '../world/assumptions.js';

/** Maximum size of a request body in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** An HTTP response. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; empty if there is none. */
  readonly text: string;
}

/** Reads the complete body of a request; null if it is too large or the client aborts. */
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

/** Decodes a JSON body; undefined if there is none. Refuses with 400 or 415 and never quotes the body. */
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

/** Creates a JSON reply; without a body if `body` is undefined. */
export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Reply => ({
  status,
  headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
  text: body === undefined ? '' : JSON.stringify(body),
});

/** Creates the body of an error in one of the API's shapes. */
export const errorBody = (
  status: number,
  message: string,
  shape: SandboxAssumptions['errorBody'],
): Readonly<Record<string, unknown>> =>
  shape === 'message' ? { status, error: statusPhrase(status), message } : { status, detail: message };

/** Sends a reply with the sandbox's time as its date (milliseconds since 1970). */
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
