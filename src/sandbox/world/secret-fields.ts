import { DESCRIPTION_LIMIT } from '../../model/marker.js';
import type { SecretFields } from '../http/wire-requests.js';
import type { SandboxAssumptions } from './assumptions.js';
import { Refusal } from './refusal.js';

/** A limit that is lower than the documented one. */
const LOW_LIMIT = 200;

/** Checks the value and the description of a request, and cuts what one assumption cuts. Refuses with 400 and never quotes them. */
export const checkFields = <Fields extends SecretFields>(
  { emptyValue, longDescription }: SandboxAssumptions,
  fields: Fields,
): Fields => {
  if (fields.value === '' && emptyValue === 'refused') throw new Refusal(400, 'value must not be empty.');
  const { description } = fields;
  const limit = longDescription === 'limit-below-255' ? LOW_LIMIT : DESCRIPTION_LIMIT;
  if (description === undefined || description === null || description.length <= limit) return fields;
  switch (longDescription) {
    case 'refused':
    case 'limit-below-255':
      throw new Refusal(400, `description must have at most ${String(limit)} characters.`);
    case 'cut':
      return { ...fields, description: description.slice(0, limit) };
    case 'accepted':
      return fields;
  }
};
