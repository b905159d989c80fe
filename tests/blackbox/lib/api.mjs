// The JSON API as a company's own server would call it.
// Not here: the hosted pages; see visit.mjs (without a browser) and walk.mjs (with one).

import assert from 'node:assert/strict';
import { sample } from './server.mjs';

let phones = 30_000_000;

/** Another Egyptian mobile number each time: the limits on codes count per phone. */
export const anotherPhone = () => `+2012${++phones}`;

/** The reference sample with another phone; `change` may alter it further. */
export function invitation(change = () => {}) {
  const body = sample();
  body.SessionInput.phoneNumber = anotherPhone();
  change(body.SessionInput, body);
  return body;
}

/** An administrator of the demo's tenant, logged in. */
export class Admin {
  static async login(ready) {
    const admin = new Admin();
    admin.ready = ready;
    const answer = await admin.call('POST', '/api/credentials/Login', {
      body: { tenancyName: ready.tenancyName, userNameOrEmailAddress: ready.adminUser, password: ready.adminPassword },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.envelope));
    admin.token = answer.envelope.data.accessToken;
    return admin;
  }

  /** One call; every answer, refusals too, carries the whole envelope. */
  async call(method, pathAndQuery, { body, headers = {} } = {}) {
    const response = await fetch(this.ready.baseUrl + pathAndQuery, {
      method,
      headers: {
        ApiKey: this.ready.apiKey,
        TenancyName: this.ready.tenancyName,
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const envelope = JSON.parse(await response.text());
    for (const key of ['data', 'error_code', 'error_message', 'error_descriptions']) {
      assert.ok(key in envelope, `the envelope lacks ${key}`);
    }
    return { status: response.status, headers: response.headers, envelope };
  }

  /** The `data` of a call that must succeed. */
  async ask(method, pathAndQuery, options) {
    const answer = await this.call(method, pathAndQuery, options);
    assert.equal(answer.status, 200, `${method} ${pathAndQuery}: ${JSON.stringify(answer.envelope)}`);
    assert.equal(answer.envelope.error_code, null, JSON.stringify(answer.envelope));
    return answer.envelope.data;
  }

  /** Creates an invitation: `{id, token, link, phone}`. */
  async invite(body = invitation()) {
    const answer = await this.call('POST', '/api/IdentityUserSession/CreateInvitation', { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.envelope));
    assert.equal(answer.envelope.error_code, null, JSON.stringify(answer.envelope));
    assert.equal(typeof answer.envelope.data, 'string', 'data is the bare token');
    const token = answer.envelope.data;
    const id = answer.headers.get('x-session-id');
    assert.ok(id, 'X-Session-Id is missing');
    return { id, token, phone: body.SessionInput.phoneNumber, link: this.linkOf(token) };
  }

  linkOf(token) {
    return `${this.ready.baseUrl}/session?token=${encodeURIComponent(token)}`;
  }

  session(id) {
    return this.ask('GET', `/api/IdentityUserSession/Get?id=${id}`);
  }

  revoke(id) {
    return this.ask('POST', '/api/IdentityUserSession/Revoke', { body: { id } });
  }

  /** The bytes of a contract's PDF. */
  async contractPdf(requestId) {
    const response = await fetch(`${this.ready.baseUrl}/api/BusinessRequest/GetContractToPdf?id=${requestId}`, {
      headers: {
        ApiKey: this.ready.apiKey,
        TenancyName: this.ready.tenancyName,
        Authorization: `Bearer ${this.token}`,
        Accept: 'application/pdf',
      },
      signal: AbortSignal.timeout(30_000),
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^application\/pdf/);
    return Buffer.from(await response.arrayBuffer());
  }
}
