import { describe, expect, it } from 'vitest';
import { createConformance, type CheckedExchange } from './openapi.js';

const conformance = createConformance();

const ID = '11111111-2222-4333-8444-555555555555';
const SECRET = { id: ID, created_at: '2025-06-01T12:00:00.123456Z', key: 'A', scope: 'APPLICATION' };
const GOOD: CheckedExchange = {
  method: 'POST',
  path: `/application/${ID}/secret/${ID}/override`,
  query: {},
  requestBody: { value: 'v', description: null },
  status: 201,
  responseBody: SECRET,
};

const check = (changes: Partial<CheckedExchange>): readonly string[] =>
  conformance?.check({ ...GOOD, ...changes }) ?? [];

describe.skipIf(conformance === null)('checking an exchange against the API description', () => {
  it('accepts one that conforms', () => {
    expect(check({})).toEqual([]);
    expect(check({ status: 409, responseBody: { status: 409, error: 'Conflict', message: 'No.' } })).toEqual(
      [],
    );
  });

  it.each<[string, Partial<CheckedExchange>, RegExp]>([
    ['an unknown path', { path: '/application' }, /no operation/],
    ['a wrong method', { method: 'PUT' }, /no operation/],
    ['a status that is not listed', { status: 200 }, /200 is not listed/],
    ['a wrong type in the request', { requestBody: { value: 7 } }, /request body\/value/],
    ['an unknown property in the request', { requestBody: { valeu: 'v' } }, /unevaluated/],
    ['a value in the answer', { responseBody: { ...SECRET, value: 'v' } }, /unevaluated/],
    [
      'a missing property in the answer',
      { responseBody: { id: ID, created_at: SECRET.created_at } },
      /required/,
    ],
    ['a null where none may be', { responseBody: { ...SECRET, owned_by: null } }, /answer\/owned_by/],
    ['a query that is not described', { query: { limit: '1' } }, /there is no limit/],
    ['a description that is too long', { requestBody: { description: 'x'.repeat(256) } }, /255/],
    [
      'no answer to a list',
      { method: 'GET', path: '/organization', requestBody: undefined, status: 200, responseBody: undefined },
      /answer/,
    ],
    [
      'a missing query',
      {
        method: 'GET',
        path: '/variable',
        requestBody: undefined,
        status: 200,
        responseBody: { results: [] },
      },
      /parent_id is missing/,
    ],
  ])('finds %s', (_what, changes, expected) => {
    expect(check(changes).join('\n')).toMatch(expected);
  });
});
