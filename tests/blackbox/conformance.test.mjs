// The running server against its own openapi.json, as schemathesis judges it: generated requests, good and bad ones,
// with links between calls followed. Every call must answer 200 at least once, or it was not judged.
// Not here: whether openapi.json is valid (openapi.test.mjs); who calls and with what (conformance.py).
//
// MITHAQ_CONFORMANCE_EXAMPLES: requests per call and phase, 10 unless told; MITHAQ_CONFORMANCE_SEED: another seed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Admin, anotherPhone } from './lib/api.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, outputFolder, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Visit, signAll } from './lib/visit.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const defaultPython = path.join(here, '..', '..', 'target', 'judges', 'bin', 'python');
const exceptions = JSON.parse(readFileSync(path.join(here, 'conformance-exceptions.json')));
const seed = process.env.MITHAQ_CONFORMANCE_SEED ?? '20261124';
const examples = Number(process.env.MITHAQ_CONFORMANCE_EXAMPLES ?? 10);
/** Four minutes on two cores for the usual number of examples; more examples get more. */
const limit = 240_000 * Math.max(1, examples / 10);

const checks = [
  'not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance',
  'response_schema_conformance', 'ignored_auth',
];

let server, sink, folder, admin, outbox;

before(async () => {
  folder = scratchFolder();
  server = await Server.start({ folder, name: 'conformance' });
  admin = await Admin.login(server.ready);
  outbox = new Outbox(server.ready.outboxDir);
  sink = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
  await new Promise((resolve) => sink.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await server?.stop();
  sink?.closeAllConnections?.();
  sink?.close();
});

const post = (call, body) => admin.ask('POST', call, { body });

/** Fresh tokens of the administrator. */
const adminTokens = () => post('/api/credentials/Login', {
  tenancyName: server.ready.tenancyName, userNameOrEmailAddress: server.ready.adminUser, password: server.ready.adminPassword,
});

/** The code that a phone was sent. */
const codeOf = (phone) => until(`a code for ${phone}`, () => outbox.messages((one) => one.to === phone && one.code).at(-1)?.code);

/** A proved phone, ready to register. */
async function provedPhone() {
  const phoneNumber = anotherPhone();
  const sent = await post('/api/DigitalIdentity/Register/StepVerifyPhone', { phoneNumber });
  return { phoneNumber, phoneNumberOtpRequestId: sent.phoneNumberOtpRequestId, phoneNumberOtp: await codeOf(phoneNumber) };
}

/** The same without what the documented example has besides. */
const registration = async () => ({
  ...await provedPhone(), email: null, emailOtp: null, emailOtpRequestId: null,
});

/** The phone of a session's contract: `{id}` of the contract. */
async function contractOf(invited) {
  const session = await admin.session(invited.id);
  return session.contracts[0].requestId;
}

/** A picture that is only its header: 16 by 16, and by `seed` another one each time. */
const picture = (seed) => Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d4948445200000010000000100802000000000000', 'hex'), Buffer.from([seed]),
]).toString('base64');

/** A transaction of a person that waits for the company's decision. */
async function waitingTransaction(person) {
  const verify = (call, body) => admin.ask('POST', `/api/DigitalIdentity/verify/${call}`, {
    body, headers: { Authorization: `Bearer ${person.accessToken}` },
  });
  const { transaction_id } = await verify('id/front', { image: picture(1) });
  await verify('id/back', { image: picture(2), transaction_id });
  await verify('liveness/multi', { face_1: picture(3), face_2: picture(4), face_3: picture(5), transaction_id });
  return transaction_id;
}

/** Where its person is. */
const HERE = { latitude: 30.04, longitude: 31.24 };

/** The parameters of the link by which a person signs in a view of the web. */
async function signLink(person, requestId) {
  const address = await admin.ask('POST', '/api/BusinessRequest/GenerateSignContractLink', {
    body: { geoLocation: HERE, userDeviceUtcTime: new Date().toISOString(), requestId },
    headers: { Authorization: `Bearer ${person.accessToken}` },
  });
  return Object.fromEntries(new URL(address).searchParams);
}

/** A transaction of nobody that has the front of a card. */
const frontOfNobody = () => admin.ask('POST', '/v1/ocr/id/front', { body: { image: picture(1) }, headers: { Authorization: '' } });

