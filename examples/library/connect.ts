import { createClient, SecretValue, systemClock, type Client } from 'qoverride';

/** Makes the one client of a run: all requests share its connections and what it learns of the hourly limit. */
export const connect = (): Client =>
  createClient({
    apiUrl: process.env.QOVERY_API_URL ?? 'https://api.qovery.com',
    token: new SecretValue(process.env.QOVERY_API_TOKEN ?? ''),
    userAgent: 'qoverride/1 (deploy bot)',
    env: process.env,
    clock: systemClock,
    random: Math.random,
  });
