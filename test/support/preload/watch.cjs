// Loaded with `node --require`: writes down every path, process and socket that a program asks Node for, as JSON
// into the file that WATCH_LOG names.
'use strict';

const { createHook } = require('node:async_hooks');
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { fileURLToPath } = require('node:url');

const writeLog = fs.writeFileSync;
const paths = new Set();
const programs = new Set();
const handles = new Set();

createHook({ init: (_id, type) => handles.add(type) }).enable();

const wrap = (owner, note) => {
  for (const [name, method] of Object.entries(owner)) {
    // Classes stay as they are: only what is called with a path or a program counts.
    if (typeof method !== 'function' || /^[A-Z_]/.test(name)) continue;
    const watched = function (...given) {
      note(given[0]);
      return Reflect.apply(method, this, given);
    };
    owner[name] = Object.assign(watched, method);
  }
};

const notePath = (given) => {
  if (given instanceof URL) paths.add(fileURLToPath(given));
  else if (typeof given === 'string' || Buffer.isBuffer(given)) paths.add(String(given));
};

wrap(fs, notePath);
wrap(fs.promises, notePath);
wrap(childProcess, (program) => programs.add(String(program)));
syncBuiltinESMExports();

process.on('exit', () => {
  const log = { paths: [...paths], programs: [...programs], handles: [...handles] };
  writeLog(process.env.WATCH_LOG, JSON.stringify(log));
});
