// Reads a log of `strace -f -yy -xx` and judges durability: no byte of an answer may leave before the write-ahead
// log that holds its commit was synced.
// Not here: running strace; see server.mjs.
//
// SQLite's file format, 4.1 (WAL): each frame is a 24-byte header and a page; the second big-endian word of the
// header is non-zero exactly on the frame that ends a commit. SQLite writes header and page by separate calls
// or as one.

const frameHeader = 24;
const walHeader = 32;

/** The calls of the log in order of their start: `{name, target, data, size, offset, result, start, end}`. */
export function readTrace(text) {
  const calls = [];
  const open = new Map();
  text.split('\n').forEach((line, at) => {
    const parts = line.match(/^(\d+)\s+(.*)$/);
    if (!parts) return;
    const [, pid, rest] = parts;
    const resumed = rest.match(/^<\.\.\. (\w+) resumed>(.*)$/);
    if (resumed) {
      const begun = open.get(pid);
      open.delete(pid);
      if (begun) Object.assign(begun, finish(begun.name, begun.begun + resumed[2]), { end: at });
      return;
    }
    const called = rest.match(/^(\w+)\((.*)$/);
    if (!called) return;
    const [, name, tail] = called;
    const call = { pid, name, start: at, end: Infinity };
    if (tail.endsWith('<unfinished ...>')) {
      call.begun = tail.slice(0, -'<unfinished ...>'.length);
      Object.assign(call, finish(name, call.begun));
      open.set(pid, call);
    } else {
      Object.assign(call, finish(name, tail), { end: at });
    }
    calls.push(call);
  });
  return calls;
}

function finish(name, text) {
  const target = text.match(/^\d+<((?:[^<>]|->|<[^>]*>)*)>/)?.[1] ?? '';
  const data = Buffer.concat([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex]) => Buffer.from(hex.replaceAll('\\x', ''), 'hex')));
  const result = text.match(/\)\s+= (-?\d+)/)?.[1];
  // A call that another thread's line interrupted has a space before its bracket.
  const numbers = text.match(/, (\d+), (\d+)\s*\)\s+=/);
  return {
    target: unhex(target),
    data,
    result: result === undefined ? undefined : Number(result),
    ...(name === 'pwrite64' && numbers && { size: Number(numbers[1]), offset: Number(numbers[2]) }),
  };
}

const unhex = (text) => text.replace(/(?:\\x[0-9a-f]{2})+/g, (hex) => Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString());

const isSync = (call) => call.name === 'fsync' || call.name === 'fdatasync';
const isWal = (call) => /-wal$/.test(call.target);
const isSocket = (call) => /^(TCP|TCPv6|socket)/.test(call.target);

/** The commits of the write-ahead log: `{start, end, synced}`, the last being when the sync after it ended. */
export function commitsOf(calls) {
  const writes = calls.filter((call) => isWal(call) && /write/.test(call.name));
  const syncs = calls.filter((call) => isWal(call) && isSync(call) && call.result === 0);
  const commits = [];
  writes.forEach((write, at) => {
    const isHeader = write.data.length >= 8 && (write.size === frameHeader || write.size > walHeader + frameHeader);
    const frames = write.offset >= walHeader;
    if (!isHeader || !frames || write.data.readUInt32BE(4) === 0 || !beginsFrame(write)) return;
    // Where the page follows by a call of its own, the commit ends with that one.
    const page = write.size === frameHeader ? writes[at + 1] : write;
    if (!page) return;
    const sync = syncs.find((one) => one.start > page.end);
    commits.push({ start: write.start, end: page.end, synced: sync ? sync.end : Infinity });
  });
  return commits;
}

// A page of 4096 bytes could begin like a header; only offsets on the grid of frames are headers.
function beginsFrame({ offset }, page = 4096) {
  return (offset - walHeader) % (frameHeader + page) === 0;
}

/** Each request that asked for `path`, with the answer that left on the same socket. */
export function exchangesOf(calls, path) {
  const exchanges = [];
  const waiting = new Map();
  for (const call of calls) {
    if (!isSocket(call)) continue;
    const head = call.data.toString('latin1');
    if (/^(read|recv)/.test(call.name) && head.startsWith(`POST ${path}`)) waiting.set(call.target, call);
    const answers = /^(write|send)/.test(call.name) && head.startsWith('HTTP/1.1 ');
    if (answers && waiting.has(call.target)) {
      exchanges.push({ asked: waiting.get(call.target).end, answered: call.start, status: Number(head.slice(9, 12)) });
      waiting.delete(call.target);
    }
  }
  return exchanges;
}

/**
 * Judges every exchange. `ambiguous`: another commit was on its way when the request came, so that the first
 * commit after it need not be its own. `early`: the answer began to leave before the commit was synced.
 */
export function judge(calls, path) {
  const commits = commitsOf(calls);
  const verdict = { durable: 0, early: 0, unwritten: 0, ambiguous: 0 };
  for (const { asked, answered, status } of exchangesOf(calls, path)) {
    if (status !== 200) continue;
    const busy = commits.some((commit) => commit.start < asked && commit.end > asked);
    const own = commits.find((commit) => commit.start > asked && commit.start < answered);
    if (busy) verdict.ambiguous += 1;
    else if (!own) verdict.unwritten += 1;
    else if (own.synced < answered) verdict.durable += 1;
    else verdict.early += 1;
  }
  return verdict;
}
