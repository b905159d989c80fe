// A PKCS#11 token in software (SoftHSM2), and an authority whose certificates belong to the keys in it.
// Not here: the product's own use of a token.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000, ...options });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}: ${result.error ?? ''}${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** An authority of the test's own: a root, and certificates for signing documents. */
export class Issuer {
  constructor(folder, name) {
    this.folder = path.join(folder, `issuer-${name}`);
    mkdirSync(this.folder);
    this.root = path.join(this.folder, 'root.pem');
    const extensions = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-addext', 'basicConstraints=critical,CA:TRUE'];
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', this.#file('root.key'), '-out', this.root];
    run('openssl', ['req', '-x509', '-sha256', '-days', '30', ...key, '-subj', `/CN=${name} root`, ...extensions]);
  }

  #file = (name) => path.join(this.folder, name);

  /** A key and its certificate: `{ key, certificate }`, both PEM files. */
  issue(name, kind = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], usage = 'digitalSignature,nonRepudiation') {
    const [key, request, certificate, extensions] = ['key', 'csr', 'pem', 'ext'].map((end) => this.#file(`${name}.${end}`));
    run('openssl', ['genpkey', ...kind, '-out', key]);
    run('openssl', ['req', '-new', '-key', key, '-subj', `/O=Tokens/CN=${name}`, '-out', request]);
    writeFileSync(extensions, `keyUsage=critical,${usage}\nbasicConstraints=critical,CA:FALSE\nauthorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n`);
    const by = ['-CA', this.root, '-CAkey', this.#file('root.key'), '-CAcreateserial', '-extfile', extensions];
    run('openssl', ['x509', '-req', '-sha256', '-days', '20', '-in', request, ...by, '-out', certificate]);
    return { key, certificate };
  }
}

export const RSA = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];

/** A token with a label and a PIN, in a folder of its own. */
export class SoftToken {
  constructor(folder, label, pin) {
    Object.assign(this, { folder: path.join(folder, `token-${label}`), label, pin, module: MODULE });
    this.store = path.join(this.folder, 'tokens');
    mkdirSync(this.store, { recursive: true });
    const settings = path.join(this.folder, 'softhsm2.conf');
    writeFileSync(settings, `directories.tokendir = ${this.store}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    /** What a process that uses the token needs in its environment. */
    this.env = { SOFTHSM2_CONF: settings };
    this.#run('softhsm2-util', ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '12345678']);
  }

  /** Puts a key and its certificate into it. */
  import({ key, certificate }, label, id) {
    const pkcs8 = path.join(this.folder, 'key.pem');
    run('openssl', ['pkcs8', '-topk8', '-nocrypt', '-in', key, '-out', pkcs8]);
    this.#run('softhsm2-util', ['--import', pkcs8, '--token', this.label, '--label', label, '--id', id, '--pin', this.pin]);
    const der = path.join(this.folder, 'certificate.der');
    run('openssl', ['x509', '-in', certificate, '-outform', 'DER', '-out', der]);
    const login = ['--module', MODULE, '--token-label', this.label, '--login', '--pin', this.pin];
    this.#run('pkcs11-tool', [...login, '--write-object', der, '--type', 'cert', '--label', label, '--id', id]);
  }

  #run(command, args) {
    return run(command, args, { env: { ...process.env, ...this.env } });
  }

  /** How a server's configuration names it; the PIN lies in a file. */
  configuration(name, pin = this.pin) {
    const file = path.join(this.folder, `pin-${name}`);
    writeFileSync(file, `${pin}\n`, { mode: 0o600 });
    return `
      [[token]]
      name = "${name}"
      module = "${MODULE}"
      label = "${this.label}"
      pin = { file = ${JSON.stringify(file)} }`;
  }
}

