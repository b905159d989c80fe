// Real headless Chromium, and what is looked at on every page: pictures, accessibility, overflow, the action.
// Not here: the order of the steps; see walk.mjs.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { outputFolder } from './server.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = path.join(outputFolder, 'screenshots');

/** Each flag keeps the browser from talking to anyone but us, or is needed to run as root. */
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-dev-shm-usage',
];

/** A browser with a fresh profile. */
export function launch() {
  const named = process.env.MITHAQ_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  return chromium.launch({ executablePath: named, headless: true, args: flags });
}

export const arabicPhone = { name: 'ar-360', locale: 'ar-EG', direction: 'rtl', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
export const englishPhone = { name: 'en-360', locale: 'en-GB', direction: 'ltr', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
export const arabicDesktop = { name: 'ar-1280', locale: 'ar-EG', direction: 'rtl', viewport: { width: 1280, height: 800 } };
export const englishDesktop = { name: 'en-1280', locale: 'en-GB', direction: 'ltr', viewport: { width: 1280, height: 800 } };

/** A person's browser: no cookies yet. */
export async function person(browser, device, { javaScriptEnabled = true } = {}) {
  const { name, direction, ...options } = device;
  const context = await browser.newContext({ ...options, javaScriptEnabled });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { browser, context, page, device, javaScriptEnabled, complaints, pictures: 0 };
}

/** Photographs the page in both colour schemes; the files sort by the order of the steps. */
export async function photograph(someone, label) {
  mkdirSync(screenshots, { recursive: true });
  someone.pictures += 1;
  const number = String(someone.pictures).padStart(2, '0');
  for (const colorScheme of ['light', 'dark']) {
    await someone.page.emulateMedia({ colorScheme });
    const file = path.join(screenshots, `${someone.device.name}-${number}-${label}-${colorScheme}.png`);
    await someone.page.screenshot({ path: file, fullPage: true });
  }
}

/**
 * Zero violations by axe-core. Where the person has no JavaScript, a twin browser with the same cookies opens
 * the same address: axe is a script itself, and a GET changes nothing.
 */
export async function assertAccessible(someone) {
  if (someone.javaScriptEnabled) return axe(someone.page);
  const { name, direction, ...options } = someone.device;
  const storageState = await someone.context.storageState();
  const context = await someone.browser.newContext({ ...options, storageState });
  try {
    const page = await context.newPage();
    await page.goto(someone.page.url());
    await axe(page);
  } finally {
    await context.close();
  }
}

async function axe(page) {
  await page.evaluate(axeSource);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations, passes } = await page.evaluate(() =>
      globalThis.axe.run(document, { rules: { 'target-size': { enabled: true } } }));
    assert.ok(passes.length > 5, 'axe found next to nothing to look at');
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
    assert.deepEqual(told, [], `accessibility of ${page.url()} in ${colorScheme}`);
  }
}

/** Nothing sticks out sideways, and the page reads in its language's direction. */
export async function assertFits({ page, device }) {
  const seen = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    direction: document.documentElement.dir,
    language: document.documentElement.lang,
  }));
  assert.ok(seen.wide <= 0, `${page.url()} is ${seen.wide} px too wide`);
  assert.equal(seen.direction, device.direction);
  assert.equal(seen.language.slice(0, 2), device.locale.slice(0, 2));
}

/** The page's strict policy holds for its markup too: nothing inline. */
export async function assertNothingInline({ page, complaints }) {
  const inline = await page.evaluate(() =>
    [...document.querySelectorAll('script:not([src]), style, [style]')].map((element) => element.outerHTML.slice(0, 120))
      .concat([...document.querySelectorAll('*')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith('on')).map((name) => `${element.tagName} ${name}`))));
  assert.deepEqual(inline, []);
  assert.deepEqual(complaints, [], 'the browser complained');
}

/** The submit button of this action lies in the first screenful, is large enough and the only one of its kind. */
export async function assertPrimary({ page, device }, action) {
  const button = page.locator(`form[data-action="${action}"] :is(button:not([type=button]), input[type=submit])`).first();
  const other = page.locator(`button[form][type=submit]`);
  const target = (await button.count()) ? button : other.first();
  const box = await target.boundingBox();
  assert.ok(box, `the button for ${action} is not visible`);
  await page.evaluate(() => window.scrollTo(0, 0));
  const first = await target.boundingBox();
  assert.ok(first.y >= 0 && first.y + first.height <= device.viewport.height, `the button for ${action} is below the fold: ${JSON.stringify(first)}`);
  assert.ok(first.height >= 48, `the button for ${action} is only ${first.height} px high`);
  const alike = await target.evaluate((mine) => {
    const paint = (element) => getComputedStyle(element).backgroundColor;
    return [...document.querySelectorAll('button, input[type=submit]')]
      .filter((element) => element.offsetParent !== null || getComputedStyle(element).position === 'fixed')
      .filter((element) => paint(element) === paint(mine)).length;
  });
  assert.equal(alike, 1, 'one primary action per screen');
}

/** All that is asked of every page, whose main action is this one, and its pictures. */
export async function lookAt(someone, label, action) {
  await assertFits(someone);
  await assertNothingInline(someone);
  if (action) await assertPrimary(someone, action);
  await photograph(someone, label);
  await assertAccessible(someone);
}
