// The development outbox: one JSON file per message, names sorting by time.
// Not here: sending anything.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { until } from './until.mjs';

export class Outbox {
  #read = new Map();
  #hopeless = false;

  constructor(folder) {
    this.folder = folder;
  }

  /** Lets whoever waits for a code give up: there will be none. */
  giveUp() {
    this.#hopeless = true;
  }

  /** Every message so far, oldest first. */
  messages(matches = () => true) {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => this.#message(name))
      .filter(matches);
  }

  /** A message is renamed into place and never changes: each is read once. */
  #message(name) {
    if (!this.#read.has(name)) {
      this.#read.set(name, { file: name, ...JSON.parse(readFileSync(path.join(this.folder, name), 'utf8')) });
    }
    return this.#read.get(name);
  }

  /** The codes sent for a session and a purpose (`phone`, `sign`), oldest first. */
  codes(sessionId, purpose) {
    const wanted = (message) => sameId(message.sessionId, sessionId) && message.purpose === purpose && message.code;
    return this.messages(wanted).map((message) => message.code);
  }

  /** The newest code, once more than `known` were sent. */
  async code(sessionId, purpose, known = 0) {
    const sent = await until(`a code for ${purpose}`, () => {
      if (this.#hopeless) throw new Error('no code will come any more');
      const codes = this.codes(sessionId, purpose);
      return codes.length > known && codes;
    });
    return sent.at(-1);
  }
}

/** Ids are compared without regard to case. */
export const sameId = (one, other) => String(one).toLowerCase() === String(other).toLowerCase();

/** Six digits that are not this code. */
export function wrongCode(code) {
  const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  return other;
}
