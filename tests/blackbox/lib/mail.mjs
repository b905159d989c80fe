// A real mail server (aiosmtpd) for one test: certificates of its own, what was said to it, what it took.
// Not here: what must be said and taken; see mail.test.mjs.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { judgesPython } from './judge.mjs';
import { until } from './until.mjs';

const script = fileURLToPath(new URL('../mail_server.py', import.meta.url));

/** An authority, and a certificate by it that bears `name`. */
export function certificates(scratch, name) {
  const folder = mkdtempSync(path.join(scratch, 'certificates-'));
  const made = spawnSync(judgesPython, [script, 'certificates', folder, name], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const file = (stem) => path.join(folder, `${stem}.pem`);
  return { authority: file('authority'), certificate: file('certificate'), key: file('key') };
}

export class MailServer {
  #child;
  #events = [];

  /** @param {{tls: 'starttls'|'implicit'|'none', certificate: string, key: string, user?: string, password?: string}} options */
  static async start({ tls, certificate, key, user = '', password = '' }) {
    const server = new MailServer();
    const child = spawn(judgesPython, [script, 'serve', tls, certificate, key, user, password], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (data) => (complaints += data));
    createInterface({ input: child.stdout }).on('line', (line) => server.#events.push(JSON.parse(line)));
    server.#child = child;
    await until('the mail server', () => {
      assert.equal(child.exitCode, null, `the mail server ended: ${complaints}`);
      server.port = server.#events.find((event) => event.listening)?.listening;
      return server.port;
    });
    return server;
  }

  /** Everything that was said to it, inside TLS where there is any. */
  get heard() {
    return this.#events.filter((event) => 'received' in event).map((event) => event.received).join('');
  }

  /** Whether each log-in was right. */
  get logins() {
    return this.#events.filter((event) => 'entered' in event).map((event) => event.entered);
  }

  /** What it took, as Python's own parser reads it. */
  get messages() {
    return this.#events.filter((event) => event.message).map((event) => event.message);
  }

  /** The message of this id, once it is told of. */
  message(id) {
    const named = (message) => message.headers['message-id']?.startsWith(`<${id}@`);
    return until(`the message ${id}`, () => this.messages.find(named));
  }

  /** Ends it; what it had to tell has been told then. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode) return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill();
    await ended;
  }
}
