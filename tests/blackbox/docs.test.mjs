// The served documentation: the quick start's own commands are run as they stand, and pages are looked at in a real
// browser. Not here: links and forms of every page; the web crate's tests walk them all.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { Admin } from './lib/api.mjs';
import {
  arabicPhone, assertAccessible, assertNothingInline, englishDesktop, launch, person, photograph,
} from './lib/browser.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { step, walkToDone, walkToReview } from './lib/walk.mjs';

const judges = fileURLToPath(new URL('../../target/judges/bin/python', import.meta.url));
const client = fileURLToPath(new URL('mcp_client.py', import.meta.url));

let server, browser, folder;

before(async () => {
  folder = scratchFolder();
  server = await Server.start({ folder, data: path.join(folder, 'demo-data'), name: 'docs' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const language of ['en', 'ar']) {
  test(`the quick start (${language}) works by copy and paste`, async () => {
    const page = await (await fetch(`${server.ready.baseUrl}/docs/${language}/quick-start.md`)).text();
    const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
    assert.equal(commands.length, 4);
    assert.match(commands.shift(), /^cargo run --release -- demo --no-run --data demo-data$/m);
    const run = spawnSync('bash', ['-euc', commands.join('\n')], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, BASE: server.ready.baseUrl },
    });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /^x-session-url: http/m);
    assert.match(run.stdout, /"state":\s*"created"/);
    assert.match(run.stdout, /"requestStatusName":\s*"Approved"/);
  });
}

