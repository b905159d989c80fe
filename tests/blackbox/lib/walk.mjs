// A person in a real browser going through the hosted session by its stable hooks.
// Not here: what a page must look like; the caller's `look` sees every page once.

import assert from 'node:assert/strict';
import { until } from './until.mjs';

export const step = (page) => page.locator('main').getAttribute('data-step');

export async function sessionId(page) {
  return page.locator('main').getAttribute('data-session-id');
}

const formOf = (page, action) => page.locator(`form[data-action="${action}"]`).first();
export const has = async (page, action) => (await page.locator(`form[data-action="${action}"]`).count()) > 0;

/** Presses the button of a form and waits for the page that the redirect leads to. */
export async function press(page, action) {
  const id = await formOf(page, action).getAttribute('id');
  const inside = formOf(page, action).locator('button:not([type=button]), input[type=submit]');
  const button = (await inside.count()) ? inside.first() : page.locator(`button[form="${id}"]`).first();
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
}

/** The action of the form that takes a code here, or nothing. */
export async function codeAction(page) {
  const forms = page.locator('form:has(input[name="code"])');
  return (await forms.count()) ? forms.first().getAttribute('data-action') : null;
}

async function typeCode(page, code) {
  const action = await codeAction(page);
  await formOf(page, action).locator('input[name="code"]').fill(code);
  await press(page, action);
}

/** Opens the link and goes on until the review; `look(label, action)` sees every page. */
export async function walkToReview(someone, invited, outbox, look = async () => {}) {
  const { page } = someone;
  await page.goto(invited.link);
  assert.equal(await step(page), 'open');
  await look('open', 'continue');
  await press(page, 'continue');
  assert.equal(await step(page), 'phone');
  if (!(await codeAction(page))) {
    await look('phone-send', 'send-code');
    await press(page, 'send-code');
  }
  await look('phone-code', await codeAction(page));
  await typeCode(page, await outbox.code(invited.id, 'phone'));
}

/** From the review to the confirmation, the sealed file included. */
export async function walkToDone(someone, invited, outbox, look = async () => {}) {
  const { page } = someone;
  assert.ok(['review', 'sign'].includes(await step(page)), `expected the review, not ${await step(page)}`);
  const known = outbox.codes(invited.id, 'sign').length;
  if (!(await codeAction(page))) {
    const ask = (await has(page, 'send-code')) ? 'send-code' : 'sign';
    await look('review', ask);
    await press(page, ask);
  } else if (known === 0) {
    await look('review', null);
    await press(page, 'send-code');
  }
  await look('sign-code', await codeAction(page));
  await typeCode(page, await outbox.code(invited.id, 'sign'));
  assert.equal(await step(page), 'done');
  await sealedLink(page);
  await look('done', null);
}

/** The page refreshes itself, without a script, until the seal is in. */
export async function sealedLink(page) {
  const link = page.locator('a[data-document="sealed"]').first();
  await until('the sealed file on the page', () => link.count(), { seconds: 30, every: 200 });
  return link.getAttribute('href');
}

/** A file of this session, fetched with the browser's own cookies. */
export async function download({ context, page }, which) {
  const href = await page.locator(`a[data-document="${which}"]`).first().getAttribute('href');
  const response = await context.request.get(new URL(href, page.url()).href);
  assert.equal(response.status(), 200);
  assert.match(response.headers()['content-type'], /^application\/pdf/);
  assert.match(response.headers()['cache-control'], /no-store/);
  return response.body();
}
