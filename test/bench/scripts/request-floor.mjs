// The least that a job on the API costs: the same requests through nothing but node:http or node:https over connections that are
// kept open, the answers read and dropped. Arguments: the API's address, a file with phases of requests, requests in flight at once.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [address = '', file = '', parallelism = ''] = process.argv.slice(2);
const { hostname, port, protocol } = new URL(address);
const { request, Agent } = protocol === 'https:' ? https : http;
const agent = new Agent({ keepAlive: true });
const headers = { accept: 'application/json', authorization: 'Token any', 'user-agent': 'floor' };

const send = ({ method, path, body }) =>
  new Promise((resolve, reject) => {
    const options = { hostname, port, path, method, agent };
    const sent = request(
      { ...options, headers: body === null ? headers : { ...headers, 'content-type': 'application/json' } },
      (response) => {
        if (response.statusCode >= 300) {
          reject(new Error(`${method} ${path} was answered with ${response.statusCode}`));
        }
        response.on('end', resolve).on('error', reject).resume();
      },
    );
    sent.on('error', reject).end(body ?? undefined);
  });

for (const phase of JSON.parse(readFileSync(file, 'utf8'))) {
  const queue = phase.values();
  const work = async () => {
    for (const one of queue) await send(one);
  };
  await Promise.all(Array.from({ length: Number(parallelism) }, work));
}
agent.destroy();
