// The reader of strace logs, on made-up logs: it must see an answer that left too early.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, readTrace } from './lib/trace.mjs';

const hex = (text) => [...Buffer.from(text, 'latin1')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const wal = `9<${hex('/data/mithaq.db-wal')}>`;
const socket = '7<TCP:[127.0.0.1:80->127.0.0.1:5000]>';
const header = hex('\0\0\0\x02\0\0\0\x02' + 's'.repeat(16));

const asked = `1 recvfrom(${socket}, "${hex('POST /x HTTP/1.1\r\n')}", 8192, 0, NULL, NULL) = 18`;
const frame = `2 pwrite64(${wal}, "${header}", 24, 32) = 24\n2 pwrite64(${wal}, "${hex('page')}"..., 4096, 56) = 4096`;
const synced = `2 fdatasync(${wal}) = 0`;
const answered = `1 sendto(${socket}, "${hex('HTTP/1.1 200 OK\r\n')}"..., 200, MSG_NOSIGNAL, NULL, 0) = 200`;
const verdict = (...lines) => judge(readTrace(lines.join('\n')), '/x');

test('an answer after the sync of its commit is durable', () => {
  assert.deepEqual(verdict(asked, frame, synced, answered), { durable: 1, early: 0, unwritten: 0, ambiguous: 0 });
});

test('an answer before the sync or without one is early', () => {
  assert.equal(verdict(asked, frame, answered, synced).early, 1);
  assert.equal(verdict(asked, frame, answered).early, 1);
});

test('a sync from before the commit does not count', () => {
  assert.equal(verdict(asked, synced, frame, answered).early, 1);
});

test('a sync that ends only after the answer began is early', () => {
  const begun = `2 fdatasync(${wal} <unfinished ...>`;
  const ended = '2 <... fdatasync resumed>) = 0';
  assert.equal(verdict(asked, frame, begun, answered, ended).early, 1);
  assert.equal(verdict(asked, frame, begun, ended, answered).durable, 1);
});

test('a sync of another file or a failed one does not count', () => {
  assert.equal(verdict(asked, frame, `2 fdatasync(5<${hex('/data/mithaq.db')}>) = 0`, answered).early, 1);
  assert.equal(verdict(asked, frame, `2 fdatasync(${wal}) = -1 EIO (Input/output error)`, answered).early, 1);
});

test('an answer that wrote nothing is told apart', () => {
  assert.equal(verdict(asked, answered).unwritten, 1);
});

test('a request that came while another commit was on its way is ambiguous', () => {
  const [first, page] = frame.split('\n');
  assert.equal(verdict(first, asked, page, synced, answered).ambiguous, 1);
});

test('a read that was interrupted by another thread is put together', () => {
  const begun = `1 recvfrom(${socket},  <unfinished ...>`;
  const ended = `1 <... recvfrom resumed>"${hex('POST /x HTTP/1.1\r\n')}", 8192, 0, NULL, NULL) = 18`;
  assert.equal(verdict(begun, '3 fsync(3</a>) = 0', ended, frame, synced, answered).durable, 1);
});

test('a write of the commit that was interrupted by another thread is put together', () => {
  const [first, page] = frame.split('\n');
  const begun = first.replace(') = 24', ' <unfinished ...>');
  const ended = '2 <... pwrite64 resumed>)           = 24';
  assert.equal(verdict(asked, begun, '3 fsync(3</a>) = 0', ended, page, synced, answered).durable, 1);
});
