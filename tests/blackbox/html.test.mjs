// The reader of our pages' stable hooks, on made-up markup.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributes, readPage } from './lib/html.mjs';
import { Visit } from './lib/visit.mjs';

test('attributes are read however they are quoted', () => {
  const read = attributes(`<input name="a&amp;b" type=hidden value='x "y"' required>`);
  assert.deepEqual(read, { name: 'a&b', type: 'hidden', value: 'x "y"', required: '' });
});

test('a page is known by its step, its forms and its errors', () => {
  const page = readPage(`<main class=x data-step="phone" data-session-id="1">
    <form method="post" action="/session/1/verify" data-action="verify-code">
      <input type="hidden" name="token" value="t&#x41;"><input name="code" inputmode="numeric"><p data-error-code="1301">no</p>
      <button>go</button></form>
    <a data-document="review" href="/session/1/review.pdf">PDF</a></main>`);
  assert.deepEqual([page.step, page.sessionId, page.errors, page.documents], ['phone', '1', ['1301'], { review: '/session/1/review.pdf' }]);
  assert.deepEqual(page.forms, [
    { action: 'verify-code', url: '/session/1/verify', method: 'post', fields: { token: 'tA', code: '' }, hidden: ['token'] },
  ]);
});

test('a cookie goes only where its path says, and away when it ends', () => {
  const visit = new Visit('http://127.0.0.1');
  visit.keep('link=a=b; Path=/session/1; HttpOnly', '/session');
  assert.equal(visit.cookieHeader('/session/1'), 'link=a=b');
  assert.equal(visit.cookieHeader('/session/1/review.pdf'), 'link=a=b');
  assert.equal(visit.cookieHeader('/session/12'), '');
  visit.keep('link=; Path=/session/1; Max-Age=0', '/session/1');
  assert.equal(visit.cookieHeader('/session/1'), '');
});
