// A company whose seal key lies in a PKCS#11 token: sealed files as outside judges see them, a token that is away,
// a PIN that is wrong.
// a seal that countersigns by itself with it. Not here: how a token is spoken to; the tests of crates/token have that.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { Gateway, serve } from './lib/gateway.mjs';
import { assertWellFormed, pdfsig, pyhanko } from './lib/judge.mjs';
import { Server, runBinary, scratchFolder } from './lib/server.mjs';
import { Issuer, RSA, SoftToken } from './lib/token.mjs';
import { until } from './lib/until.mjs';
import { Visit, signAll } from './lib/visit.mjs';

const PIN = '482916';
let scratch, data, demo, token, issuer;

before(async () => {
  scratch = scratchFolder();
  data = path.join(scratch, 'data');
  demo = await Server.start({ folder: scratch, data, name: 'token' });
  await demo.stop();
  token = new SoftToken(scratch, 'Seals', PIN);
  issuer = new Issuer(scratch, 'Delta');
  token.import(issuer.issue('Delta seal', RSA), 'seal', '0a01');
});

/** `mithaq tenant seal-key` with this token in the configuration. */
function sealKey(args, pin = PIN) {
  const config = path.join(scratch, 'seal-key.toml');
  writeFileSync(config, `data = ${JSON.stringify(data)}\n${token.configuration('hsm', pin)}`);
  const all = ['tenant', 'seal-key', demo.ready.tenancyName, '--config', config, '--token', 'hsm', ...args];
  const run = runBinary(all, { env: { ...process.env, ...token.env } });
  const said = run.stdout + run.stderr;
  assert.ok(!said.includes(PIN) && !said.includes('000000'), `no PIN is told: ${said}`);
  return { status: run.status, said };
}

/** The demo's contract type, countersigned by the company's seal itself. */
function countersignByItself() {
  const sample = new URL('../../crates/server/assets/demo/contract-type-414.json', import.meta.url);
  const file = path.join(scratch, 'type.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(sample)), companySeal: 'countersigns' }));
  const run = runBinary(['contract-type', 'import', file, '--tenant', demo.ready.tenancyName, '--data', data]);
  assert.equal(run.status, 0, run.stdout + run.stderr);
}

/** A server with the token, and somebody who signs there. */
async function signing(context, configuration) {
  const gateway = await Gateway.start();
  context.after(() => gateway.stop());
  const server = await serve(scratch, data, gateway.configuration + configuration, token.env);
  context.after(server.stop);
  const admin = await Admin.login({ ...demo.ready, baseUrl: server.baseUrl });
  const invited = await admin.invite(invitation());
  await signAll(new Visit(server.baseUrl), invited, gateway);
  const { contracts: [{ requestId }] } = await admin.session(invited.id);
  return { server, admin, requestId };
}

test('a key is taken only with its certificate, its root and the right PIN', () => {
  const wrong = sealKey(['--key', 'seal', '--certificates', issuer.root], '000000');
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.said, /refused the PIN/);
  for (const [args, reason] of [
    [['--key', 'other', '--certificates', issuer.root], /no such key/],
    [['--key', 'seal'], /root certificate is missing/],
  ]) {
    const refused = sealKey(args);
    assert.notEqual(refused.status, 0);
    assert.match(refused.said, reason);
  }
  token.import(issuer.issue('Delta TLS', RSA, 'keyEncipherment'), 'tls', '0a02');
  const unfit = sealKey(['--key', 'tls', '--certificates', issuer.root]);
  assert.match(unfit.said, /key usage/);
  const done = sealKey(['--key', 'id:0a01', '--certificates', issuer.root, '--production']);
  assert.equal(done.status, 0, done.said);
});

