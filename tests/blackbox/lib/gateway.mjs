// A local SMS gateway (HTTP), and a server that sends by it instead of into an outbox.
// Not here: what the messages say.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { binary, outputFolder } from './server.mjs';
import { until } from './until.mjs';

/** Takes every message, and gives out the codes in them as an outbox does. */
export class Gateway {
  texts = [];
  #server;

  static async start() {
    const gateway = new Gateway();
    gateway.#server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      gateway.texts.push(JSON.parse(body));
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ state: 'accepted' }));
    });
    gateway.port = await listen(gateway.#server);
    return gateway;
  }

  /** How the server's configuration names it. */
  get configuration() {
    return `
      [[sms]]
      name = "house"
      url = "http://127.0.0.1:${this.port}/send"
      format = "json"
      body = '{"to":"\${to}","text":"\${text}"}'
      success = { json = "state", equals = ["accepted"] }`;
  }

  codes(_session, purpose) {
    const wanted = { phone: /verification code/, sign: /signs contract/ }[purpose];
    return this.texts.filter(({ text }) => wanted.test(text)).map(({ text }) => text.match(/\b\d{6}\b/)[0]);
  }

  async code(session, purpose, known = 0) {
    const sent = await until(`a text message for ${purpose}`, () => {
      const codes = this.codes(session, purpose);
      return codes.length > known && codes;
    });
    return sent.at(-1);
  }

  stop() {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** `mithaq serve` with this configuration; resolves to its address and what ends it. */
export async function serve(folder, data, configuration, env = {}) {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  const file = path.join(folder, 'serve.toml');
  writeFileSync(file, `listen = "127.0.0.1:${port}"\npublic_url = "${baseUrl}"\ndata = ${JSON.stringify(data)}\n${configuration}`);
  mkdirSync(outputFolder, { recursive: true });
  const log = createWriteStream(path.join(outputFolder, 'serve.log'));
  const child = spawn(binary, ['serve', '--config', file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (data) => (said += data));
  }
  const stop = () => (child.kill('SIGTERM'), ended);
  const kill = () => (child.kill('SIGKILL'), ended);
  await until('the server', async () => {
    if (child.exitCode !== null) throw new Error(`the server ended: ${said}`);
    return fetch(baseUrl, { redirect: 'manual' }).then(() => true, () => false);
  }, { seconds: 60 });
  return { baseUrl, stop, kill, said: () => said };
}
