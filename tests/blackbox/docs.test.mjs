// The served documentation: the quick start's own commands are run as they stand, and pages are looked at in a real
// browser. Not here: links and forms of every page; the web crate's tests walk them all.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import {
  arabicPhone, assertAccessible, assertNothingInline, englishDesktop, launch, person, photograph,
} from './lib/browser.mjs';
import { Server, scratchFolder } from './lib/server.mjs';

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

const pages = ['ar/quick-start', 'ar/errors', 'en/quick-start', 'en/reference/IdentityUserSession_CreateInvitation',
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
