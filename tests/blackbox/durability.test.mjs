// Durable means: no answer byte leaves before an fsync or fdatasync that followed its write. Seen from outside,
// by strace; and the same look at a server that does not sync must see the difference.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Admin } from './lib/api.mjs';
import { Server, scratchFolder } from './lib/server.mjs';
import { judge, readTrace } from './lib/trace.mjs';

const invitations = 40;

async function traced(env) {
  const folder = scratchFolder();
  const strace = path.join(folder, 'strace.log');
  const server = await Server.start({ folder, data: path.join(folder, 'data'), strace, env, name: 'durability' });
  try {
    const admin = await Admin.login(server.ready);
    for (let count = 0; count < invitations; count += 1) await admin.invite();
  } finally {
    await server.stop();
  }
  return judge(readTrace(readFileSync(strace, 'latin1')), '/api/IdentityUserSession/CreateInvitation');
}

test('no answer to CreateInvitation leaves before its commit is on the disk', async () => {
  const seen = await traced({});
  assert.equal(seen.early, 0, JSON.stringify(seen));
  assert.equal(seen.unwritten, 0, JSON.stringify(seen));
  assert.ok(seen.durable >= invitations * 0.8, JSON.stringify(seen));
});

test('the same look at a server that does not sync sees answers leave too early', async () => {
  const seen = await traced({ MITHAQ_TEST_SYNCHRONOUS: 'off' });
  assert.equal(seen.durable, 0, JSON.stringify(seen));
  assert.ok(seen.early >= invitations * 0.8, JSON.stringify(seen));
});