/** The address that the guide's program prints once it listens. */
function printedAddress(program) {
  return new Promise((resolve, reject) => {
    program.stdout.setEncoding('utf8').once('data', (text) => resolve(text.trim()));
    program.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
}

test('the button of the sessions guide leads to the signed contract', async (context) => {
  const guide = await (await fetch(`${server.ready.baseUrl}/docs/en/sessions.md`)).text();
  const [, code] = guide.match(/^```js\n([\s\S]*?)^```$/m);
  writeFileSync(path.join(folder, 'sign.mjs'), code);
  const env = { ...process.env, BASE: server.ready.baseUrl, PORT: '0' };
  const program = spawn(process.execPath, ['sign.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => program.kill());
  const shop = await printedAddress(program);
  const someone = await person(browser, englishDesktop);
  context.after(() => someone.context.close());
  await someone.page.goto(shop);
  assert.equal((await fetch(`${shop}/contract.pdf`)).status, 404, 'there is nothing to give yet');

  const button = someone.page.getByRole('button');
  const [tab] = await Promise.all([someone.context.waitForEvent('page'), button.click()]);
  await tab.waitForLoadState();
  assert.equal(await step(tab), 'open');
  const link = tab.url();
  const [again] = await Promise.all([someone.context.waitForEvent('page'), button.click()]);
  await again.waitForLoadState();
  assert.equal(again.url(), link, 'a second click leads to the same session');

  const invited = { id: link.split('/').at(-1), link };
  const visitor = { ...someone, page: tab };
  const outbox = new Outbox(server.ready.outboxDir);
  await walkToReview(visitor, invited, outbox);
  await walkToDone(visitor, invited, outbox);
  await someone.page.getByText('completed').waitFor();
  const signed = someone.page.getByRole('link', { name: 'Signed contract' });
  await signed.waitFor();
  const file = Buffer.from(await (await fetch(`${shop}/contract.pdf`)).arrayBuffer());
  assert.ok(file.subarray(0, 5).equals(Buffer.from('%PDF-')) && file.includes('/ByteRange'), 'the sealed file');
});

test('no site can show the hosted pages within a frame, as the sessions guide says', async (context) => {
  const admin = await Admin.login(server.ready);
  const { link } = await admin.invite();
  const site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(`<iframe src="${link}"></iframe>`));
  context.after(() => site.close().closeAllConnections?.());
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  const someone = await person(browser, englishDesktop);
  context.after(() => someone.context.close());
  await someone.page.goto(`http://127.0.0.1:${site.address().port}`);
  await until('the refusal', () => someone.complaints.some((text) => text.includes('frame-ancestors')));
  assert.equal(await someone.page.frames()[1].locator('main[data-step]').count(), 0);
});

/** What a subscribed endpoint is sent when a contract is made: headers, bytes, and the secret. */
async function deliveredWebhook(context) {
  let arrived;
  const arrival = new Promise((resolve) => (arrived = resolve));
  const endpoint = createServer(async (request, response) => {
    const parts = await request.toArray();
    response.end();
    arrived({ headers: request.headers, body: Buffer.concat(parts) });
  });
  context.after(() => endpoint.close().closeAllConnections?.());
  await new Promise((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const admin = await Admin.login(server.ready);
  const url = `http://127.0.0.1:${endpoint.address().port}/webhooks`;
  const { secret } = await admin.ask('POST', '/api/Webhook/Create', { body: { event: 'App.BusinessRequestStatusChange', url } });
  await admin.invite();
  return { secret, ...await arrival };
}

test('the code of the webhooks guide takes what the server signs, and nothing else', async (context) => {
  const guide = await (await fetch(`${server.ready.baseUrl}/docs/en/webhooks.md`)).text();
  const code = (tag) => guide.match(new RegExp(`^\`\`\`${tag}\\n([\\s\\S]*?)^\`\`\`$`, 'm'))[1];
  const { headers, body, secret } = await deliveredWebhook(context);
  assert.equal(JSON.parse(body).WebhookEvent, 'App.BusinessRequestStatusChange');
  const cases = [
    { takes: true, headers, body, secret },
    { takes: true, headers: { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` }, body, secret },
    { takes: false, headers, body: Buffer.concat([body, Buffer.from(' ')]), secret },
    { takes: false, headers, body, secret: `whsec_${Buffer.alloc(32).toString('base64')}` },
    { takes: false, headers: { ...headers, 'webhook-id': 'another' }, body, secret },
    { takes: false, headers: { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 600) }, body, secret },
    { takes: false, headers: { ...headers, 'webhook-timestamp': 'now' }, body, secret },
    { takes: false, headers: { ...headers, 'webhook-signature': 'v1,é v2,x' }, body, secret },
  ];
  const module = path.join(folder, 'is-genuine.mjs');
  writeFileSync(module, code('js'));
  const { isGenuine } = await import(module);
  assert.deepEqual(cases.map((one) => isGenuine(one.headers, one.body, one.secret)), cases.map((one) => one.takes), 'JavaScript');

  const script = `${code('python')}
import json, sys
cases = json.load(sys.stdin)
print(json.dumps([is_genuine(one["headers"], one["body"].encode(), one["secret"]) for one in cases]))`;
  const input = JSON.stringify(cases.map((one) => ({ ...one, body: one.body.toString() })));
  const run = spawnSync('python3', ['-c', script], { encoding: 'utf8', input });
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout), cases.map((one) => one.takes), 'Python');
});

test('the official client of the Model Context Protocol finds and reads a page', async () => {
  const run = spawnSync(process.env.MITHAQ_JUDGES_PYTHON ?? judges, [client, server.ready.baseUrl], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const seen = JSON.parse(run.stdout);
  assert.equal(seen.version, '2025-06-18');
  assert.deepEqual(seen.tools, ['search', 'read_page']);
  assert.equal(seen.first.page, '/docs/en/reference/IdentityUserSession_CreateInvitation');
  assert.equal(seen.page, await (await fetch(`${server.ready.baseUrl}${seen.first.page}.md`)).text());
  assert.equal(seen.missing, true);
});

test('the search works without JavaScript, from the page that is read to the page that is found', async (context) => {
  const someone = await person(browser, arabicPhone, { javaScriptEnabled: false });
  context.after(() => someone.context.close());
  const { page } = someone;
  await page.goto(`${server.ready.baseUrl}/docs/ar/sessions`);
  await page.getByRole('searchbox').fill('العَقْد');
  await page.getByRole('searchbox').press('Enter');
  assert.equal(await page.locator('html').getAttribute('lang'), 'ar');
  assert.ok(await page.locator('mark').count() > 0);
  await page.getByRole('link', { name: 'العقود', exact: true }).first().click();
  assert.match(page.url(), /\/docs\/ar\/contracts$/);
});

const pages = ['ar/quick-start', 'ar/sessions', 'en/sessions', 'ar/webhooks', 'ar/errors', 'en/quick-start', 'en/reference/IdentityUserSession_CreateInvitation',
  'ar/reference/IdentityUserSession_CreateInvitation',
  'search?lang=ar&q=رمز التحقق', 'search?lang=en&q=pull events', 'search?lang=ar&q=xylophone'];
for (const device of [arabicPhone, englishDesktop]) {
  test(`pages fit, are accessible and quiet on ${device.name}`, async (context) => {
    const someone = await person(browser, device, { javaScriptEnabled: true });
    context.after(() => someone.context.close());
    for (const place of pages) {
      await someone.page.goto(`${server.ready.baseUrl}/docs/${place}`);
      await assertNothingInline(someone);
      await photograph(someone, `docs-${place.replaceAll(/[^a-zA-Z_]+/g, '-')}`);
      await assertAccessible(someone);
      const overflow = await someone.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${place} is ${overflow} px too wide`);
    }
  });
}
