// The README's `demo` and `verify` as a person at a terminal runs them, and outside judges of what they leave.
// Not here: the pages of the session; see session.test.mjs.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Admin } from './lib/api.mjs';
import { assertWellFormed, pageTexts, pdfsig, pyhanko } from './lib/judge.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, runBinary, sample, scratchFolder } from './lib/server.mjs';
import { Visit, signAll } from './lib/visit.mjs';

let scratch, out, contract, root;

before(() => {
  scratch = scratchFolder();
  out = path.join(scratch, 'made', 'by', 'demo');
  const run = runBinary(['demo', '--once', '--out', out]);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  contract = path.join(out, 'contract.pdf');
  root = path.join(out, 'root.pem');
});

const mode = (file) => (statSync(file).mode & 0o777).toString(8);

/** One bit in the middle of the longest stream of the reviewed part: the structure stays readable. */
function alteredCopy() {
  const bytes = Buffer.from(readFileSync(contract));
  const signed = readFileSync(path.join(out, 'reviewed.pdf')).length;
  let longest = [0, 0];
  for (let at = bytes.indexOf('stream\n'); at >= 0 && at < signed; at = bytes.indexOf('stream\n', at + 1)) {
    const end = bytes.indexOf('endstream', at);
    if (end - at > longest[1] - longest[0]) longest = [at, end];
  }
  assert.ok(longest[1] > longest[0]);
  bytes[(longest[0] + longest[1]) >> 1] ^= 1;
  const file = path.join(scratch, 'altered.pdf');
  writeFileSync(file, bytes);
  return file;
}

test('the sealed file begins, byte for byte, with the reviewed one', () => {
  const [sealed, reviewed] = [readFileSync(contract), readFileSync(path.join(out, 'reviewed.pdf'))];
  assert.ok(sealed.length > reviewed.length && sealed.subarray(0, reviewed.length).equals(reviewed));
  assertWellFormed(contract);
  assertWellFormed(path.join(out, 'reviewed.pdf'));
});

test('pyHanko with the root alone says valid, intact and nothing disallowed was changed', () => {
  const verdicts = pyhanko(contract, root);
  assert.equal(verdicts.length, 1);
  const [verdict] = verdicts;
  assert.equal(verdict.subFilter, '/ETSI.CAdES.detached');
  assert.equal(verdict.bottomLine, true, JSON.stringify(verdict));
  assert.ok(verdict.intact && verdict.valid && verdict.trusted && verdict.docMdpOk, JSON.stringify(verdict));
  assert.equal(verdict.coverage, 'ENTIRE_FILE');
});

test('pdfsig with the root alone says valid and trusted', () => {
  assert.deepEqual(pdfsig(contract, root, scratch), [
    { signature: 'Signature is Valid.', certificate: 'Certificate is Trusted.', type: 'ETSI.CAdES.detached', coversAll: true },
  ]);
});

test('one changed byte in the signed range, and every judge says no', () => {
  const altered = alteredCopy();
  const [verdict] = pyhanko(altered, root);
  assert.ok(!verdict.intact && !verdict.bottomLine, JSON.stringify(verdict));
  assert.notEqual(pdfsig(altered, root, scratch)[0].signature, 'Signature is Valid.');
  assert.equal(runBinary(['verify', altered, '--trust', root]).status, 1);
});

test('verify tells intact, altered, unsigned and unknown issuer apart by its exit code', () => {
  const verify = (...args) => runBinary(['verify', ...args]);
  assert.equal(verify(contract, '--trust', root).status, 0);
  assert.equal(verify(contract).status, 3);
  assert.equal(verify(path.join(out, 'reviewed.pdf'), '--trust', root).status, 2);
  assert.equal(verify(root, '--trust', root).status, 2, 'no PDF at all');
  assert.equal(verify(path.join(out, 'missing.pdf'), '--trust', root).status, 2, 'no file at all');
  const cut = path.join(scratch, 'cut.pdf');
  writeFileSync(cut, readFileSync(contract).subarray(0, -200));
  assert.ok([1, 2].includes(verify(cut, '--trust', root).status));
  const longer = path.join(scratch, 'longer.pdf');
  writeFileSync(longer, Buffer.concat([readFileSync(contract), Buffer.from('\n% more\n')]));
  assert.equal(verify(longer, '--trust', root).status, 1, 'the seal must cover the whole file');
});

