// Misuse of a session, without a browser: wrong codes, replays, forged forms, dead links. One signature, whatever
// is sent; a page that says so, never a 500.
// Not here: the refusals of the JSON API; the server's own HTTP tests see to those.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { pyhanko } from './lib/judge.mjs';
import { Outbox, wrongCode } from './lib/outbox.mjs';
import { Server, runBinary, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Visit, codeForm, provePhone, readyToSign, signAll } from './lib/visit.mjs';

let server, admin, outbox, folder;
const visit = () => new Visit(server.ready.baseUrl);

before(async () => {
  folder = scratchFolder();
  server = await Server.start({ folder, data: path.join(folder, 'data'), name: 'refusals' });
  admin = await Admin.login(server.ready);
  outbox = new Outbox(server.ready.outboxDir);
});

after(() => server?.stop());

async function untilSealed(id) {
  const session = await until('the seal', async () => {
    const seen = await admin.session(id);
    return seen.contracts[0].requeststatus === 8 && seen;
  }, { seconds: 30 });
  return admin.contractPdf(session.contracts[0].requestId);
}

const signaturesIn = (pdf) => pdf.toString('latin1').split('/ByteRange').length - 1;

test('a wrong code is counted, and after five a new one is needed', { timeout: 180_000 }, async () => {
  const invited = await admin.invite();
  const person = visit();
  await person.open(invited.link);
  await person.submit('continue');
  if (!codeForm(person.page)) await person.submit('send-code');
  const code = await outbox.code(invited.id, 'phone');
  for (let tries = 1; tries <= 5; tries += 1) {
    const page = await person.submit(codeForm(person.page).action, { code: wrongCode(code) });
    assert.equal(page.step, 'phone');
    assert.ok(page.errors.length > 0, `try ${tries} shows no error`);
    assert.equal((await person.open(page.url)).errors.filter((error) => error === page.errors[0]).length, 0, 'an error is shown once');
    if (!codeForm(person.page)) break;
  }
  if (codeForm(person.page)) {
    const page = await person.submit(codeForm(person.page).action, { code });
    assert.equal(page.step, 'phone', 'the right code comes too late');
  }
  // A new code may be had 60 s after the last one.
  const fresh = await until('a new code', async () => {
    if (person.has('send-code')) await person.submit('send-code');
    else await person.open(person.page.url);
    return outbox.codes(invited.id, 'phone')[1];
  }, { seconds: 90, every: 5000 });
  const page = await person.submit(codeForm(person.page).action, { code: fresh });
  assert.ok(['review', 'sign'].includes(page.step), page.step);
});

test('a POST sent twenty times at once makes one signature', async () => {
  const invited = await admin.invite();
  const person = visit();
  await provePhone(person, invited, outbox);
  const { request } = await readyToSign(person, invited, outbox);
  const answers = await Promise.all(Array.from({ length: 20 }, () => person.post(request)));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [303]);
  assert.equal((await person.open(person.page.url)).step, 'done');
  const pdf = await untilSealed(invited.id);
  assert.equal(signaturesIn(pdf), 1);

  await person.post(request);
  assert.equal((await person.open(person.page.url)).step, 'done', 'a later replay leads to the confirmation');
  assert.ok((await untilSealed(invited.id)).equals(pdf), 'and changes no byte');
});

test('a second tab that signs too leads to the same one signature', async () => {
  const invited = await admin.invite();
  const first = visit();
  await provePhone(first, invited, outbox);
  const second = visit();
  second.cookies = [...first.cookies];
  const { request } = await readyToSign(first, invited, outbox);
  await second.open(first.page.url);
  const own = codeForm(second.page);
  await first.post(request);
  const { form } = request;
  const page = await second.submit(own.action, { code: form.code });
  assert.equal(page.step, 'done');
  assert.equal(signaturesIn(await untilSealed(invited.id)), 1);
});

