/** An error status as the answer to a request. It never quotes the request's body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** HTTP status from 400. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The standard phrase for a status that the sandbox uses. */
export const statusPhrase = (status: number): string => PHRASES[status] ?? `Status ${String(status)}`;

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
