import type * as Audit from '../../../../src/plan/audit/build.js';
import type * as Build from '../../../../src/plan/build.js';
import type * as Keyring from '../../../../src/plan/signing/keyring.js';
import type * as Operation from '../../../../src/plan/signing/operation.js';
import type * as PlanJson from '../../../../src/render/json/plan-json.js';
import type * as Library from '../../../../src/index.js';

/** A module as it was built, which is what people run. */
const load = (path: string): Promise<unknown> =>
  import(new URL(`../../../../dist/${path}`, import.meta.url).href);

/** The pure parts of the built library. */
export const library = {
  ...((await load('index.js')) as typeof Library),
  ...((await load('plan/build.js')) as typeof Build),
  ...((await load('plan/audit/build.js')) as typeof Audit),
  ...((await load('plan/signing/keyring.js')) as typeof Keyring),
  ...((await load('plan/signing/operation.js')) as typeof Operation),
  ...((await load('render/json/plan-json.js')) as typeof PlanJson),
};
