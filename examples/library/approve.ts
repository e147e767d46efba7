import { apply, createPaint, Failure, renderPlanText } from 'qoverride';

try {
  await apply({
    token: process.env.QOVERY_API_TOKEN,
    key: process.env.QOVERRIDE_KEY,
    env: process.env,
    onPlan: (planned) => {
      const paint = createPaint(process.stderr.isTTY);
      const { create, update } = planned.plan.summary;
      console.error(renderPlanText({ ...planned, usage: planned.requests, toApply: create + update, paint }));
    },
    // Asked only where there is something to do.
    approve: async (planned, { writes }) => {
      console.log(`${writes} writes, ${planned.plan.summary.adopt} of them over a value set elsewhere`);
      return planned.plan.summary.adopt === 0;
    },
  });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.log(`${error.code}: ${error.message}`);
}
// → 4 writes, 1 of them over a value set elsewhere
// → not-confirmed: not approved; nothing was changed
