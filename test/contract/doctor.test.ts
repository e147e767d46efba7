import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxExchange } from '../../src/sandbox/http/exchange.js';
import { startDoctorBench } from '../support/doctor-bench.js';
import { createConformance } from './openapi.js';

const conformance = createConformance();

const LIVE = new URL('../../src/run/doctor/live', import.meta.url).pathname;

describe('a live run of the doctor', () => {
  it.skipIf(conformance === null)(
    'breaks the API description only with the requests that are meant to',
    async () => {
      const exchanges: SandboxExchange[] = [];
      // Refused requests are not checked.
      const assumptions = { longDescription: 'accepted', nullSecretValue: 'accepted' } as const;
      const bench = await startDoctorBench({ assumptions, observe: (exchange) => exchanges.push(exchange) });
      await bench.runLive();
      await bench.sandbox.close();
      const isOfRequest = (problem: string): boolean => !problem.includes('answer');
      const breaking = exchanges.filter((exchange) => (conformance?.check(exchange) ?? []).some(isOfRequest));
      const kinds = breaking.map(({ method, path, requestBody }) => {
        const { value, description } = requestBody as { value?: string | null; description?: string };
        const family = path.startsWith('/variable') ? 'variable' : 'secret';
        const what = description?.length === 256 ? 'too long' : value === null ? 'null' : 'left out';
        return `${method} ${family}: ${what}`;
      });
      expect(new Set(kinds)).toEqual(new Set(['PUT secret: too long', 'PUT secret: null']));
    },
  );

  it('has those requests in one file', () => {
    const others = readdirSync(LIVE).filter((file) => file !== 'broken-requests.ts');
    expect(others.length).toBeGreaterThan(5);
    for (const file of others) {
      expect(readFileSync(join(LIVE, file), 'utf8'), file).not.toMatch(/value: null|DESCRIPTION_LIMIT \+ 1/);
    }
  });
});