/** A contract that a person makes by an app. */
const madeContract = (person) => admin.ask('POST', '/api/BusinessRequest/Create/414', {
  body: {
    geoLocation: HERE, userDeviceUtcTime: new Date().toISOString(),
    requestFieldsValues: { fullName: 'Sara Mahmoud Ali', monthlyIncome: 12500 },
  },
  headers: { Authorization: `Bearer ${person.accessToken}` },
});

/** The link for signing of a contract that its person has signed since: nobody can decline that one any more. */
async function linkOfSigned(person) {
  const headers = { Authorization: `Bearer ${person.accessToken}` };
  const made = await madeContract(person);
  const link = await signLink(person, made.id);
  const step = (name, more) => admin.ask('POST', `/api/BusinessRequest/CustomerSign/${name}`, {
    body: { geoLocation: HERE, userDeviceUtcTime: new Date().toISOString(), requestId: made.id, ...more }, headers,
  });
  const { otpRequestId } = await step('StepRequestOtp');
  const signing = (message) => message.to === person.user.phoneNumber && message.purpose === 'sign' && message.code;
  const otpCode = await until('the code that signs', () => outbox.messages(signing).at(-1)?.code);
  await step('StepValidateOtp', { otpRequestId, otpCode });
  await step('StepValidatePayment');
  await until('the seal', async () => {
    const read = await admin.ask('GET', `/api/BusinessRequest/GetBusinessRequestById/${made.id}`, { headers });
    return read.requeststatus === 8;
  });
  return link;
}

/** What exists here, for the calls whose documented examples name it. */
async function liveValues(person) {
  const url = sinkUrl();
  const kept = await post('/api/Webhook/Create', { event: 'App.BusinessRequestStatusChange', url });
  const ended = await post('/api/Webhook/Create', { event: 'App.SessionCompleted', url });
  const signed = await admin.invite();
  await signAll(new Visit(server.ready.baseUrl), signed, outbox);
  const sealed = await contractOf(signed);
  const file = await until('the sealed file', async () => {
    const answer = await admin.call('GET', `/api/BusinessRequest/GetContractToPdf?id=${sealed}`);
    return answer.envelope.data;
  });
  const open = await Promise.all([1, 2, 3].map(async () => contractOf(await admin.invite())));
  const phone = anotherPhone();
  const code = await post('/v1/otp/sms', { validateValue: phone, messageSubject: 'a test' });
  const { tenancyName, adminUser, adminPassword } = server.ready;
  const [shown, approved, rejected] = [await waitingTransaction(person), await waitingTransaction(person), await waitingTransaction(person)];
  // Declined once, it answers the same as often as it is asked; the next one then may be made.
  const declined = await madeContract(person);
  await admin.ask('POST', '/api/BusinessRequest/CustomerSign/Decline', {
    body: { requestId: declined.id }, headers: { Authorization: `Bearer ${person.accessToken}` },
  });
  const viewed = await linkOfSigned(person);
  const made = await madeContract(person);
  return {
    'GET /api/BusinessRequest/GetBusinessRequestById/{id}': { id: made.id },
    'POST /api/BusinessRequest/CustomerSign/StepRequestOtp': { requestId: made.id },
    'POST /api/BusinessRequest/CustomerSign/StepReValidateLiveness': { requestId: made.id },
    'POST /api/BusinessRequest/CustomerSign/StepRevalidteLiveness': { requestId: made.id },
    'POST /api/BusinessRequest/CustomerSign/StepValidateOtp': { requestId: made.id },
    'POST /api/BusinessRequest/CustomerSign/StepValidatePayment': { requestId: made.id },
    'POST /api/BusinessRequest/CustomerSign/Decline': { requestId: declined.id },
    'POST /api/BusinessRequest/GenerateSignContractLink': { requestId: made.id },
    'GET /api/BusinessRequest/ViewContractPdf': viewed,
    'POST /api/DigitalIdentity/LinkUserWithExistingTransaction': { transactionId: shown },
    'POST /v1/ocr/face/match': { transaction_id: (await frontOfNobody()).transaction_id },
    'GET /api/Transactions/GetTransactionById': { id: shown },
    'GET /api/DigitalIdentity/GetStepImage': { TransactionId: shown },
    'GET /api/DigitalIdentity/GetUserDigitalIdentityImages': { emailOrPhoneNumber: person.user.phoneNumber },
    'POST /api/Transactions/Approve': { id: approved },
    'POST /api/Transactions/Reject': { id: rejected },
    'POST /api/credentials/Login': { tenancyName, userNameOrEmailAddress: adminUser, password: adminPassword },
    'POST /api/credentials/RefreshToken': { refreshToken: (await adminTokens()).refreshToken },
    'POST /api/DigitalIdentity/RefreshToken': { refreshToken: (await adminTokens()).refreshToken },
    'POST /api/DigitalIdentity/Register': await registration(),
    'POST /api/DigitalIdentity/Register/StepCreate': await registration(),
    'POST /api/DigitalIdentity/CancelVerifiedDigitalIdentityForAdmin': { userId: person.user.id },
    'POST /v1/otp/verify': { requestId: code.requestId, inputCode: await codeOf(phone) },
    'GET /api/BusinessRequest/GetContractToPdf': { id: sealed },
    'GET /api/BusinessRequest/Evidence': { id: sealed },
    'GET /download/{token}': { token: new URL(file).pathname.split('/').at(-1) },
    'POST /api/BusinessRequest/Approve': { id: open[0] },
    'POST /api/BusinessRequest/Reject': { id: open[1] },
    'POST /api/BusinessRequest/Void': { id: open[2] },
    'GET /api/IdentityUserSession/Get': { id: signed.id },
    'POST /api/IdentityUserSession/Revoke': { id: (await admin.invite()).id },
    'GET /api/Webhook/Deliveries': { subscriptionId: kept.id },
    'POST /api/Webhook/Replay': { subscriptionId: kept.id },
    'POST /api/Webhook/RotateSecret': { id: kept.id },
    'POST /api/Webhook/Delete': { id: ended.id },
  };
}

