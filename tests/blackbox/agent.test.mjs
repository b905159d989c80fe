// `mithaq sign-agent` on a signer's own computer: paired by a code, shown what there is, signing in a token (SoftHSM2) by the
// PIN that is typed. A member with a PKCS#12 file of its own beside it.
// Not here: who must not sign, and codes that pair nobody; crates/web/tests/it/hosted/agent has that.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { Gateway, serve } from './lib/gateway.mjs';
import { assertWellFormed, pdfsig, pyhanko } from './lib/judge.mjs';
import { Server, binary, runBinary, scratchFolder } from './lib/server.mjs';
import { Issuer, SoftToken } from './lib/token.mjs';
import { until } from './lib/until.mjs';
import { Visit, signAll } from './lib/visit.mjs';

const PIN = '482916';
const MEMBERS = ['mona', 'omar'];
let scratch, data, ready, token, issuer, roots, passwords, store;

before(async () => {
  scratch = scratchFolder();
  data = path.join(scratch, 'data');
  const demo = await Server.start({ folder: scratch, data, name: 'agent' });
  ready = demo.ready;
  await demo.stop();
  issuer = new Issuer(scratch, 'Delta');
  token = new SoftToken(scratch, 'Mona', PIN);
  token.import(issuer.issue('Mona Adel'), 'sign', '01');
  store = path.join(scratch, 'agent.json');
  passwords = MEMBERS.map((user) => {
    const made = command('member', 'create', user, '--tenant', ready.tenancyName, '--role', 'signer');
    return made.match(/Password +(\S+)/)[1];
  });
  const root = path.join(scratch, 'company-root.pem');
  writeFileSync(root, command('tenant', 'root', ready.tenancyName));
  roots = path.join(scratch, 'roots.pem');
  writeFileSync(roots, readFileSync(root, 'utf8') + readFileSync(issuer.root, 'utf8'));
  listCountersigners();
});

/** A command on the data folder, which no server uses. */
function command(...args) {
  const run = runBinary([...args, '--data', data]);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  return run.stdout;
}

/** The demo's contract type, countersigned by both members. */
function listCountersigners() {
  const sample = new URL('../../crates/server/assets/demo/contract-type-414.json', import.meta.url);
  const type = JSON.parse(readFileSync(sample));
  type.contractSigners = MEMBERS;
  const file = path.join(scratch, 'type.json');
  writeFileSync(file, JSON.stringify(type));
  command('contract-type', 'import', file, '--tenant', ready.tenancyName);
}

/** A server whose operator trusts the issuer of the members' certificates. */
async function start(context, gateway) {
  const trust = `\n[seal]\nsigner_trust = ${JSON.stringify(issuer.root)}\n`;
  const server = await serve(scratch, data, gateway.configuration + trust);
  context.after(server.stop);
  return server;
}

const login = (server, user, password) => Admin.login({ ...ready, baseUrl: server.baseUrl, adminUser: user, adminPassword: password });

const agentArguments = (action, ...more) => ['sign-agent', action, '--store', store, '--language', 'en', ...more];

/** `sign-agent pair`, the PIN typed. */
function pair(server, code) {
  const named = ['--server', server.baseUrl, '--code', code, '--module', token.module, '--key', 'sign'];
  const env = { ...process.env, ...token.env };
  const run = runBinary(agentArguments('pair', ...named), { env, input: `${PIN}\n` });
  return { status: run.status, said: run.stdout + run.stderr };
}