test('a code for the phone signs nothing, and one session\'s code is nothing to another', async () => {
  const invited = await admin.invite();
  const person = visit();
  await provePhone(person, invited, outbox);
  const { request } = await readyToSign(person, invited, outbox);
  const phoneCode = outbox.codes(invited.id, 'phone')[0];
  const other = await admin.invite();
  const stranger = visit();
  await provePhone(stranger, other, outbox);
  const { code: otherCode } = await readyToSign(stranger, other, outbox);
  for (const code of [phoneCode, otherCode]) {
    if (code === request.form.code) continue;
    await person.post({ ...request, form: { ...request.form, code } });
    assert.notEqual((await person.open(person.page.url)).step, 'done');
  }
});

test('a form without its token, with another session\'s or from another site is refused', async () => {
  const invited = await admin.invite();
  const person = visit();
  await person.open(invited.link);
  const request = person.request('continue');
  const hidden = person.form('continue').hidden;
  assert.ok(hidden.length > 0, 'every form carries a hidden token');
  const other = visit();
  await other.open((await admin.invite()).link);
  const bare = { ...request, form: {} };
  const foreign = { ...request, form: other.request('continue').form };
  for (const [forged, headers] of [[bare, {}], [foreign, {}], [request, { 'Sec-Fetch-Site': 'cross-site' }], [request, { 'Sec-Fetch-Site': 'same-site' }]]) {
    const answer = await person.post(forged, headers);
    assert.equal(answer.status, 303);
    assert.equal((await person.open(person.page.url)).step, 'open');
  }
  assert.equal(outbox.messages((message) => message.to === invited.phone).length, 0, 'no message went out');
  assert.equal((await person.submit('continue')).step, 'phone', 'the honest form still works');
});

test('*Not you?* stops messages to that number and reveals nothing', async () => {
  const invited = await admin.invite();
  const person = visit();
  await person.open(invited.link);
  await person.submit('not-me');
  assert.ok(!person.page.html.includes(invited.phone));
  const again = visit();
  await again.open(invited.link);
  if (again.page.step === 'open' && again.has('continue')) await again.submit('continue');
  if (again.has('send-code')) await again.submit('send-code');
  assert.equal(outbox.messages((message) => message.to === invited.phone).length, 0);
});