test('a contract is sealed by the key in the token, as every judge sees', async (context) => {
  const { server, admin, requestId } = await signing(context, token.configuration('hsm'));
  const file = path.join(scratch, 'sealed.pdf');
  await until('the sealed file', async () => {
    writeFileSync(file, await admin.contractPdf(requestId));
    return pyhanko(file, issuer.root).length > 0;
  });
  assertWellFormed(file);
  const verdicts = pyhanko(file, issuer.root);
  assert.equal(verdicts.length, 1);
  assert.ok(verdicts[0].bottomLine, JSON.stringify(verdicts));
  assert.match(verdicts[0].signer, /Delta seal/);
  const [popplers] = pdfsig(file, issuer.root, scratch);
  assert.deepEqual([popplers.signature, popplers.certificate], ['Signature is Valid.', 'Certificate is Trusted.']);
  const ours = runBinary(['verify', '--trust', issuer.root, file]);
  assert.equal(ours.status, 0, ours.stdout + ours.stderr);
  assert.ok(!server.said().includes(PIN));
});

test('while the token is away the contract waits, and is sealed when it is back', async (context) => {
  const away = `${token.store}-away`;
  renameSync(token.store, away);
  mkdirSync(token.store);
  const { server, admin, requestId } = await signing(context, token.configuration('hsm'));
  await until('the failed attempt', () => /token .*hsm.*not there/.test(server.said()));
  rmSync(token.store, { recursive: true });
  renameSync(away, token.store);
  const file = path.join(scratch, 'later.pdf');
  await until('the sealed file', async () => {
    writeFileSync(file, await admin.contractPdf(requestId));
    return pyhanko(file, issuer.root).length > 0;
  }, { seconds: 60, every: 500 });
  assert.ok(pyhanko(file, issuer.root)[0].bottomLine);
});

test('a wrong PIN is tried once, however often the contract is tried again', async (context) => {
  const { server, admin, requestId } = await signing(context, token.configuration('hsm', '000000'));
  const failures = () => server.said().match(/a job failed.*refused the PIN/g)?.length ?? 0;
  await until('three attempts', () => failures() >= 3, { seconds: 30 });
  assert.ok(!server.said().includes('000000'));
  const file = path.join(scratch, 'unsealed.pdf');
  writeFileSync(file, await admin.contractPdf(requestId));
  assert.deepEqual(pyhanko(file, issuer.root), []);
  await server.stop();
  // The act was not lost: with the right PIN it is sealed.
  const right = await serve(scratch, data, token.configuration('hsm'), token.env);
  context.after(right.stop);
  const again = await Admin.login({ ...demo.ready, baseUrl: right.baseUrl });
  await until('the sealed file', async () => {
    writeFileSync(file, await again.contractPdf(requestId));
    return pyhanko(file, issuer.root).length > 0;
  }, { seconds: 60, every: 500 });
});

test('the seal countersigns by itself, once, though the token is away and the server is killed meanwhile', async (context) => {
  countersignByItself();
  const away = `${token.store}-away`;
  renameSync(token.store, away);
  mkdirSync(token.store);
  const { server, requestId } = await signing(context, token.configuration('hsm'));
  await until('what operators read', () => /waits for the seal of its company.*not there/.test(server.said()), { seconds: 60 });
  assert.ok(server.said().includes(requestId), 'which contract waits is told');
  await server.kill();
  rmSync(token.store, { recursive: true });
  renameSync(away, token.store);
  const again = await serve(scratch, data, token.configuration('hsm'), token.env);
  context.after(again.stop);
  const admin = await Admin.login({ ...demo.ready, baseUrl: again.baseUrl });
  const file = path.join(scratch, 'by-itself.pdf');
  await until('the sealed file', async () => {
    writeFileSync(file, await admin.contractPdf(requestId));
    return pyhanko(file, issuer.root).length > 0;
  }, { seconds: 90, every: 500 });
  assertWellFormed(file);
  const verdicts = pyhanko(file, issuer.root);
  assert.deepEqual(verdicts.map((verdict) => [verdict.field, verdict.bottomLine]), [['Customer1', true], ['CompanySeal', true]]);
  const popplers = pdfsig(file, issuer.root, scratch);
  assert.deepEqual(popplers.map((one) => one.signature), ['Signature is Valid.', 'Signature is Valid.']);
  const ours = runBinary(['verify', '--trust', issuer.root, file]);
  assert.equal(ours.status, 0, ours.stdout + ours.stderr);
});
