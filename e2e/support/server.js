// A running `countersign serve` in a folder of its own; ended by its own process id.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const PASSWORD = 'correct horse battery';

const TARGET = new URL('../../target/', import.meta.url).pathname;
const START_MILLISECONDS = 30_000;
const KEPT_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'LANG'];

/** Starts a server with these settings (the text of `countersign.toml`) and users; it stops when the test `t` ends. */
export async function serve(t, options) {
  const server = await start(options);
  t.after(() => server.end());
  return server;
}

/** The same; whoever calls this stops it with `end()`. */
export async function start({ settings = '', users = ['alice'] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-e2e-'));
  const deployment = new Deployment(folder);
  try {
    await writeFile(join(folder, 'countersign.toml'), settings);
    for (const name of users) await deployment.createUser(name);
    await deployment.start();
    return deployment;
  } catch (cause) {
    await deployment.end();
    throw cause;
  }
}

/** Asks again until the answer is the awaited one. */
export async function until(awaited, { every = 50, within = 60_000 } = {}) {
  const end = Date.now() + within;
  while (!(await awaited())) {
    if (Date.now() > end) throw new Error(`the awaited answer did not come within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

class Deployment {
  #folder;
  #process;
  #log = '';

  constructor(folder) {
    this.#folder = folder;
  }

  async createUser(name) {
    const identity = ['--noinput', '--username', name, '--email', `${name}@example.com`];
    const options = { cwd: this.#folder, env: { ...environment(), COUNTERSIGN_USER_PASSWORD: PASSWORD } };
    await promisify(execFile)(binary(), ['createuser', ...identity], options);
  }

  async start() {
    const options = { cwd: this.#folder, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] };
    this.#process = spawn(binary(), ['serve', '--listen', '127.0.0.1:0'], options);
    this.base = await new Promise((resolve, reject) => {
      const failed = (why) => reject(new Error(`countersign serve: ${why}\n${this.#log}`));
      const timer = setTimeout(() => failed('no address in time'), START_MILLISECONDS);
      this.#process.on('error', (cause) => failed(cause.message));
      this.#process.on('exit', (code) => failed(`ended with ${code}`));
      this.#process.stderr.setEncoding('utf8').on('data', (text) => {
        this.#log += text;
        const address = /listening on (http:\/\/[^\s/]+)/.exec(this.#log);
        if (!address) return;
        clearTimeout(timer);
        resolve(address[1]);
      });
    });
  }

  async end() {
    const server = this.#process;
    if (server && server.exitCode === null && server.signalCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** `COUNTERSIGN_BIN`, else the release build, else the debug build; without one nothing is proved. */
function binary() {
  const named = process.env.COUNTERSIGN_BIN;
  const candidates = named ? [named] : ['release', 'debug'].map((build) => join(TARGET, build, 'countersign'));
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error(`no countersign binary at ${candidates.join(' or ')}; build it or set COUNTERSIGN_BIN`);
  return resolve(found);
}

/** What a server sees of the tests' own environment: no setting. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT_VARIABLES.includes(name)));
}
