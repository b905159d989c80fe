// What the sealed and the reviewed document claim to be, by the judges that the field trusts most: PDF/A and PDF/UA by
// veraPDF, PAdES by the EU's DSS; and that MuPDF reads them as written.
// Not here: pyHanko, pdfsig and qpdf; see demo.test.mjs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { dss, verapdf } from './lib/java.mjs';
import { judgesPython } from './lib/judge.mjs';
import { runBinary, scratchFolder } from './lib/server.mjs';

let scratch, sealed, reviewed, root, completion;

before(() => {
  scratch = scratchFolder();
  const out = path.join(scratch, 'out');
  const run = runBinary(['demo', '--once', '--out', out]);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  [sealed, reviewed, root] = ['contract.pdf', 'reviewed.pdf', 'root.pem'].map((name) => path.join(out, name));
  const whole = ['-m', 'zipfile', '-e', path.join(out, 'evidence.zip'), path.join(scratch, 'evidence')];
  const taken = spawnSync(judgesPython, whole, { encoding: 'utf8' });
  assert.equal(taken.status, 0, taken.stderr);
  completion = path.join(scratch, 'evidence', 'completion.pdf');
});

/** All that DSS may miss at the level B: nothing in the file says that the certificates were not revoked. */
const REVOCATION_ALONE = ['The certificate validation is not conclusive!', 'No revocation data found for the certificate!'];

test('DSS calls the seal PAdES-BASELINE-B, misses revocation data alone and finds no change', () => {
  const [verdict] = dss([sealed], root);
  assert.equal(verdict.signatures?.length, 1, JSON.stringify(verdict));
  const [seal] = verdict.signatures;
  assert.equal(seal.format, 'PAdES-BASELINE-B');
  assert.ok(seal.intact && seal.valid && seal.byteRangeValid, JSON.stringify(seal));
  assert.equal(seal.indication, 'INDETERMINATE');
  assert.deepEqual(seal.errors.filter((error) => !REVOCATION_ALONE.includes(error)), []);
  for (const [kind, changes] of Object.entries(seal.changes)) assert.deepEqual(changes, [], kind);
  const [start, length, second, rest] = seal.byteRange;
  assert.equal(start, 0);
  assert.equal(second + rest, readFileSync(sealed).length);
  assert.ok(length > readFileSync(reviewed).length);
});

test('DSS refuses a changed byte', () => {
  const altered = path.join(scratch, 'altered.pdf');
  const bytes = Buffer.from(readFileSync(sealed));
  bytes[readFileSync(reviewed).length >> 1] ^= 1;
  writeFileSync(altered, bytes);
  const [verdict] = dss([altered], root);
  assert.ok(verdict.error || verdict.signatures.length === 1, JSON.stringify(verdict));
  for (const seal of verdict.signatures ?? []) assert.equal(seal.indication, 'TOTAL_FAILED', JSON.stringify(seal));
});

for (const [flavour, name] of [['2a', 'PDF/A-2a'], ['ua1', 'PDF/UA-1']]) {
  test(`veraPDF finds nothing against ${name}, before and after sealing and in the certificate of completion`, () => {
    for (const verdict of verapdf([reviewed, sealed, completion], flavour)) {
      assert.deepEqual(verdict.failed, [], JSON.stringify(verdict));
      assert.equal(verdict.compliant, true, JSON.stringify(verdict));
    }
  });
}

test('veraPDF would say so: a file that is neither breaks rules of both', () => {
  const plain = path.join(scratch, 'plain.pdf');
  const bytes = readFileSync(sealed, 'latin1').replaceAll('pdfaid:part', 'pdfaid:trap').replaceAll('pdfuaid:part', 'pdfuaid:trap');
  writeFileSync(plain, bytes, 'latin1');
  for (const flavour of ['2a', 'ua1']) assert.equal(verapdf([plain], flavour)[0].compliant, false);
});

test('MuPDF draws both as written, and calls the seal unchanged', () => {
  for (const file of [reviewed, sealed]) {
    const run = spawnSync('mutool', ['draw', '-q', '-r', '20', '-F', 'png', '-o', path.join(scratch, 'page-%d.png'), file], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    // Debian's is built without colour management and says so.
    assert.equal(run.stderr.replace('warning: ICC support is not available\n', ''), '');
  }
  const said = spawnSync('mutool', ['sign', '-v', sealed], { encoding: 'utf8' });
  assert.match(said.stdout, /The document is unchanged since signing\./, said.stdout + said.stderr);
});