test('verify --json is one JSON value', () => {
  const run = runBinary(['verify', contract, '--trust', root, '--json']);
  assert.equal(run.status, 0);
  assert.equal(typeof JSON.parse(run.stdout), 'object');
});

test('the contract has two pages and a signature page, in both languages', () => {
  const texts = pageTexts(contract);
  assert.equal(texts.length, 3);
  assert.match(texts.join('\n'), /Ahmed Mohamed/);
  assert.match(texts.join('\n'), /5,000/);
  assert.match(texts.join('\n').normalize('NFKC'), /اتفاقية/);
});

test('the transcript shows every step, the sample as it stands, and no secret', () => {
  const text = readFileSync(path.join(out, 'transcript.json'), 'utf8');
  const steps = JSON.parse(text);
  for (const step of steps) {
    for (const key of ['step', 'method', 'path', 'status', 'requestBody', 'responseBody']) assert.ok(key in step, key);
  }
  const created = steps.find((one) => /CreateInvitation/i.test(one.path));
  const body = typeof created.requestBody === 'string' ? JSON.parse(created.requestBody) : created.requestBody;
  assert.deepEqual(body, sample(), 'the reference sample, unchanged');
  assert.doesNotMatch(text, /eyJ[\w-]+\.eyJ/, 'no access token');
  assert.doesNotMatch(text, /session\?token=[\w-]{20}/, 'no link that opens a session');
});

test('started twice on the same data the demo is the same tenant, and its files are its own', async () => {
  const data = path.join(scratch, 'data');
  const first = await Server.start({ folder: scratch, data, name: 'demo' });
  const before = first.ready;
  for (const key of ['baseUrl', 'tenancyName', 'apiKey', 'adminUser', 'adminPassword', 'contractTypeId', 'outboxDir']) {
    assert.ok(before[key] !== undefined, `the ready file lacks ${key}`);
  }
  assert.equal(before.contractTypeId, 414);
  assert.match(before.baseUrl, /^http:\/\/127\.0\.0\.1:[1-9]\d*\/?$/);
  assert.ok(path.isAbsolute(before.outboxDir));
  assert.equal(mode(first.readyFile), '600');
  assert.equal(mode(data), '700');
  assert.equal(mode(path.join(data, 'demo-credentials.json')), '600');
  assert.equal(mode(before.outboxDir), '700');
  const admin = await Admin.login(before);
  const invited = await admin.invite();
  await signAll(new Visit(before.baseUrl), invited, new Outbox(before.outboxDir));
  for (const { file } of new Outbox(before.outboxDir).messages()) assert.equal(mode(path.join(before.outboxDir, file)), '600');
  await first.stop();

  const second = await Server.start({ folder: scratch, data, name: 'demo' });
  const { baseUrl, ...rest } = second.ready;
  const { baseUrl: _, ...known } = before;
  assert.deepEqual(rest, known);
  const again = await Admin.login(second.ready);
  assert.equal((await again.session(invited.id)).state, 'completed');
  await second.stop();
});

test('a failing demo leaves a code that says so', () => {
  const file = path.join(scratch, 'in-the-way');
  writeFileSync(file, '');
  const run = runBinary(['demo', '--once', '--out', path.join(file, 'out')]);
  assert.notEqual(run.status, 0);
  assert.doesNotMatch(run.stderr, /panicked/);
  assert.ok(!existsSync(path.join(file, 'out')));
});
