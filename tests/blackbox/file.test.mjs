// A contract that asks for files, in a real browser: uploaded from a phone without JavaScript, looked at again, named
// in the sealed document with their SHA-256, fetched by the company byte for byte.
// Not here: what is refused in detail; the tests of crates/web do that in process.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Admin, invitation } from './lib/api.mjs';
import { arabicPhone, englishPhone, launch, lookAt, person } from './lib/browser.mjs';
import { pageTexts } from './lib/judge.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, outputFolder, runBinary, scratchFolder } from './lib/server.mjs';
import { download, press, walkToDone, walkToReview } from './lib/walk.mjs';

const TYPE = 415;
const source = new URL('../../crates/server/assets/demo/contract-type-414.json', import.meta.url);

let server, admin, outbox, browser;

before(async () => {
  const folder = scratchFolder();
  const data = path.join(folder, 'data');
  const first = await Server.start({ folder, data, name: 'file' });
  await first.stop();
  const type = JSON.parse(readFileSync(source));
  type.id = TYPE;
  type.fields.push(
    { key: 'salarySlip', type: 'file', label: { en: 'Salary slip', ar: 'مفردات المرتب' }, required: true },
    { key: 'bill', type: 'file', label: { en: 'A recent utility bill', ar: 'إيصال مرافق حديث' }, required: true },
  );
  const file = path.join(folder, 'type.json');
  writeFileSync(file, JSON.stringify(type));
  const imported = runBinary(['contract-type', 'import', file, '--tenant', first.ready.tenancyName, '--data', data]);
  assert.equal(imported.status, 0, imported.stderr);
  server = await Server.start({ folder, data, name: 'file' });
  admin = await Admin.login(server.ready);
  outbox = new Outbox(server.ready.outboxDir);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The smallest PDF with a page. */
function pdf() {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>'];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${places.join('')}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** A photo, as large as a phone's. */
async function photo() {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1600 } });
  await page.setContent('<body style="font: 120px serif; background: repeating-linear-gradient(45deg, #fff 0 20px, #dde 20px 40px)">Electricity bill<br>November 2026</body>');
  const bytes = await page.screenshot({ type: 'jpeg', quality: 92 });
  await page.close();
  return bytes;
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const ofType = (input) => {
  input.sessionPermissions.allowedContractTypeIds = [TYPE];
  input.RequestFieldsValues = { [TYPE]: input.RequestFieldsValues['414'] };
};

async function fetched(requestId, key) {
  const response = await fetch(`${server.ready.baseUrl}/api/BusinessRequest/GetRequestFile?id=${requestId}&key=${key}`, {
    headers: { ApiKey: server.ready.apiKey, TenancyName: server.ready.tenancyName, Authorization: `Bearer ${admin.token}` },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.match(response.headers.get('content-disposition'), /^attachment;/);
  return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
}

async function giveFiles(context, device, options) {
  const someone = await person(browser, device, options);
  context.after(() => someone.context.close());
  const { page } = someone;
  const invited = await admin.invite(invitation(ofType));
  await walkToReview(someone, invited, outbox);
  const slip = { name: 'مفردات مرتب نوفمبر.pdf', mimeType: 'application/pdf', buffer: pdf() };
  const bill = { name: 'IMG_20261124_1200.jpg', mimeType: 'image/jpeg', buffer: await photo() };
  const input = (key) => page.locator(`input[type=file][name="f.${TYPE}.${key}"]`);
  await lookAt(someone, 'files-asked', 'save');

  await input('salarySlip').setInputFiles(slip);
  await input('bill').setInputFiles({ name: 'bill.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html><script>alert(1)</script>') });
  await press(page, 'save');
  assert.equal(await page.locator(`.field [data-error-code="1144"]`).count(), 1, 'told beside its input');
  assert.equal(await page.getByText(slip.name).count(), 1, 'what is right is kept');
  await lookAt(someone, 'files-refused', 'save');

  await input('bill').setInputFiles(bill);
  await press(page, 'save');
  assert.equal(await page.locator('input[type=file]').count(), 0);
  const picture = page.locator('img.given');
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('img.given').naturalWidth > 0).catch(() => {});
  await lookAt(someone, 'files-review', 'sign');
  const href = await page.locator('a[data-file]').first().getAttribute('href');
  const again = await someone.context.request.get(new URL(href, page.url()).href);
  assert.ok((await again.body()).equals(slip.buffer), 'the person gets back what was given');

  await walkToDone(someone, invited, outbox);
  const sealed = path.join(outputFolder, `files-${device.name}.pdf`);
  writeFileSync(sealed, await download(someone, 'sealed'));
  const text = pageTexts(sealed).join('\n').replace(/[\u200b-\u200f\u2066-\u2069\s\ufffe\u0002-]/g, '');
  for (const { name, buffer } of [slip, bill]) {
    assert.ok(text.includes(sha256(buffer)), `the sealed PDF names the SHA-256 of ${name}`);
  }
  const { contracts: [{ requestId }] } = await admin.session(invited.id);
  const kept = await fetched(requestId, 'salarySlip');
  assert.equal(kept.type, 'application/pdf');
  assert.ok(kept.bytes.equals(slip.buffer));
  assert.ok((await fetched(requestId, 'bill')).bytes.equals(bill.buffer));
}

test('in Arabic on a 360 px phone without JavaScript files are given and signed for', async (context) => {
  await giveFiles(context, arabicPhone, { javaScriptEnabled: false });
});

test('in English on a 360 px phone files are given and signed for', async (context) => {
  await giveFiles(context, englishPhone);
});
