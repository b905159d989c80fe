// The whole first day of an app that was written for the vendor's API, from the published contract alone: odd spellings,
// letter cases, content types and values as strings included. It knows the base URL and an ApiKey, nothing else of ours.
// Not here: what the staff does about the captures; the hosted pages.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { Admin, anotherPhone } from './lib/api.mjs';
import { pdfsig, pyhanko } from './lib/judge.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, runBinary, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const CAIRO = { latitude: '30.0444', longitude: '31.2357' };
const ALEXANDRIA = { latitude: '31.2001', longitude: '29.9187' };
const TYPE = 414;

let server, folder, outbox, admin, app;

before(async () => {
  folder = scratchFolder();
  server = await Server.start({ folder, data: path.join(folder, 'data'), name: 'client' });
  outbox = new Outbox(server.ready.outboxDir);
  admin = await Admin.login(server.ready);
  app = new App(server.ready);
});

after(() => server?.stop());

/** A picture of one dot, another one for each shade: as much of one as a server that looks into none can judge. */
function picture(shade) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const dots = deflateSync(Buffer.from([0, shade]));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', dots), chunk('IEND', Buffer.alloc(0))]).toString('base64');
}

/** An app as its vendor's SDK wrote it. */
class App {
  constructor({ baseUrl, apiKey, tenancyName }) {
    Object.assign(this, { baseUrl, apiKey, tenancyName, token: '' });
  }