test('a dead link gets a page that says which, and nothing about who was invited', async () => {
  const unknown = await visit().open(`${server.ready.baseUrl}/session?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
  assert.equal(unknown.status, 404);
  const revokedOne = await admin.invite();
  await admin.revoke(revokedOne.id);
  const revoked = await visit().open(revokedOne.link);
  assert.equal(revoked.status, 410);
  const expiring = await admin.invite(invitation((input) => (input.expiresInSeconds = 1)));
  const expired = await until('the expiry', async () => {
    const page = await visit().open(expiring.link);
    return page.status === 410 && page;
  });
  const finishedOne = await admin.invite();
  await signAll(visit(), finishedOne, outbox);
  const finished = await visit().open(finishedOne.link);
  assert.equal(finished.status, 200);
  const pages = [unknown, revoked, expired, finished];
  const words = pages.map((page) => page.html.match(/<h1[^>]*>([\s\S]*?)<\/h1>/i)?.[1]);
  assert.equal(new Set(words).size, 4, `four different things are said: ${words}`);
  for (const page of pages) {
    assert.ok(!/Ahmed|\+2012/.test(page.html));
    assert.equal(page.forms.filter((form) => ['sign', 'verify-code'].includes(form.action)).length, 0);
  }
});

test('a revoked invitation stops a person who is in the middle of it', async () => {
  const invited = await admin.invite();
  const person = visit();
  await provePhone(person, invited, outbox);
  const { request } = await readyToSign(person, invited, outbox);
  await admin.revoke(invited.id);
  await person.post(request);
  assert.equal((await person.open(person.page.url)).status, 410);
  assert.equal((await admin.session(invited.id)).state, 'revoked');
});

test('without the link cookie an existing session looks like one that does not exist', async () => {
  const invited = await admin.invite();
  const real = await visit().open(`/session/${invited.id}`);
  const made = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';
  const madeUp = await visit().open(`/session/${made}`);
  assert.equal(real.status, madeUp.status);
  assert.equal(real.html.replaceAll(invited.id, 'ID'), madeUp.html.replaceAll(made, 'ID'));
});

test('pages, pictures and files are strict about caching, framing and scripts; cookies are narrow', async () => {
  const invited = await admin.invite();
  const person = visit();
  await provePhone(person, invited, outbox);
  const pictures = [...person.page.html.matchAll(/<img[^>]+src="([^"]+)"/g)].map(([, src]) => src).filter((src) => src.includes('/session/'));
  assert.ok(pictures.length >= 3, 'two pages and a signature page are shown');
  for (const url of [person.page.url, person.page.documents.review, ...pictures]) {
    const response = await person.fetch(new URL(url, person.page.url).href);
    assert.equal(response.status, 200, url);
    assert.match(response.headers.get('cache-control'), /no-store/, url);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer', url);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff', url);
    await response.arrayBuffer();
  }
  const policy = person.page.headers.get('content-security-policy');
  assert.match(policy, /frame-ancestors 'none'/);
  assert.match(policy, /default-src '(none|self)'/);
  assert.match(policy, /form-action 'self'/);
  assert.match(policy, /base-uri '(none|self)'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*|data:/);
  assert.equal(person.setCookies.length >= 2, true, 'a link cookie and a session cookie');
  for (const cookie of person.setCookies) {
    assert.match(cookie, new RegExp(`; *path=/session/${invited.id}(;|$)`, 'i'));
    assert.match(cookie, /; *httponly/i);
    assert.match(cookie, /; *samesite=lax/i);
    assert.doesNotMatch(cookie, /; *secure/i, 'the demo speaks plain http');
  }
});

test('a stranger with the address of a picture or a file gets nothing', async () => {
  const invited = await admin.invite();
  const person = visit();
  await provePhone(person, invited, outbox);
  const linkOnly = visit();
  await linkOnly.open(invited.link);
  for (const stranger of [visit(), linkOnly]) {
    const answer = await stranger.fetch(new URL(person.page.documents.review, person.page.url).href);
    assert.doesNotMatch(answer.headers.get('content-type') ?? '', /pdf/);
    assert.ok(!(await answer.text()).startsWith('%PDF'));
  }
});

test('a form that trickles in is cut off, with a page that says so', { timeout: 60_000 }, async () => {
  const invited = await admin.invite();
  const { hostname, port } = new URL(server.ready.baseUrl);
  const socket = connect(Number(port), hostname);
  const started = Date.now();
  socket.write(`POST /session/${invited.id}/continue HTTP/1.1\r\nHost: ${hostname}\r\n`
    + 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nform_token=');
  const drip = setInterval(() => socket.writable && socket.write('x'), 500);
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(drip);
  const seconds = (Date.now() - started) / 1000;
  assert.ok(seconds > 10 && seconds < 25, `${seconds} s`);
  assert.match(answer, /^HTTP\/1\.1 503 /);
  assert.match(answer, /content-security-policy: /i);
  assert.match(answer, /data-step="ended"/);
});

test('the session page alone explains itself', async () => {
  assert.equal((await visit().open('/session')).status, 200);
});

test('an unknown page or a broken address is refused politely', async () => {
  for (const url of ['/session/not-an-id', '/session?token=', '/session?token=%ff', '/session/x/y/z', '/nowhere']) {
    const response = await visit().fetch(url);
    assert.ok(response.status < 500, `${url}: ${response.status}`);
    await response.arrayBuffer();
  }
});

test('what was signed here, outside judges accept with the root alone', async () => {
  const invited = await admin.invite();
  await signAll(visit(), invited, outbox);
  const file = path.join(folder, 'signed.pdf');
  writeFileSync(file, await untilSealed(invited.id));
  const once = runBinary(['demo', '--once', '--out', path.join(folder, 'other')]);
  assert.equal(once.status, 0, once.stderr);
  const [verdict] = pyhanko(file, path.join(folder, 'other', 'root.pem'));
  assert.equal(verdict.intact && verdict.valid, true);
  assert.equal(verdict.trusted, false, 'the root of another tenant is no root of this one');
});
