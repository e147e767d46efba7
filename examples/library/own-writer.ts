import {
  applyChanges,
  createOperation,
  createWriter,
  systemClock,
  type Change,
  type WriteOperation,
  type Writer,
  type WriteResult,
} from 'qoverride';
import { connect } from './connect.js';
import { keyring, makePlan } from './make-plan.js';

/** Passes on what is allowed, and fails the rest without a request. */
const guard = (writer: Writer, isAllowed: (change: Change) => boolean): Writer => {
  const guarded =
    (write: (operation: WriteOperation) => Promise<WriteResult>) =>
    async (operation: WriteOperation): Promise<WriteResult> =>
      isAllowed(operation.change)
        ? write(operation)
        : { kind: 'failed', code: 'frozen', message: 'no creates on a Friday', hint: null, fatal: false };
  return {
    create: guarded(writer.create),
    update: guarded(writer.update),
    remove: guarded(writer.remove),
  };
};

const client = connect();
const { changes } = await makePlan(client, process.cwd());
const outcomes = await applyChanges({
  changes,
  writer: guard(createWriter(client), ({ action }) => action !== 'create'),
  operationOf: (change) => createOperation(change, keyring),
  clock: systemClock,
});
for (const { change, outcome, error } of outcomes) {
  console.log(`${outcome}: ${error?.message ?? change.address}`);
}
// → failed: no creates on a Friday
// → failed: no creates on a Friday
// → failed: no creates on a Friday
// → applied: shop/production/container/worker/STRIPE_KEY