/** `sign-agent run --once`, with what the signer types. */
function runOnce(typed) {
  const args = agentArguments('run', '--once', '--papers', scratch);
  const child = spawn(binary, args, { env: { ...process.env, ...token.env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  child.stdin.end(typed);
  return new Promise((resolve) => child.once('exit', (status) => resolve({ status, said })));
}

/** The PDF that the agent left to be read. */
const shownFile = (said) => said.match(/To read +(\S+)/)[1];

/** A contract that its customer has signed and the server has sealed. */
async function signed(server, gateway) {
  const admin = await login(server, ready.adminUser, ready.adminPassword);
  const invited = await admin.invite(invitation());
  await signAll(new Visit(server.baseUrl), invited, gateway);
  const { contracts: [{ requestId, documentSha256 }] } = await admin.session(invited.id);
  const file = path.join(scratch, `${requestId}.pdf`);
  const pdf = async (signatures) =>
    until(`${signatures} signatures`, async () => {
      writeFileSync(file, await admin.contractPdf(requestId));
      return pyhanko(file, roots).length === signatures && file;
    }, { seconds: 60, every: 300 });
  await pdf(1);
  return { admin, requestId, documentSha256 };
}

test('a member signs with a token at the own desk, another with a PKCS#12 file, and every judge agrees', async (context) => {
  const key = issuer.issue('Omar Nabil');
  const file = path.join(scratch, 'omar.p12');
  const made = spawnSync('openssl', ['pkcs12', '-export', '-inkey', key.key, '-in', key.certificate, '-passout', 'pass:sesame', '-out', file]);
  assert.equal(made.status, 0, String(made.stderr));
  const password = path.join(scratch, 'omar-password');
  writeFileSync(password, 'sesame\n');
  const given = ['--import', file, '--password-file', password, '--certificates', issuer.root];
  command('member', 'key', 'omar', '--tenant', ready.tenancyName, ...given);

  const gateway = await Gateway.start();
  context.after(() => gateway.stop());
  let server = await start(context, gateway);
  const mona = await login(server, 'mona', passwords[0]);
  const { code } = await mona.ask('POST', '/api/BusinessRequest/ContractSigner/PairAgent');
  const paired = pair(server, code);
  assert.equal(paired.status, 0, paired.said);
  assert.match(paired.said, /signs for .* as mona/);
  assert.ok(!paired.said.includes(PIN));
  assert.equal(statSync(store).mode & 0o777, 0o600);
  assert.notEqual(pair(server, code).status, 0, 'the code was good once');

  const { requestId, documentSha256 } = await signed(server, gateway);
  const sign = (member) => member.ask('POST', '/api/BusinessRequest/ContractSigner/Sign', { body: { id: requestId } });
  await sign(mona);
  const wrong = await runOnce('yes\n000000\n');
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.said, /refused the PIN/);
  const shown = readFileSync(shownFile(wrong.said));
  // What is asked outlives the server, and stays the same file.
  await server.kill();
  server = await start(context, gateway);
  const stored = JSON.parse(readFileSync(store, 'utf8'));
  writeFileSync(store, JSON.stringify({ ...stored, server: server.baseUrl }));
  const done = await runOnce(`yes\n${PIN}\n`);
  assert.equal(done.status, 0, done.said);
  assert.ok(readFileSync(shownFile(done.said)).equals(shown));
  assert.match(done.said, /Contract +[A-Z]+-\d+-\d+/);
  const [, sha256] = done.said.match(/SHA-256 +([0-9a-f]{64})/);
  const again = await login(server, ready.adminUser, ready.adminPassword);
  assert.equal(sha256, documentSha256);
  const omar = await login(server, 'omar', passwords[1]);
  await sign(omar);

  const finished = path.join(scratch, 'finished.pdf');
  await until('three signatures', async () => {
    writeFileSync(finished, await again.contractPdf(requestId));
    return pyhanko(finished, issuer.root).length === 3;
  }, { seconds: 60, every: 300 });
  assertWellFormed(finished);
  const verdicts = pyhanko(finished, issuer.root);
  assert.deepEqual(verdicts.map(({ intact, valid }) => intact && valid), [true, true, true]);
  assert.deepEqual(verdicts.slice(1).map(({ trusted }) => trusted), [true, true]);
  assert.match(verdicts[1].signer, /Mona Adel/);
  assert.match(verdicts[2].signer, /Omar Nabil/);
  const popplers = pdfsig(finished, issuer.root, scratch);
  assert.deepEqual(popplers.map(({ signature }) => signature), Array(3).fill('Signature is Valid.'));
  const trusted = ['--trust', path.join(scratch, 'company-root.pem'), '--trust', issuer.root];
  const ours = runBinary(['verify', ...trusted, finished]);
  assert.equal(ours.status, 0, ours.stdout + ours.stderr);
  assert.match(ours.stdout, /Mona Adel/);
  assert.ok(!server.said().includes(PIN) && !server.said().includes(stored.agent), 'neither PIN nor secret in the log');
});

test('who says no signs nothing, and a revoked agent is told so', async (context) => {
  const gateway = await Gateway.start();
  context.after(() => gateway.stop());
  let server = await start(context, gateway);
  const stored = JSON.parse(readFileSync(store, 'utf8'));
  const here = () => writeFileSync(store, JSON.stringify({ ...stored, server: server.baseUrl }));
  here();
  const { admin, requestId } = await signed(server, gateway);
  const mona = await login(server, 'mona', passwords[0]);
  await mona.ask('POST', '/api/BusinessRequest/ContractSigner/Sign', { body: { id: requestId } });
  const no = await runOnce('no\n');
  assert.equal(no.status, 0, no.said);
  assert.match(no.said, /Not signed/);
  const file = path.join(scratch, 'refused.pdf');
  writeFileSync(file, await admin.contractPdf(requestId));
  assert.equal(pyhanko(file, roots).length, 1);
  await server.stop();
  command('member', 'revoke-agent', 'mona', '--tenant', ready.tenancyName);
  server = await start(context, gateway);
  here();
  const revoked = await runOnce('yes\n');
  assert.notEqual(revoked.status, 0);
  assert.match(revoked.said, /no longer valid/);
});

test('an agent speaks to no server without TLS but on this machine, and reads no pairing that others may read', () => {
  const named = ['--code', '0000', '--module', token.module, '--key', 'sign', '--server', 'http://sign.example.com'];
  const plain = runBinary(agentArguments('pair', ...named), { input: `${PIN}\n` });
  assert.notEqual(plain.status, 0);
  assert.match(plain.stderr, /https/);
  const open = path.join(scratch, 'open.json');
  writeFileSync(open, '{}', { mode: 0o644 });
  const run = runBinary(['sign-agent', 'run', '--once', '--store', open]);
  assert.match(run.stderr, /chmod 600/);
});
