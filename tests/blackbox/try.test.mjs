// Try it: an engineer who has never seen the server sends a call from its page in the documentation, as it stands there
// and after breaking it. Not here: what the sandbox cannot be made to do; the web crate's tests say that.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
  arabicPhone, assertAccessible, assertFits, assertNothingInline, englishDesktop, launch, person, photograph,
} from './lib/browser.mjs';
import { Server, scratchFolder } from './lib/server.mjs';

const invitation = 'reference/IdentityUserSession_CreateInvitation';

let server, browser;

before(async () => {
  server = await Server.start({ folder: scratchFolder(), name: 'try' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A reader with a page of the documentation before them. */
async function reader(context, device, place, options) {
  const someone = await person(browser, device, options);
  context.after(() => someone.context.close());
  await open(someone.page, place);
  return someone;
}

const open = (page, place) => page.goto(`${server.ready.baseUrl}/docs/${place}`);

/** Presses the button; the status line, and the body where it is JSON and shown whole. */
async function send(page) {
  const section = page.locator('#try');
  await section.getByRole('button').click();
  await section.locator('form[aria-busy="false"]').waitFor();
  const status = await section.getByRole('status').textContent();
  const pre = section.locator('.answer pre');
  const text = (await pre.isVisible()) ? await pre.textContent() : '…';
  return { status, json: text.endsWith('…') ? null : JSON.parse(text) };
}

test('a call is sent as it stands on its page, and its answer fills in the next one', async (context) => {
  const someone = await reader(context, englishDesktop, `en/${invitation}`);
  const { page } = someone;
  const invited = await send(page);
  assert.match(invited.status, /^200 OK · \d+ ms$/);
  assert.equal(invited.json.error_code, null);
  const session = await page.locator('#try dt:text-is("X-Session-Id") + dd').textContent();
  await page.locator('#try').scrollIntoViewIfNeeded();
  await assertNothingInline(someone);
  await photograph(someone, 'docs-try');
  await assertAccessible(someone);

  const [hosted] = await Promise.all([
    someone.context.waitForEvent('page'), page.locator('#try dt:text-is("X-Session-Url") + dd a').click(),
  ]);
  await hosted.waitForLoadState();
  assert.equal(await hosted.locator('main').getAttribute('data-step'), 'open');

  await open(page, 'en/reference/IdentityUserSession_Get');
  assert.equal(await page.getByLabel('id', { exact: true }).inputValue(), session);
  const found = await send(page);
  assert.equal(found.json.data.state, 'created');
});

test('a refused body is explained on an Arabic phone, and nothing sticks out', async (context) => {
  const someone = await reader(context, arabicPhone, `ar/${invitation}`);
  const { page } = someone;
  assert.match((await send(page)).status, /^200/);
  await assertNothingInline(someone);
  await assertFits(someone);
  await photograph(someone, 'docs-try');
  const body = page.getByLabel('نص الطلب');
  await body.fill((await body.inputValue()).replace(/\+20\d+/, '12'));
  const refused = await send(page);
  assert.match(refused.status, /^400/);
  assert.match(refused.json.error_message, /[\u0600-\u06ff]/);
  assert.equal(await page.locator('#try .sentence').textContent(), refused.json.error_message);
  assert.equal(refused.json.error_descriptions[0].field, 'SessionInput.phoneNumber');
  await body.fill('{');
  assert.match((await send(page)).status, /^400/);
  await assertFits(someone);
  await photograph(someone, 'docs-try-refused');
  await assertAccessible(someone);
});

test('without JavaScript nothing is offered that would not work', async (context) => {
  const { page } = await reader(context, englishDesktop, `en/${invitation}`, { javaScriptEnabled: false });
  assert.equal(await page.locator('#try').isVisible(), false);
});

test('nothing of it outlives the tab, and a token that ended is had anew', async (context) => {
  const { page, context: tabs } = await reader(context, englishDesktop, 'en/reference/BusinessRequest_GetRequests');
  assert.match((await send(page)).status, /^200/);
  assert.deepEqual(await tabs.cookies(), []);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.evaluate(() => sessionStorage.setItem('mithaq-try-admin', '"ended"'));
  assert.match((await send(page)).status, /^200/);
});

test('a code that one page sent proves the phone on the next', async (context) => {
  const { page } = await reader(context, englishDesktop, 'en/reference/DigitalIdentity_Register_StepVerifyPhone');
  const { phoneNumberOtp, phoneNumberOtpRequestId } = (await send(page)).json.data;
  await open(page, 'en/reference/DigitalIdentity_Register');
  const body = page.getByLabel('Body');
  const filled = JSON.parse(await body.inputValue());
  const { phoneNumber, password } = filled;
  assert.notEqual(phoneNumber, '+201234567890');
  await body.fill(JSON.stringify({ phoneNumber, password, phoneNumberOtp, phoneNumberOtpRequestId }));
  const registered = await send(page);
  assert.equal(registered.json.data.isPhoneNumberConfirmed, true);
});

test('a made-up person makes a contract, and its PDF can be saved', async (context) => {
  const { page } = await reader(context, englishDesktop, 'en/reference/BusinessRequest_Create__typeId');
  const made = await send(page);
  assert.equal(made.json.error_code, null, JSON.stringify(made.json));
  await open(page, 'en/reference/BusinessRequest_GenerateSignContractLink');
  const body = page.getByLabel('Body');
  await body.fill(JSON.stringify({ ...JSON.parse(await body.inputValue()), requestId: made.json.data.id }));
  const link = await send(page);
  assert.equal(link.json.error_code, null, JSON.stringify(link.json));
  const [, request, hash] = JSON.stringify(link.json.data).match(/RequestId=([^&"]+)&SecurityHash=([^&"]+)/);
  await open(page, 'en/reference/BusinessRequest_ViewContractPdf');
  await page.getByLabel('RequestId').fill(request);
  await page.getByLabel('SecurityHash').fill(hash);
  const shown = await send(page);
  await open(page, 'en/reference/download__token');
  await page.getByLabel('token', { exact: true }).fill(shown.json.data.split('/').at(-1));
  assert.match((await send(page)).status, /^200/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#try a[download]').click()]);
  assert.equal(file.suggestedFilename(), 'answer.pdf');
  assert.equal(readFileSync(await file.path()).subarray(0, 5).toString(), '%PDF-');
});

test('a person is made up for the calls of persons, and pictures are magic', async (context) => {
  const { page } = await reader(context, englishDesktop, 'en/reference/BusinessRequest_CheckEligibility');
  assert.match((await send(page)).status, /^200/);
  await open(page, 'en/reference/DigitalIdentity_verify_id_front');
  const taken = await send(page);
  assert.equal(taken.json.error_code, null);
  assert.equal(taken.json.services.sandbox, true);
});

test('every form is answered, by no failure of the server’s own', async (context) => {
  const { page } = await reader(context, englishDesktop, 'en/quick-start');
  const places = await page.locator('nav a[href*="/reference/"]').evaluateAll((links) => links.map((link) => link.pathname));
  const seen = {};
  for (const place of places) {
    await page.goto(`${server.ready.baseUrl}${place}`);
    if (!(await page.locator('#try').count())) continue;
    seen[place.split('/').at(-1)] = (await send(page)).status;
  }
  context.diagnostic(JSON.stringify(seen, null, 1));
  assert.ok(Object.keys(seen).length > 50);
  for (const [place, status] of Object.entries(seen)) assert.match(status, /^(200|400|401|404|409|422)\b/, place);
});
