import { apply, type Change, type WriteOperation, type Writer, type WriteResult } from 'qoverride';

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

const { outcomes } = await apply({
  token: process.env.QOVERY_API_TOKEN,
  key: process.env.QOVERRIDE_KEY,
  env: process.env,
  wrapWriter: (writer) => guard(writer, ({ action }) => action !== 'create'),
});
for (const { change, outcome, error } of outcomes) {
  console.log(`${outcome}: ${error?.message ?? change.address}`);
}
// → failed: no creates on a Friday
// → failed: no creates on a Friday
// → failed: no creates on a Friday
// → applied: shop/production/container/worker/STRIPE_KEY
