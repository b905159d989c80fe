// Starts the real binary as a demo and stops it again: ready file, log, kill -9, strace.
// Not here: talking to it; see api.mjs and visit.mjs.

import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The program under test. */
export const binary = process.env.MITHAQ_BINARY ?? path.join(root, 'target', 'release', 'mithaq');

/** Where screenshots and server logs are left for people to look at. */
export const outputFolder = process.env.MITHAQ_BLACKBOX_OUTPUT ?? path.join(root, 'target', 'blackbox');

/** The reference sample, as the API's publisher gives it. */
export const sample = () => JSON.parse(readFileSync(new URL('../samples/create-invitation.json', import.meta.url)));

/** A new empty folder that goes away with this process: the servers in it have ended by then. */
export function scratchFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mithaq-blackbox-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the binary to its end. */
export function runBinary(args, options = {}) {
  return spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000, ...options });
}

/** A running demo server. */
export class Server {
  #child;
  #pid;
  #exited;

  /**
   * @param {object} options
   * @param {string} options.folder  scratch folder for the ready file
   * @param {string} [options.data]  data folder to keep; without it the demo's own throw-away one
   * @param {string} [options.strace]  where to write a trace of the server's calls
   * @param {object} [options.env]
   */
  static async start({ folder, data, strace, env = {}, name = 'server' }) {
    const server = new Server();
    const readyFile = path.join(folder, `ready-${process.hrtime.bigint()}.json`);
    const args = ['demo', '--no-run', '--listen', '127.0.0.1:0', '--ready-file', readyFile];
    if (data) args.push('--data', data);
    const command = strace ? ['strace', ...straceOptions(strace), binary, ...args] : [binary, ...args];
    server.log = path.join(outputFolder, `${name}.log`);
    mkdirSync(outputFolder, { recursive: true });
    const log = createWriteStream(server.log, { flags: 'a' });
    const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    server.#child = child;
    server.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve({ error }));
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    server.#exited.then((how) => (server.ended = how));
    await until('the ready file', () => {
      if (server.ended) throw new Error(`the server ended before it was ready: ${JSON.stringify(server.ended)}, see ${server.log}`);
      return existsSync(readyFile);
    }, { seconds: 60 });
    server.readyFile = readyFile;
    server.ready = JSON.parse(readFileSync(readyFile, 'utf8'));
    server.#pid = strace ? onlyChildOf(child.pid) : child.pid;
    return server;
  }

  /** The process of mithaq itself, also under strace. */
  get pid() {
    return this.#pid;
  }

  /** Resident memory of the process, in bytes. */
  residentMemory() {
    const [, kilobytes] = readFileSync(`/proc/${this.#pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m);
    return Number(kilobytes) * 1024;
  }

  /** kill -9: no chance to flush anything. */
  async kill() {
    if (!this.ended) process.kill(this.#pid, 'SIGKILL');
    return this.#exited;
  }

  /** Asks to stop, and insists after ten seconds. */
  async stop() {
    if (this.ended) return this.ended;
    process.kill(this.#pid, 'SIGTERM');
    const insist = setTimeout(() => this.kill(), 10_000);
    const how = await this.#exited;
    clearTimeout(insist);
    return how;
  }
}

// -yy names every file and socket, -xx prints the data in hexadecimal, of which the heads are enough.
function straceOptions(file) {
  const calls = 'read,readv,recvfrom,recvmsg,write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync';
  return ['-f', '--seccomp-bpf', '-yy', '-xx', '-s', '96', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', file];
}

function onlyChildOf(pid) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
