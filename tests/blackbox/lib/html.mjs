// As much of HTML as the hosted pages' stable hooks need: the step, the forms by their action, the fields.
// Not here: a parser for anyone else's pages.

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}

/** The attributes of one start tag. */
export function attributes(tag) {
  const found = {};
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
  for (const [, name, double, single, bare] of tag.replace(/^<\w+|\/?>$/g, '').matchAll(pattern)) {
    found[name.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  return found;
}

const startTags = (html, name) => [...html.matchAll(new RegExp(`<${name}(?=[\\s>])[^>]*>`, 'gi'))].map(([tag]) => attributes(tag));

/** A hosted page: its step, its session, its forms and the links to its PDFs. */
export function readPage(html) {
  const main = startTags(html, 'main')[0] ?? {};
  const forms = [...html.matchAll(/<form(?=[\s>])[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => readForm(form));
  const documents = {};
  for (const anchor of startTags(html, 'a')) {
    if (anchor['data-document']) documents[anchor['data-document']] = anchor.href;
  }
  const errors = [...html.matchAll(/data-error-code\s*=\s*["']?([^"'\s>]+)/gi)].map(([, code]) => code);
  return { html, step: main['data-step'], sessionId: main['data-session-id'], forms, documents, errors };
}

function readForm(html) {
  const form = startTags(html, 'form')[0];
  const inputs = startTags(html, 'input');
  const fields = {};
  for (const input of inputs) {
    const off = ['checkbox', 'radio'].includes(input.type) && !('checked' in input);
    if (input.name && !off) fields[input.name] = input.value ?? '';
  }
  for (const area of startTags(html, 'textarea').concat(startTags(html, 'select'))) {
    if (area.name) fields[area.name] ??= '';
  }
  const button = startTags(html, 'button').find((one) => one.name);
  if (button) fields[button.name] ??= button.value ?? '';
  const hidden = inputs.filter((input) => input.type === 'hidden').map((input) => input.name);
  return { action: form['data-action'], url: form.action, method: (form.method ?? 'get').toLowerCase(), fields, hidden };
}
