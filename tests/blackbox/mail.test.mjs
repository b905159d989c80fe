// E-mail as it really leaves: to a mail server with TLS and passwords (aiosmtpd), read by Python's own parser.
// Not here: what the texts say in each case; the tests of crates/service and the outbox have that.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { Gateway, serve } from './lib/gateway.mjs';
import { certificates, MailServer } from './lib/mail.mjs';
import { Server, runBinary, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Visit, signAll } from './lib/visit.mjs';

const USER = 'mithaq';
const PASSWORD = 'a password that nobody else may hear';
const FROM = 'شركة النيل <no-reply@nile.example>';
const TO = 'mona@example.com';

let scratch, here, elsewhere;
const servers = [];

before(() => {
  scratch = scratchFolder();
  here = certificates(scratch, 'localhost');
  elsewhere = certificates(scratch, 'mail.elsewhere.example');
});

after(() => Promise.all(servers.map((server) => server.stop())));

async function mailServer(tls, { certificate, key } = here) {
  const server = await MailServer.start({ tls, certificate, key, user: USER, password: PASSWORD });
  servers.push(server);
  return server;
}

/** The server as `[smtp]` names it. */
const smtp = (server, tls, authority, password) => `
  [smtp]
  host = "localhost"
  port = ${server.port}
  tls = "${tls}"
  user = "${USER}"
  password = ${password}
  from = "${FROM}"
  authorities = ${JSON.stringify(authority)}
  timeout_seconds = 10`;

/** `mithaq message test` with this server in its configuration. */
function sendTest(server, { tls, authority = here.authority, password = PASSWORD, language = 'en', to = TO }) {
  const config = path.join(scratch, `mithaq-${process.hrtime.bigint()}.toml`);
  const address = `data = ${JSON.stringify(path.join(scratch, 'no-data'))}\npublic_url = "http://127.0.0.1:8080"\n`;
  writeFileSync(config, address + smtp(server, tls, authority, '{ env = "MITHAQ_SECRET_SMTP" }'));
  const env = { ...process.env, MITHAQ_SECRET_SMTP: password };
  const run = runBinary(['message', 'test', '--to', to, '--language', language, '--config', config], { env });
  const said = run.stdout + run.stderr;
  assert.ok(!said.includes(password) && !said.includes(to), `neither password nor address is told: ${said}`);
  assert.doesNotMatch(run.stderr, /panicked/);
  return { status: run.status, said };
}

/** What the wire would have carried of the password, in any form that SMTP knows. */
const forms = (password) => [password, btoa(password), btoa(`\0${USER}\0${password}`)];

/** The message did not leave, and the password was not even said. */
async function refusedBeforeThePassword(server, run, reason) {
  assert.notEqual(run.status, 0, run.said);
  assert.match(run.said, reason);
  await server.stop();
  assert.deepEqual(server.messages, []);
  assert.deepEqual(server.logins, []);
  for (const form of forms(PASSWORD)) assert.ok(!server.heard.includes(form), server.heard);
  assert.doesNotMatch(server.heard, /AUTH|MAIL FROM|mona/i);
}

const EXPECTED = {
  ar: { subject: 'رسالة تجريبية من ميثاق', text: /هذه رسالة تجريبية من ميثاق/ },
  en: { subject: 'Test message from Mithaq', text: /This is a test message from Mithaq/ },
};

async function arrives(tls, server) {
  for (const language of ['ar', 'en']) {
    const run = sendTest(server, { tls, language });
    assert.equal(run.status, 0, run.said);
    const id = run.said.match(/took the message ([\w-]+)\./)[1];
    const message = await server.message(id);
    const { headers } = message;
    assert.deepEqual(message.defects, []);
    assert.equal(headers.subject, EXPECTED[language].subject);
    assert.match(message.text, EXPECTED[language].text);
    assert.equal(message.charset, 'utf-8');
    assert.equal(headers.from, FROM);
    assert.equal(headers.to, TO);
    assert.equal(headers['message-id'], `<${id}@nile.example>`);
    assert.equal(headers['auto-submitted'], 'auto-generated');
    assert.ok(Math.abs(Date.now() - Date.parse(headers.date)) < 120_000, headers.date);
    assert.deepEqual([message.envelopeFrom, message.envelopeTo], ['no-reply@nile.example', [TO]]);
    const raw = Buffer.from(message.raw, 'base64').toString('latin1');
    assert.match(raw, /^[\r\n\t\x20-\x7e]*$/, 'nothing that a server without 8BITMIME would spoil');
    for (const form of forms(PASSWORD)) assert.ok(!raw.includes(form));
  }
  await server.stop();
  assert.equal(server.messages.length, 2);
  assert.deepEqual(server.logins, [true, true]);
}

