import { redeploy } from 'qoverride';

const { redeployed, isComplete } = await redeploy({
  token: process.env.QOVERY_API_TOKEN,
  env: process.env,
});
const services = redeployed.flatMap((environment) => environment.services);
console.log(`${services.length} services need a redeploy`); // → 0 services need a redeploy
process.exitCode = isComplete ? 0 : 1;
