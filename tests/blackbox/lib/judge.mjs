// Outside judges of a PDF: pdfsig (poppler), pyHanko, qpdf, pdfium's text extraction.
// Not here: our own verifier, which is under test.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const judgeScript = fileURLToPath(new URL('../judge.py', import.meta.url));
const defaultPython = fileURLToPath(new URL('../../../target/judges/bin/python', import.meta.url));

/** The Python that has the judges of requirements.txt. */
export const judgesPython = process.env.MITHAQ_JUDGES_PYTHON ?? defaultPython;

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 26 });
  assert.equal(result.error, undefined, `${command} did not run: ${result.error}`);
  return result;
}

function python(...args) {
  const result = run(judgesPython, [judgeScript, ...args]);
  assert.equal(result.status, 0, result.stderr);
  return JSON.parse(result.stdout);
}

/** pyHanko's verdict on each signature, with only this root trusted. */
export const pyhanko = (file, root) => python('signatures', file, root);

/** The text of each page as Chrome's PDF reader would copy it. */
export const pageTexts = (file) => python('text', file);

/** pdfsig's verdict on each signature, with only this root trusted. */
export function pdfsig(file, root, scratch) {
  const trust = mkdtempSync(path.join(scratch, 'nss-'));
  assert.equal(run('certutil', ['-N', '-d', `sql:${trust}`, '--empty-password']).status, 0);
  const add = run('certutil', ['-A', '-d', `sql:${trust}`, '-n', 'root', '-t', 'CT,CT,CT', '-a', '-i', root]);
  assert.equal(add.status, 0, add.stderr);
  // Not -no-ocsp: with it poppler 22.12 calls every certificate an unknown issue. Ours name no OCSP server.
  return readPdfsig(run('pdfsig', ['-nssdir', `sql:${trust}`, file]).stdout);
}

/** pdfsig prints one block per signature, one `- Key: value` per line. */
export function readPdfsig(text) {
  return text.split(/^Signature #\d+:$/m).slice(1).map((block) => {
    const value = (key) => block.match(new RegExp(`^ +- ${key}: ?(.*)$`, 'm'))?.[1].trim();
    return {
      signature: value('Signature Validation'),
      certificate: value('Certificate Validation'),
      type: value('Signature Type'),
      coversAll: /^ +- Total document signed$/m.test(block),
    };
  });
}

/** qpdf finds nothing wrong with the file's structure. */
export function assertWellFormed(file) {
  const result = run('qpdf', ['--check', file]);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}
