import { createClient, plan, type Client } from 'qoverride';

const clients: Client[] = [];
await plan({
  token: process.env.QOVERY_API_TOKEN,
  key: process.env.QOVERRIDE_KEY,
  env: process.env,
  /** Names the program in the API's logs, and keeps the client to ask it later. */
  createClient: (options) => {
    const client = createClient({ ...options, userAgent: 'qoverride/1 (deploy bot)' });
    clients.push(client);
    return client;
  },
});
for (const client of clients) console.log(`${client.usage().made} requests`); // → 5 requests
