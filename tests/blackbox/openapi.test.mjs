// openapi.json as an outside judge reads it, and as the program serves it.
// Not here: whether answers are as described; every HTTP test of the web crate checks that.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server, scratchFolder } from './lib/server.mjs';

const file = fileURLToPath(new URL('../../openapi.json', import.meta.url));
const defaultPython = fileURLToPath(new URL('../../target/judges/bin/python', import.meta.url));

let server;

before(async () => {
  server = await Server.start({ folder: scratchFolder(), name: 'openapi' });
});

after(() => server?.stop());

test('the program serves the checked-in description to anyone', async () => {
  const response = await fetch(`${server.ready.baseUrl}/openapi.json`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^application\/json/);
  assert.equal(await response.text(), readFileSync(file, 'utf8'));
});

test('openapi-spec-validator finds it valid', () => {
  const judge = 'import sys, json, openapi_spec_validator as v; v.validate(json.load(open(sys.argv[1])), cls=v.OpenAPIV31SpecValidator)';
  const run = spawnSync(process.env.MITHAQ_JUDGES_PYTHON ?? defaultPython, ['-c', judge, file], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});