const sinkUrl = () => `http://127.0.0.1:${sink.address().port}/webhooks`;

/** Runs schemathesis to its end: `{code, output}`. */
async function schemathesis(environment) {
  const args = [
    '-m', 'schemathesis.cli', 'run', `${server.ready.baseUrl}/openapi.json`, '--checks', checks.join(','),
    '--max-examples', String(examples), '--seed', seed, '--continue-on-failure', '--no-color', '--suppress-health-check', 'all',
    '--warnings', 'off', '--request-timeout', '10',
  ];
  const child = spawn(process.env.MITHAQ_JUDGES_PYTHON ?? defaultPython, args, { cwd: folder, env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const insist = setTimeout(() => child.kill('SIGKILL'), limit);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(insist);
  return { code, output };
}

test('the server keeps to its own description', { timeout: limit + 60_000 }, async (context) => {
  context.diagnostic(`seed ${seed}, ${examples} examples`);
  const people = { AdminToken: await adminTokens(), PersonToken: await post('/api/DigitalIdentity/Register', { ...await provedPhone(), geoLocation: HERE }) };
  const live = await liveValues(people.PersonToken);
  const notes = path.join(folder, 'notes.json');
  const { code, output } = await schemathesis({
    ...process.env,
    CONFORMANCE_READY: JSON.stringify({ ...server.ready, people, live, sink: sinkUrl() }),
    CONFORMANCE_NOTES: notes,
    SCHEMATHESIS_HOOKS: 'conformance',
    PYTHONPATH: here,
    PYTHONDONTWRITEBYTECODE: '1',
  });
  writeFileSync(path.join(outputFolder, 'conformance.txt'), output);
  assert.equal(code, 0, output.slice(-20_000));

  const noted = JSON.parse(readFileSync(notes));
  const document = await (await fetch(`${server.ready.baseUrl}/openapi.json`)).json();
  const operations = Object.entries(document.paths)
    .flatMap(([where, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${where}`));
  const unanswered = operations.filter((one) => !noted[one]?.['200']);
  assert.deepEqual(unanswered.filter((one) => !exceptions[one]), [], 'never answered 200');
  assert.deepEqual(Object.keys(exceptions).filter((one) => !unanswered.includes(one)), [], 'need no exception');
  const refused = operations.filter((one) => !noted[one]?.done);
  context.diagnostic(`answered 200, but always with a refusal: ${refused.join(', ') || 'none'}`);
});
