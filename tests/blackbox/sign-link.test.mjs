// What a person's app opens in a view of the web, in a real browser: the link for signing, and the page of one whose
// signature is no longer needed. Not here: what the link must refuse; see the tests of `web`.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Admin, anotherPhone, invitation } from './lib/api.mjs';
import {
  arabicPhone, assertAccessible, assertFits, englishDesktop, launch, lookAt, person, photograph,
} from './lib/browser.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { download, step, walkToDone, walkToReview } from './lib/walk.mjs';

const HERE = { latitude: '30.0444', longitude: '31.2357' };

let server, admin, outbox, browser;

before(async () => {
  server = await Server.start({ folder: scratchFolder(), name: 'sign-link' });
  admin = await Admin.login(server.ready);
  outbox = new Outbox(server.ready.outboxDir);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Calls as a registered person's app. */
async function registered() {
  const phoneNumber = anotherPhone();
  const sent = await admin.ask('POST', '/api/DigitalIdentity/Register/StepVerifyPhone', { body: { phoneNumber } });
  const phoneNumberOtp = await until('a code', () => outbox.messages((one) => one.to === phoneNumber && one.code).at(-1)?.code);
  const body = {
    phoneNumber, phoneNumberOtp, phoneNumberOtpRequestId: sent.phoneNumberOtpRequestId, password: 'Kahraba2-Nile!', geoLocation: HERE,
  };
  const { accessToken } = await admin.ask('POST', '/api/DigitalIdentity/Register', { body });
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (method, call, given) => admin.ask(method, `/api/BusinessRequest/${call}`, { body: given, headers });
}

async function signs(context, device) {
  const app = await registered();
  const where = { geoLocation: HERE, userDeviceUtcTime: new Date().toISOString() };
  const { id } = await app('POST', 'Create/414', { ...where, requestFieldsValues: { fullName: 'Sara Mahmoud Ali', monthlyIncome: 12500 } });
  const link = await app('POST', 'GenerateSignContractLink', { ...where, requestId: id });
  assert.match(link, new RegExp(`^${server.ready.baseUrl}/sign\\?RequestId=${id}&SecurityHash=[\\w-]+$`));
  const sessions = await admin.ask('GET', '/api/IdentityUserSession/List');
  const session = sessions.find((one) => one.contracts.some((contract) => contract.requestId === id)).id;

  const someone = await person(browser, device, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const opened = { id: session, link };
  const look = (label, action) => lookAt(someone, `sign-link-${label}`, action);
  await walkToReview(someone, opened, outbox, look);
  assert.ok(!someone.page.url().includes('SecurityHash'), 'the hash leaves the address bar at once');
  const reviewed = await download(someone, 'review');
  const viewed = await app('GET', `ViewContractPdf${new URL(link).search}`);
  assert.ok(Buffer.from(await (await fetch(viewed)).arrayBuffer()).equals(reviewed), 'the app shows the very bytes');
  await walkToDone(someone, opened, outbox, look);
  const read = await app('GET', `GetBusinessRequestById/${id}`);
  assert.equal(read.requeststatus, 8);
}

test('in Arabic on a phone without JavaScript the link leads to the signed contract', (context) => signs(context, arabicPhone));

test('in English on a desktop the link leads to the signed contract', (context) => signs(context, englishDesktop));

test('one whose signature is no longer needed is told so on a page of its own', async (context) => {
  const [sara, omar] = [anotherPhone(), anotherPhone()];
  const invited = await admin.invite(invitation((_, body) => {
    body.additionalSigners = [{ phoneNumber: sara }, { phoneNumber: omar }];
    body.minimumRequiredSignatories = 2;
  }));
  const linkTo = (to) => until(`the link of ${to}`, () => outbox.messages((one) => one.to === to && one.purpose === 'invitation').at(-1));
  const links = await Promise.all([sara, omar].map(linkTo));
  const [second, third] = links.map((one) => ({ id: one.sessionId, link: one.text.match(/http\S+/)[0] }));
  for (const signer of [invited, second]) {
    const someone = await person(browser, englishDesktop, { javaScriptEnabled: false });
    context.after(() => someone.context.close());
    await walkToReview(someone, signer, outbox);
    await walkToDone(someone, signer, outbox);
  }
  for (const device of [arabicPhone, englishDesktop]) {
    const someone = await person(browser, device, { javaScriptEnabled: false });
    context.after(() => someone.context.close());
    const answer = await someone.page.goto(third.link);
    assert.equal(answer.status(), 410);
    assert.equal(await step(someone.page), 'ended');
    // The browser itself complains of the 410.
    await assertFits(someone);
    await photograph(someone, 'not-needed');
    await assertAccessible(someone);
  }
});
