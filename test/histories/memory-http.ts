import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attempt, HttpClient, HttpClientOptions, HttpRequest } from '../../src/http/http-client.js';

/** Answers one request. */
export type AnswerRequest = (request: HttpRequest, authorization: string) => Attempt;

/** What a request meets: the world that is being played. */
export interface Listener {
  /** Called when a request is sent; what it gives is called when the request arrives. */
  readonly receive: () => AnswerRequest;
}

let listener: Listener | null = null;

/** Lets one world answer from now on. */
export const listen = (next: Listener): void => {
  listener = next;
};

/** Takes the place of the HTTP client: thousands of histories are too many for sockets. What goes over the wire is tested elsewhere. */
export const createHttpClient =
  ({ headers }: HttpClientOptions): HttpClient =>
  async (request, signal) => {
    if (listener === null || signal.aborted) return { kind: 'fault', fault: 'aborted' };
    const answer = listener.receive();
    await nextTurn();
    return answer(request, headers()['authorization'] ?? '');
  };
