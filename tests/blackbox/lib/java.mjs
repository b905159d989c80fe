// The outside judges in Java (judges/): the EU's DSS and veraPDF, one JVM for many files.
// Not here: what their verdict should be.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = process.env.MITHAQ_JUDGES_JAVA ?? fileURLToPath(new URL('../../../target/java-judges', import.meta.url));

function judge(args, files) {
  const classPath = `${path.join(home, 'classes')}:${path.join(home, 'lib', '*')}`;
  // For a few files a JVM that compiles less ends sooner.
  const run = spawnSync('java', ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath, 'Judge', ...args], {
    input: files.map((file) => `${file}\n`).join(''),
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, `${run.error ?? ''}${run.stderr}`);
  const verdicts = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(verdicts.map((verdict) => verdict.file), files);
  return verdicts;
}

/** DSS's conclusion on each file's signatures, with only this root trusted and nothing fetched. */
export const dss = (files, root) => judge(['dss', '--trust', root], files);

/** Which rules of a flavour (`2a`, `ua1`) each file breaks, by veraPDF. */
export const verapdf = (files, flavour) => judge(['verapdf', '--flavour', flavour], files);
