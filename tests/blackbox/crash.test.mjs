// kill -9 at random moments under a load of invitations and signatures. Whatever was acknowledged is there after
// the restart, every job runs, no contract is sealed twice, nothing stays half-signed.
// MITHAQ_CRASH_ROUNDS sets the number of kills (3), MITHAQ_CRASH_SEED their moments.
// Not here: what a lost power supply does to the disk; see durability.test.mjs.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { test } from 'node:test';
import { Admin } from './lib/api.mjs';
import { Outbox } from './lib/outbox.mjs';
import { Server, scratchFolder } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Visit, provePhone, readyToSign } from './lib/visit.mjs';

const rounds = Number(process.env.MITHAQ_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.MITHAQ_CRASH_SEED ?? 20261123);
const inviters = 4;
const signers = 4;
const invitationsARound = 1500;

/** mulberry32: a small generator, so that a failing run can be run again. */
function dice(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Everything that the server has answered for, over all rounds. */
class Ledger {
  invited = new Map();
  signed = new Map();
  sealed = new Map();
}

/** Runs until the server is gone; an error while it lives is a failure of the test. */
async function load(server, ledger) {
  const admin = await Admin.login(server.ready);
  const outbox = new Outbox(server.ready.outboxDir);
  const state = { outbox, stopped: false, mistakes: [] };
  const worker = async (work) => {
    while (!state.stopped) {
      try {
        await work();
      } catch (error) {
        if (!state.stopped) state.mistakes.push(error);
        return;
      }
    }
  };
  let left = invitationsARound;
  const invite = async () => {
    if ((left -= 1) < 0) await new Promise((resolve) => setTimeout(resolve, 20)); // enough of them; the others go on
    else {
      const invited = await admin.invite();
      ledger.invited.set(invited.id, invited);
    }
  };
  const sign = async () => {
    const invited = await admin.invite();
    ledger.invited.set(invited.id, invited);
    const visit = new Visit(server.ready.baseUrl);
    await provePhone(visit, invited, outbox);
    const { request } = await readyToSign(visit, invited, outbox);
    await visit.post(request);
    const page = await visit.open(visit.page.url);
    // A bare 303 also answers a refusal; only the confirmation acknowledges the signature.
    if (page.step === 'done') ledger.signed.set(invited.id, invited);
  };
  state.workers = [...Array(inviters).fill(invite), ...Array(signers).fill(sign)].map(worker);
  return state;
}

/** What was acknowledged since `before` (all of it, after the last round) is there, and nothing waits or stands half. */
async function checkAfterRestart(server, ledger, before) {
  const admin = await Admin.login(server.ready);
  for (const id of [...ledger.invited.keys()].slice(before.invited)) {
    assert.equal((await admin.session(id)).id.toLowerCase(), id.toLowerCase());
  }
  await until('every customer-signed contract to be sealed', async () => {
    const counts = await Promise.all([1, 3, 4, 5, 6, 7].map((status) => countOf(admin, status)));
    return counts.every((count) => count === 0);
  }, { seconds: 60, every: 250 });
  for (const id of [...ledger.signed.keys()].slice(before.signed)) {
    const session = await admin.session(id);
    assert.equal(session.state, 'completed', `${id} was confirmed to the person`);
    await checkSeal(admin, ledger, session.contracts[0]);
  }
}

/** How many contracts are in a state. */
async function countOf(admin, status) {
  const answer = await admin.call('GET', `/api/BusinessRequest/GetRequests?status=${status}&MaxResultCount=1`);
  assert.equal(answer.status, 200, JSON.stringify(answer.envelope));
  return answer.envelope.totalCount;
}

async function checkSeal(admin, ledger, contract) {
  assert.equal(contract.requeststatus, 8);
  const pdf = await admin.contractPdf(contract.requestId);
  assert.equal(pdf.toString('latin1').split('/ByteRange').length, 2, 'exactly one sealed revision');
  assert.ok(revisions(pdf).includes(contract.documentSha256), 'the hash that was confirmed is that of the reviewed revision');
  const seen = ledger.sealed.get(contract.requestId);
  assert.ok(seen === undefined || seen === digest(pdf), 'a sealed contract changed: it was sealed twice');
  ledger.sealed.set(contract.requestId, digest(pdf));
}

/** The digests of every revision of a PDF: each ends with its `%%EOF` and perhaps a line end. */
function revisions(pdf) {
  const found = [];
  for (let at = pdf.indexOf('%%EOF'); at >= 0; at = pdf.indexOf('%%EOF', at + 1)) {
    for (const end of [at + 5, at + 6, at + 7]) found.push(digest(pdf.subarray(0, end)));
  }
  return found;
}

test(`after kill -9 at ${rounds} random moments nothing acknowledged is lost and nothing is done twice`, { timeout: 1_800_000 }, async (context) => {
  const folder = scratchFolder();
  const data = path.join(folder, 'data');
  const random = dice(seed);
  const ledger = new Ledger();
  let server;
  context.after(() => server?.stop());
  for (let round = 1; round <= rounds; round += 1) {
    server = await Server.start({ folder, data, name: 'crash' });
    const before = { invited: ledger.invited.size, signed: ledger.signed.size };
    const state = await load(server, ledger);
    await until('a first signature in this round', () => state.mistakes.length || ledger.signed.size > before.signed, { seconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, random() * 3000)); // the random moment
    state.stopped = true;
    await server.kill();
    state.outbox.giveUp();
    await Promise.all(state.workers);
    assert.deepEqual(state.mistakes, [], 'no call may fail while the server lives');
    server = await Server.start({ folder, data, name: 'crash' });
    await checkAfterRestart(server, ledger, round < rounds ? before : { invited: 0, signed: 0 });
    context.diagnostic(`round ${round}: ${ledger.invited.size} invitations, ${ledger.signed.size} signatures, ${ledger.sealed.size} seals`);
    await server.stop();
  }
  assert.ok(ledger.signed.size >= rounds);
});