  async send(method, call, body, headers = {}) {
    const response = await fetch(this.baseUrl + call, {
      method,
      headers: {
        apikey: this.apiKey,
        TenancyName: this.tenancyName,
        Authorization: `Bearer ${this.token}`,
        Accept_Language: 'ar',
        Accept: 'text/plain',
        ...(body !== undefined && { 'Content-Type': 'application/json-patch+json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    assert.match(response.headers.get('content-type'), /^application\/json; charset=utf-8$/);
    return response.json();
  }

  /** `data` of a call that must succeed, as the SDK tests it: by `error_code` alone. */
  async ask(method, call, body, headers) {
    const envelope = await this.send(method, call, body, headers);
    if (envelope.error_code !== null) throw new Refused(call, envelope);
    return envelope.data;
  }
}

class Refused extends Error {
  constructor(call, envelope) {
    super(`${call}: ${JSON.stringify(envelope)}`);
    this.code = envelope.error_code;
    this.envelope = envelope;
  }
}

const codeTo = (phone, known = 0) => until(`a code for ${phone}`, () => {
  const codes = outbox.messages((one) => one.to === phone && one.code);
  return codes.length > known && codes.at(-1).code;
});

const sentTo = (phone) => outbox.messages((one) => one.to === phone && one.code).length;

const phone = anotherPhone();
const imei = '356938035643809';
const password = 'Kahraba2-Nile!';

test('the phone is not known yet', async () => {
  const { exists } = await app.ask('POST', '/api/digitalidentity/CheckExistenceOfEmailOrPhone', { PhoneNumber: phone, email: null });
  assert.equal(exists, false);
});

test('the phone proves itself and its owner registers', async () => {
  const sent = await app.ask('POST', '/api/DigitalIdentity/Register/StepVerifyPhone', { phoneNumber: phone, smsProviders: '0' });
  assert.equal(sent.phoneNumberOtp, null);
  const proof = { phoneNumberOtpRequestId: sent.phoneNumberOtpRequestId.toUpperCase(), phoneNumberOtp: await codeTo(phone) };
  const checked = await app.ask('POST', '/api/DigitalIdentity/Register/StepVerifyPhone', { phoneNumber: phone, ...proof });
  assert.equal(checked.isPhoneNumberConfirmed, true);
  const registered = await app.ask('POST', '/api/DigitalIdentity/Register/StepCreate', {
    PhoneNumber: phone, ...proof, password, geoLocation: CAIRO, IMEI: imei, unknownProperty: { ignored: true },
  });
  assert.ok(registered.accessToken);
  assert.equal(registered.encryptedAccessToken, null);
  assert.equal(registered.expireInSeconds, 86_400);
  assert.ok(Number.isInteger(registered.user.id));
  assert.equal(registered.user.phoneNumber, phone);
  app.token = registered.accessToken;
  const again = await app.ask('POST', '/api/DigitalIdentity/CheckExistenceOfEmailOrPhone', { phonenumber: phone });
  assert.equal(again.exists, true);
});

test('the next morning the known device logs in with the password, and its token is refreshed', async () => {
  const login = await app.ask('POST', '/api/DigitalIdentity/Login', { phoneNumber: phone, password, geoLocation: CAIRO, imei });
  assert.ok(login.accessToken && login.refreshToken);
  assert.equal(login.hasPendingRequest, false);
  app.token = login.accessToken;
  const fresh = await app.ask('POST', '/api/DigitalIdentity/RefreshToken', { refreshToken: login.refreshToken });
  assert.equal(fresh.refreshToken, fresh.newRefreshToken);
  app.token = fresh.accessToken;
});

test('the card and the face are handed in, and nothing is passed silently', async () => {
  const front = await app.send('POST', '/api/DigitalIdentity/verify/id/front', {
    image: `data:image/png;base64,${picture(1)}`, name_check_value: null, client_transaction_id: 'app-1', getExtractedData: true,
  });
  assert.equal(front.error_code, null, JSON.stringify(front));
  assert.deepEqual(front.services.Validations.validation_errors, []);
  assert.deepEqual(front.services.validations, front.services.Validations);
  const { transaction_id } = front.data.transaction_id ? front.data : front.data.idFrontData;
  assert.ok(transaction_id);
  const back = await app.send('POST', '/api/DigitalIdentity/verify/id/back', { image: picture(2), transaction_id: transaction_id.toUpperCase() });
  assert.equal(back.error_code, null, JSON.stringify(back));
  const faces = await app.send('POST', '/api/digitalIdentity/verify/liveness/multi', {
    face_1: picture(3), face_2: picture(4), face_3: picture(5), transaction_id,
  });
  assert.equal(faces.error_code, null, JSON.stringify(faces));
  assert.equal(faces.data.isVerificationProcessCompleted, false);
  assert.equal(faces.data.isDigitalIdentityVerified, false);
  assert.equal(typeof faces.services.liveness, 'boolean');
});

let contract;

test('the contract is created from the form and found again by every list', async () => {
  const eligibility = await app.ask('GET', '/api/BusinessRequest/CheckEligibility');
  assert.deepEqual(Object.keys(eligibility).sort(), ['hasPendingRequest', 'isDigitalIdentityVerified', 'isEligible', 'isEmailConfirmed']);
  const types = await app.ask('GET', '/api/BusinessRequest/GetAllRequestTypes');
  assert.ok(types.some((type) => type.id === TYPE));
  const form = await app.ask('GET', `/api/BusinessRequest/GetBusinessRequestTypeTemplateFields?requestTypeId=${TYPE}&isLocalized=false`);
  const keys = form.requestsFields.filter((field) => field.required).map((field) => field.key);
  assert.deepEqual(keys.sort(), ['fullName', 'monthlyIncome']);
  contract = await app.ask('POST', `/api/BusinessRequest/Create/${TYPE}`, {
    geoLocation: CAIRO, userDeviceUtcTime: new Date().toISOString(),
    requestFieldsValues: { fullName: 'سارة محمود علي', MonthlyIncome: 12500 }, isDynamicSubTypes: 'false',
  });
  assert.match(contract.requestNumber, /^REQ-\d{4}-\d{5,}$/);
  assert.equal(contract.contractTypeId, TYPE);
  const current = await app.ask('GET', '/api/BusinessRequest/Current?minimal=true');
  const list = await app.ask('GET', '/api/BusinessRequest/CurrentList');
  const ids = await app.ask('GET', '/api/BusinessRequest/CurrentListIds');
  const one = await app.ask('GET', `/api/BusinessRequest/GetBusinessRequestById/${contract.id.toUpperCase()}`);
  assert.equal(one.id, contract.id);
  assert.equal(one.requeststatus, 2);
  assert.equal(one.requestStatusName, 'Approved');
  for (const [name, shown] of Object.entries({ current, list, ids })) {
    assert.ok(JSON.stringify(shown).includes(contract.id), `${name} lacks the contract`);
  }
});

const where = (geoLocation) => ({ geoLocation, userDeviceUtcTime: new Date().toISOString(), requestId: contract.id });

test('a phone that is suddenly 180 km away must prove its liveness again', async () => {
  const ask = () => app.ask('POST', '/api/BusinessRequest/CustomerSign/StepRequestOtp', where(ALEXANDRIA));
  await assert.rejects(ask(), Refused);
  // No identity of this person is verified, so that there is no face to compare with: nobody is passed silently.
  const [face_1, face_2, face_3] = [1, 2, 3].map(picture);
  const faces = { ...where(ALEXANDRIA), scanTransaction: { face_1, face_2, face_3 } };
  await assert.rejects(app.ask('POST', '/api/BusinessRequest/CustomerSign/StepRevalidteLiveness', faces), Refused);
  await assert.rejects(ask(), Refused);
});

test('a view of the web is given a link, and the app shows the PDF that is read there', async () => {
  const link = new URL(await app.ask('POST', '/api/BusinessRequest/GenerateSignContractLink', where(CAIRO)));
  assert.equal(link.pathname, '/sign');
  assert.deepEqual([...link.searchParams.keys()], ['RequestId', 'SecurityHash']);
  const opened = await fetch(link, { redirect: 'manual' });
  assert.equal(opened.status, 303);
  assert.equal(opened.headers.get('referrer-policy'), 'no-referrer');
  const file = await fetch(await app.ask('GET', `/api/businessrequest/viewcontractpdf${link.search}`));
  assert.equal(file.headers.get('cache-control'), 'no-store');
  assert.match(Buffer.from(await file.arrayBuffer()).subarray(0, 5).toString(), /%PDF-/);
});

test('the contract is signed in the four steps, and a wrong code does not sign it', async () => {
  const known = sentTo(phone);
  const { otpRequestId } = await app.ask('POST', '/api/BusinessRequest/CustomerSign/StepRequestOtp', where(CAIRO));
  const code = await codeTo(phone, known);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const step = (otpCode) => app.ask('POST', '/api/businessrequest/customersign/stepvalidateotp', { ...where(CAIRO), otpRequestId, otpCode });
  await assert.rejects(step(wrong), Refused);
  assert.equal(typeof await step(code), 'string');
  assert.equal(typeof await app.ask('POST', '/api/BusinessRequest/CustomerSign/StepValidatePayment', where(CAIRO)), 'string');
  await assert.rejects(step(code), Refused);
  const sealed = await until('the seal', async () => {
    const one = await app.ask('GET', `/api/BusinessRequest/GetBusinessRequestById/${contract.id}`);
    return one.requeststatus === 8 && one;
  });
  assert.equal(sealed.requestStatusName, 'Completed');
});

test('the sealed PDF is valid to every judge, and the server has told nobody that anyone was verified', async () => {
  const bytes = await admin.contractPdf(contract.id);
  const file = path.join(folder, 'contract.pdf');
  writeFileSync(file, bytes);
  await server.stop();
  const root = path.join(folder, 'root.pem');
  const told = runBinary(['tenant', 'root', server.ready.tenancyName, '--data', path.join(folder, 'data')]);
  assert.equal(told.status, 0, told.stderr);
  writeFileSync(root, told.stdout);
  const [verdict] = pyhanko(file, root);
  assert.ok(verdict.bottomLine && verdict.intact && verdict.trusted, JSON.stringify(verdict));
  assert.ok(pdfsig(file, root, folder).every((one) => one.signature === 'Signature is Valid.'));
});
