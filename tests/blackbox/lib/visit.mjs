// A person without a browser: cookies, forms and redirects by hand, for load, replays and forged requests.
// Not here: how it looks; see walk.mjs.

import assert from 'node:assert/strict';
import { readPage } from './html.mjs';

/** What a form post of our own page looks like from a browser. */
const sameOrigin = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', Origin: 'null' };

export class Visit {
  constructor(baseUrl, { language = 'en' } = {}) {
    this.baseUrl = baseUrl;
    this.language = language;
    this.cookies = [];
    this.setCookies = [];
  }

  /** One request; redirects are answered, not followed. */
  async fetch(url, { method = 'GET', form, headers = {} } = {}) {
    const target = new URL(url, this.baseUrl);
    const cookie = this.cookieHeader(target.pathname);
    const response = await fetch(target, {
      method,
      redirect: 'manual',
      headers: {
        'Accept-Language': this.language,
        ...(cookie && { Cookie: cookie }),
        ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      body: form && new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(30_000),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line, target.pathname);
    return response;
  }

  /** A page at the end of its redirects: the page's hooks and `status`. */
  async open(url) {
    let response = await this.fetch(url);
    for (let hops = 0; [301, 302, 303, 307, 308].includes(response.status); hops += 1) {
      assert.ok(hops < 5, 'too many redirects');
      const next = new URL(response.headers.get('location'), new URL(url, this.baseUrl));
      await response.arrayBuffer();
      url = next.href;
      response = await this.fetch(url);
    }
    this.page = { ...readPage(await response.text()), status: response.status, headers: response.headers, url };
    return this.page;
  }

  form(action) {
    const form = this.page.forms.find((one) => one.action === action);
    assert.ok(form, `the ${this.page.step} page has no form for ${action}, only ${this.page.forms.map((one) => one.action)}`);
    return form;
  }

  has(action) {
    return this.page.forms.some((one) => one.action === action);
  }

  /** The request that a form would send; sending it is `post`. */
  request(action, values = {}) {
    const form = this.form(action);
    return { url: new URL(form.url || this.page.url, this.page.url).href, form: { ...form.fields, ...values } };
  }

  /** Sends a form's request and returns the bare answer. */
  async post({ url, form }, headers = {}) {
    const response = await this.fetch(url, { method: 'POST', form, headers: { ...sameOrigin, ...headers } });
    await response.arrayBuffer();
    return response;
  }

  /** Submits a form as a person would: every POST answers 303 to the session's one address. */
  async submit(action, values = {}) {
    const response = await this.post(this.request(action, values));
    assert.equal(response.status, 303, `${action} answered ${response.status}`);
    return this.open(new URL(response.headers.get('location'), this.page.url).href);
  }

  cookieHeader(pathname) {
    const fits = ({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
    return this.cookies.filter(fits).map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  keep(line, pathname) {
    this.setCookies.push(line);
    const [pair, ...rest] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? pathname;
    const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), path };
    this.cookies = this.cookies.filter((old) => old.name !== cookie.name || old.path !== cookie.path);
    const ended = rest.some((part) => /^max-age=(0|-\d+)$/i.test(part));
    if (!ended) this.cookies.push(cookie);
  }
}

/** The form that takes a code on this page, if any: `verify-code` or `sign`. */
export function codeForm(page) {
  return page.forms.find((form) => 'code' in form.fields && form.action !== 'decline');
}

/** Opens the link and proves the phone; leaves the visit on the page after it. */
export async function provePhone(visit, invited, outbox) {
  await visit.open(invited.link);
  if (visit.page.step === 'open') await visit.submit('continue');
  if (!codeForm(visit.page)) await visit.submit('send-code');
  const code = await outbox.code(invited.id, 'phone');
  return visit.submit(codeForm(visit.page).action, { code });
}

/** From the review on: asks for the second code and returns the request that signs, unsent. */
export async function readyToSign(visit, invited, outbox) {
  const known = outbox.codes(invited.id, 'sign').length;
  if (!codeForm(visit.page) || known === 0) {
    await visit.submit(visit.has('send-code') ? 'send-code' : 'sign');
  }
  const code = await outbox.code(invited.id, 'sign', known);
  return { code, request: visit.request(codeForm(visit.page).action, { code }) };
}

/** The whole job in one go; the last page must be the confirmation. */
export async function signAll(visit, invited, outbox) {
  await provePhone(visit, invited, outbox);
  const { request } = await readyToSign(visit, invited, outbox);
  const answer = await visit.post(request);
  assert.equal(answer.status, 303);
  return visit.open(new URL(answer.headers.get('location'), visit.page.url).href);
}
