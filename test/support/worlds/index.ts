/** Worlds for tests: what is live, what manifests declare, and sandboxes that serve it, each from a short description. */
export * from './audits.js';
export * from './declared.js';
export * from './listings.js';
export * from './marked.js';
export * from './markers.js';
export * from './plans.js';
export * from './sandboxes.js';
export * from './scopes.js';
export * from './seeds.js';