test('by STARTTLS and a log-in the message arrives in both languages', async () => {
  await arrives('starttls', await mailServer('starttls'));
});

test('by TLS from the first byte and a log-in the message arrives in both languages', async () => {
  await arrives('tls', await mailServer('implicit'));
});

for (const [tls, kind] of [['starttls', 'starttls'], ['tls', 'implicit']]) {
  test(`with ${tls} a wrong password is told as the server's refusal, and nothing is sent`, async () => {
    const server = await mailServer(kind);
    const run = sendTest(server, { tls, password: 'another' });
    assert.notEqual(run.status, 0);
    assert.match(run.said, /log-in: 535 5\.7\.8/);
    await server.stop();
    assert.deepEqual(server.logins, [false]);
    assert.deepEqual(server.messages, []);
    assert.doesNotMatch(server.heard, /MAIL FROM/i);
  });

  test(`with ${tls} a server whose authority is unknown hears no password`, async () => {
    const server = await mailServer(kind);
    const run = sendTest(server, { tls, authority: elsewhere.authority });
    await refusedBeforeThePassword(server, run, /TLS: .*UnknownIssuer/);
  });

  test(`with ${tls} a server whose certificate bears another name hears no password`, async () => {
    const server = await mailServer(kind, elsewhere);
    const run = sendTest(server, { tls, authority: elsewhere.authority });
    await refusedBeforeThePassword(server, run, /TLS: .*not valid for name/);
  });
}

test('a server that does not offer STARTTLS where it is asked for is told nothing', async () => {
  const server = await mailServer('none');
  const run = sendTest(server, { tls: 'starttls' });
  await refusedBeforeThePassword(server, run, /STARTTLS/);
  assert.doesNotMatch(server.heard.replace(/^EHLO .*\r\n/i, ''), /\S/, 'a greeting and nothing else');
});

test('a person signs by codes from an SMS gateway, and the sealed copy comes by e-mail', async (context) => {
  const data = path.join(scratch, 'data');
  const demo = await Server.start({ folder: scratch, data, name: 'mail' });
  await demo.stop();
  const secret = path.join(scratch, 'smtp-password');
  writeFileSync(secret, `${PASSWORD}\n`, { mode: 0o600 });
  const [mail, gateway] = [await mailServer('starttls'), await Gateway.start()];
  context.after(() => gateway.stop());
  const settings = smtp(mail, 'starttls', here.authority, `{ file = ${JSON.stringify(secret)} }`);
  const server = await serve(scratch, data, settings + gateway.configuration);
  context.after(server.stop);

  const admin = await Admin.login({ ...demo.ready, baseUrl: server.baseUrl });
  const invited = await admin.invite(invitation((input) => (input.email = TO)));
  await signAll(new Visit(server.baseUrl), invited, gateway);
  const message = await until('the copy', () => mail.messages.find(({ attachments }) => attachments.length === 1));
  assert.deepEqual(message.envelopeTo, [TO]);
  assert.deepEqual(message.defects, []);
  const [file] = message.attachments;
  assert.equal(file.type, 'application/pdf');
  const { contracts: [{ requestId }] } = await admin.session(invited.id);
  const sealed = await admin.contractPdf(requestId);
  assert.ok(Buffer.from(file.content, 'base64').equals(sealed), 'byte for byte the sealed file');
  const codes = gateway.texts.flatMap(({ text }) => text.match(/\b\d{6}\b/) ?? []);
  assert.ok(codes.length >= 2);
  for (const code of codes) assert.ok(!message.text.includes(code) && !server.said().includes(code), 'no code elsewhere');
  assert.ok(!server.said().includes(TO) && !server.said().includes(PASSWORD), 'neither address nor password in the log');
});
