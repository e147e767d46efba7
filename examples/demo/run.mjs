// Demonstrates the main workflow on the built-in sandbox. Every line after a `$` is a real command of the built tool.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

const say = (text) => process.stdout.write(`\n# ${text}\n`);

const startSandbox = async () => {
  const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--seed', 'seed.yaml'], {
    cwd: here,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: line.slice(line.indexOf('http')), stop: () => child.kill('SIGTERM') };
};

const sandbox = await startSandbox();
const env = {
  ...process.env,
  QOVERY_API_URL: sandbox.url,
  QOVERY_API_TOKEN: 'anything',
  QOVERRIDE_KEY: spawnSync(process.execPath, [bin, 'keygen'], { encoding: 'utf8' }).stdout.trim(),
  CHECKOUT_DATABASE_URL: 'postgres://replica',
  WORKER_STRIPE_KEY: 'rk-worker',
  PRODUCTION_STRIPE_KEY: 'sk-production',
};

const run = (...args) => {
  process.stdout.write(`\n$ qoverride ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: here, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`qoverride ${args[0]} ended with exit code ${status}`);
};

const call = async (method, path, body) => {
  const answer = await fetch(new URL(path, sandbox.url), {
    method,
    headers: {
      authorization: 'Token jane',
      'user-agent': 'Mozilla/5.0 (a browser)',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
  return answer.json();
};

/** Simulates Jane's edit in the console: changes the value and keeps the description. */
const editBehindOurBack = async () => {
  const [organization] = (await call('GET', '/organization')).results;
  const services = (await call('GET', `/organization/${organization.id}/services`)).results;
  const { id } = services.find((service) => service.name === 'checkout');
  const secrets = (await call('GET', `/application/${id}/secret`)).results;
  const {
    id: secretId,
    key,
    ...rest
  } = secrets.find((secret) => secret.key === 'DATABASE_URL' && secret.overridden_secret);
  await call('PUT', `/application/${id}/secret/${secretId}`, {
    key,
    value: 'postgres://somewhere-else',
    description: rest.description,
  });
};

try {
  say(`A sandbox of the Qovery API listens on ${sandbox.url}. Are the manifests right?`);
  run('validate');
  say('What would change?');
  run('plan');
  say('Do it.');
  run('apply', '--auto-approve');
  say('And again: nothing is left to do.');
  run('plan');
  await call('POST', '/sandbox/clock', { advance: '5m' });
  await editBehindOurBack();
  say('Five minutes later on the clock of the sandbox, somebody changes a value in the console.');
  say('The API never shows a value, and still, with a name on it:');
  run('plan', '--who');
  say('Put it back.');
  run('apply', '--auto-approve');
  run('plan');
} finally {
  sandbox.stop();
}
