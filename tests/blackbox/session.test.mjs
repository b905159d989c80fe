// The hosted session in a real browser, as the invited person meets it: both languages, phone and desktop, with
// and without JavaScript. Every page is photographed in light and dark and looked at by axe-core.
// Not here: misuse; see refusals.test.mjs.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { arabicDesktop, arabicPhone, englishDesktop, englishPhone, launch, lookAt, person } from './lib/browser.mjs';
import { assertWellFormed, pageTexts } from './lib/judge.mjs';
import { Outbox, wrongCode } from './lib/outbox.mjs';
import { Server, outputFolder, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { download, has, press, sealedLink, sessionId, step, walkToDone, walkToReview } from './lib/walk.mjs';

let server, admin, outbox, browser;

before(async () => {
  server = await Server.start({ folder: scratchFolder(), name: 'session' });
  admin = await Admin.login(server.ready);
  outbox = new Outbox(server.ready.outboxDir);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function wholeFlow(context, device, options) {
  const someone = await person(browser, device, options);
  context.after(() => someone.context.close());
  const invited = await admin.invite();
  assert.equal((await admin.session(invited.id)).contracts[0].requeststatus, 2, 'the sample leaves nothing to ask');
  const look = (label, action) => lookAt(someone, label, action);

  await walkToReview(someone, invited, outbox, look);
  assert.equal(await someone.page.locator('[name^="f."]').count(), 0, 'with the sample nothing is asked');
  const reviewed = await download(someone, 'review');
  await walkToDone(someone, invited, outbox, look);
  const sealed = await download(someone, 'sealed');

  assert.ok(sealed.length > reviewed.length);
  assert.ok(sealed.subarray(0, reviewed.length).equals(reviewed), 'the sealed file begins with the reviewed one, byte for byte');
  const session = await admin.session(invited.id);
  assert.equal(session.state, 'completed');
  assert.equal(session.contracts[0].requeststatus, 8);
  assert.equal(session.contracts[0].documentSha256, createHash('sha256').update(reviewed).digest('hex'));
  const fromApi = await admin.contractPdf(session.contracts[0].requestId);
  assert.ok(fromApi.equals(sealed), 'the company gets the same bytes');
  return { sealed, invited };
}

test('in Arabic on a 360 px phone without JavaScript the whole job is done', async (context) => {
  const { invited } = await wholeFlow(context, arabicPhone, { javaScriptEnabled: false });
  const code = outbox.messages((message) => message.sessionId === invited.id && message.code).at(-1);
  assert.match(code.code, /^[0-9]{6}$/, 'codes are ASCII digits in both languages');
});

test('in English on a desktop the whole job is done', async (context) => {
  await wholeFlow(context, englishDesktop);
});

test('in English on a 360 px phone the whole job is done', async (context) => {
  await wholeFlow(context, englishPhone);
});

test('in Arabic on a desktop the whole job is done', async (context) => {
  await wholeFlow(context, arabicDesktop);
});

test('a missing required value is asked on the review screen, and then the contract is signed', async (context) => {
  const someone = await person(browser, arabicPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite(invitation((input) => delete input.RequestFieldsValues['414'].monthlyIncome));
  assert.equal((await admin.session(invited.id)).contracts[0].requeststatus, 0, 'a draft');
  await walkToReview(someone, invited, outbox);
  const { page } = someone;
  assert.equal(await page.locator('[name^="f."]').count(), 1, 'only what is missing is asked');
  const field = page.locator('[name="f.414.monthlyIncome"]');

  await field.fill('five thousand');
  await press(page, 'save');
  assert.ok(await page.locator('[data-error-code]').count(), 'a value that is no money is refused beside its field');
  await lookAt(someone, 'missing-refused', 'save');
  await page.locator('[name="f.414.monthlyIncome"]').fill('٥٠٠٠');
  await press(page, 'save');
  assert.equal(await page.locator('[name^="f."]').count(), 0);
  await walkToDone(someone, invited, outbox);
  const texts = pageTexts(await saved(await download(someone, 'sealed')));
  assert.match(texts.join('\n'), /5,000/, 'Arabic-Indic digits were understood');
});

test('declining is one tap away and told to the company', async (context) => {
  const someone = await person(browser, englishPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite();
  await walkToReview(someone, invited, outbox);
  for (let taps = 0; taps < 2 && (await step(someone.page)) !== 'declined'; taps += 1) await press(someone.page, 'decline');
  assert.equal(await step(someone.page), 'declined');
  await lookAt(someone, 'declined', null);
  const session = await admin.session(invited.id);
  assert.equal(session.state, 'declined');
  assert.equal(session.contracts[0].requeststatus, 3);
});

test('every page can be switched to the other language by its own name', async (context) => {
  const someone = await person(browser, englishPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite();
  await someone.page.goto(invited.link);
  await someone.page.getByRole('link', { name: 'العربية' }).click();
  assert.equal(await someone.page.evaluate(() => document.documentElement.lang.slice(0, 2)), 'ar');
  assert.equal(await step(someone.page), 'open');
  await someone.page.getByRole('link', { name: 'English' }).click();
  assert.equal(await someone.page.evaluate(() => document.documentElement.lang.slice(0, 2)), 'en');
});

test('nothing personal is shown before the phone is proved', async (context) => {
  const someone = await person(browser, englishPhone);
  context.after(() => someone.context.close());
  const invited = await admin.invite();
  await someone.page.goto(invited.link);
  for (const page of [await someone.page.content(), (await press(someone.page, 'continue'), await someone.page.content())]) {
    for (const secret of ['Ahmed', '5000', '5,000', invited.phone, invited.phone.slice(1)]) {
      assert.ok(!page.includes(secret), `the page shows ${secret}`);
    }
  }
  assert.equal(await sessionId(someone.page), invited.id);
});

test('a session for identity alone says what is to be checked and has nothing to sign', async (context) => {
  const someone = await person(browser, arabicPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite(invitation((input) => {
    delete input.RequestFieldsValues;
    input.sessionPermissions = { DigitalIdentityOnly: true };
  }));
  await walkToReview(someone, invited, outbox);
  assert.equal(await step(someone.page), 'identity');
  for (const action of ['sign', 'send-code', 'verify-code']) assert.ok(!(await has(someone.page, action)), action);
  assert.equal(await someone.page.locator('a[data-document]').count(), 0);
  await lookAt(someone, 'identity-only', null);
});

test('the full form says plainly that it cannot go on yet', async (context) => {
  const someone = await person(browser, arabicPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite(invitation((input) => (input.sessionPermissions.minimalSignatureFlow = false)));
  await walkToReview(someone, invited, outbox);
  assert.notEqual(await step(someone.page), 'done');
  for (const action of ['sign', 'send-code', 'verify-code']) assert.ok(!(await has(someone.page, action)), action);
  await lookAt(someone, 'full-form', null);
});

test('the first page weighs at most 60 KB compressed, fonts included', async (context) => {
  for (const device of [arabicPhone, englishPhone]) {
    const someone = await person(browser, device);
    context.after(() => someone.context.close());
    const loaded = [];
    someone.page.on('requestfinished', (request) => loaded.push(request));
    const invited = await admin.invite();
    await someone.page.goto(invited.link, { waitUntil: 'networkidle' });
    let together = 0;
    for (const request of loaded) {
      const { responseBodySize } = await request.sizes();
      assert.ok(new URL(request.url()).origin === server.ready.baseUrl.replace(/\/$/, ''), `${request.url()} is not ours`);
      together += responseBodySize;
    }
    assert.ok(loaded.some((request) => /font/.test(request.resourceType())), 'the page has its own font');
    assert.ok(together <= 60 * 1024, `${device.name}: ${together} bytes`);
    context.diagnostic(`${device.name}: ${together} bytes in ${loaded.length} answers`);
  }
});

test('an Arabic sentence keeps its numbers and its order in the sealed file, and outside judges accept it', async (context) => {
  const sentence = 'يصرف مبلغ 1,250.75 جنيه بتاريخ 2026/11/22 على دفعة واحدة';
  const someone = await person(browser, arabicPhone);
  context.after(() => someone.context.close());
  const invited = await admin.invite(invitation((input) => (input.RequestFieldsValues['414'].notes = sentence)));
  await walkToReview(someone, invited, outbox);
  await walkToDone(someone, invited, outbox);
  const file = await saved(await download(someone, 'sealed'));
  assertWellFormed(file);
  const text = pageTexts(file).join('\n').normalize('NFKC').replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  let from = 0;
  for (const word of sentence.normalize('NFKC').split(' ')) {
    const at = text.indexOf(word, from);
    assert.ok(at >= 0, `${word} is missing or out of order in:\n${text}`);
    from = at;
  }
});

/** Draws a signature with a dot; the pad is the one on the page. */
async function draw(page) {
  const pad = page.locator('canvas.pad');
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  const strokes = [
    Array.from({ length: 25 }, (_, i) => [0.12 + 0.03 * i, 0.5 + 0.3 * Math.sin(i / 2)]),
    [[0.2, 0.85], [0.5, 0.8], [0.85, 0.75]],
    [[0.6, 0.15]],
  ];
  for (const points of strokes) {
    await page.mouse.move(x + points[0][0] * width, y + points[0][1] * height);
    await page.mouse.down();
    for (const [across, down] of points.slice(1)) await page.mouse.move(x + across * width, y + down * height);
    await page.mouse.up();
  }
}

for (const device of [arabicPhone, englishDesktop]) {
  test(`on ${device.name} a drawn signature and a shared place survive a mistyped code and are sealed`, async (context) => {
    const someone = await person(browser, device);
    context.after(() => someone.context.close());
    const { page } = someone;
    await someone.context.grantPermissions(['geolocation']);
    await someone.context.setGeolocation({ latitude: 30.04442, longitude: 31.235712, accuracy: 25 });
    const invited = await admin.invite();
    await walkToReview(someone, invited, outbox);
    await press(page, 'sign');
    const [drawn, place] = ['drawn_signature', 'location'].map((name) => page.locator(`input[name="${name}"]`));
    assert.deepEqual([await drawn.inputValue(), await place.inputValue()], ['', ''], 'nothing is taken by itself');
    await page.locator('.drawing summary').click();
    await draw(page);
    const three = await drawn.inputValue();
    assert.match(three, /^[0-9.-]+_[0-9.-]+_[0-9]+\.[0-9]+$/, 'strokes, the last one a dot');
    await page.locator('[data-undo]').click();
    assert.equal((await drawn.inputValue()).split('_').length, 2);
    await page.locator('[data-clear]').click();
    assert.equal(await drawn.inputValue(), '');
    await draw(page);
    await page.locator('[data-share]').click();
    await until('the place', () => place.inputValue());
    assert.equal(await place.inputValue(), '30.044420,31.235712,25');
    await page.locator('[data-forget]').click();
    assert.equal(await place.inputValue(), '');
    await page.locator('[data-share]').click();
    await until('the place', () => place.inputValue());
    await page.locator('[name="typed_signature"]').fill('أحمد محمد');
    await lookAt(someone, 'signature-drawn', 'verify-code');

    const code = await outbox.code(invited.id, 'sign');
    await page.locator('input[name="code"]').fill(wrongCode(code));
    await press(page, 'verify-code');
    assert.ok(await page.locator('[data-error-code="1301"]').count());
    assert.equal(await drawn.inputValue(), three, 'nobody draws twice');
    assert.equal(await place.inputValue(), '30.044420,31.235712,25');
    assert.equal(await page.locator('[name="typed_signature"]').inputValue(), 'أحمد محمد');
    await lookAt(someone, 'signature-kept', 'verify-code');
    await page.locator('input[name="code"]').fill(code);
    await press(page, 'verify-code');
    await sealedLink(page);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0, 'the tab forgets it');
    await lookAt(someone, 'signature-done', null);
    const sealed = await download(someone, 'sealed');
    for (const trace of ['30.0444', '30044420', '31.2357']) assert.ok(!sealed.includes(trace), trace);
    const file = await saved(sealed, `signature-${device.name}.pdf`);
    assertWellFormed(file);
  });
}

test('a place that is refused is not given, and the contract is signed all the same', async (context) => {
  const someone = await person(browser, arabicPhone);
  context.after(() => someone.context.close());
  const { page } = someone;
  const invited = await admin.invite();
  await walkToReview(someone, invited, outbox);
  await press(page, 'sign');
  await page.locator('[data-share]').click();
  await until('the refusal', async () => (await page.locator('.said').textContent()).includes('لم يُضف موقع'));
  assert.equal(await page.locator('input[name="location"]').inputValue(), '');
  await lookAt(someone, 'location-refused', 'verify-code');
  await page.locator('input[name="code"]').fill(await outbox.code(invited.id, 'sign'));
  await press(page, 'verify-code');
  assert.equal(await step(page), 'done');
});

test('the link leads a fresh browser through a code to the signed copy, and a message hands it over', async (context) => {
  const someone = await person(browser, englishPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const invited = await admin.invite();
  await walkToReview(someone, invited, outbox);
  await walkToDone(someone, invited, outbox);
  const sealed = await download(someone, 'sealed');
  const [copy] = await until('the copy', () => {
    const sent = outbox.messages((message) => message.sessionId === invited.id && message.purpose === 'copy');
    return sent.length && sent;
  });
  assert.equal(copy.channel, 'sms');
  assert.equal(copy.text.split('\n').at(-1), invited.link);

  const fresh = await person(browser, arabicPhone, { javaScriptEnabled: false });
  context.after(() => fresh.context.close());
  await fresh.page.goto(copy.text.split('\n').at(-1));
  assert.equal(await step(fresh.page), 'ended');
  await lookAt(fresh, 'copy-open', 'continue');
  await press(fresh.page, 'continue');
  await lookAt(fresh, 'copy-phone', 'send-code');
  assert.ok(!(await has(fresh.page, 'not-me')));
  const known = outbox.codes(invited.id, 'phone').length;
  await press(fresh.page, 'send-code');
  await fresh.page.locator('input[name="code"]').fill(await outbox.code(invited.id, 'phone', known));
  await press(fresh.page, 'verify-code');
  assert.equal(await step(fresh.page), 'done');
  await lookAt(fresh, 'copy-done', null);
  assert.ok((await download(fresh, 'sealed')).equals(sealed));
});

async function saved(bytes, name = 'contract.pdf') {
  const file = path.join(scratchFolder(), name);
  writeFileSync(file, bytes);
  if (name !== 'contract.pdf') writeFileSync(path.join(outputFolder, name), bytes);
  return file;
}
