// Try it: sends the call of a page of the reference to the public sandbox of this server and shows what was
// answered. What opens the sandbox is public; its tokens, and ids for the next page, stay in this tab.
(() => {
  "use strict";
  const section = document.getElementById("try");
  const form = section.querySelector("form");
  const [answer, status, sentence, headers, text, file] =
    [".answer", ".status", ".sentence", ".answer dl", ".answer code", ".answer a[download]"].map((one) => section.querySelector(one));
  const { method, path, key, token, tenancy, user, password, phone, failed } = form.dataset;
  const language = document.documentElement.lang;
  const time = new Intl.NumberFormat(language === "ar" ? "ar-EG" : "en", { style: "unit", unit: "millisecond", maximumFractionDigits: 0 });
  const worthReading = ["X-Session-Id", "X-Session-Url", "Retry-After", "RateLimit-Remaining", "X-Request-Id"];
  /** Longer answers are cut: a file as Base64 is nothing to read. */
  const longest = 20000;

  const kept = {
    get(name) {
      try { return JSON.parse(sessionStorage.getItem("mithaq-try-" + name)); } catch (refused) { return null; }
    },
    set(name, value) {
      try { sessionStorage.setItem("mithaq-try-" + name, JSON.stringify(value)); } catch (refused) { /* this tab keeps nothing */ }
    },
  };

  const send = (method, target, headers, body) => {
    const all = { "Accept-Language": language, ...headers };
    if (key) all.ApiKey = key;
    if (body !== undefined) all["Content-Type"] = "application/json";
    return fetch(target, { method, headers: all, body, credentials: "omit", cache: "no-store" });
  };
  const post = (target, body, headers) => send("POST", target, headers, JSON.stringify(body));

  // How a token is had, as any client has it; the last answer carries it, or says why there is none.
  const ways = {
    admin: () => post("/api/credentials/Login", { tenancyName: tenancy, userNameOrEmailAddress: user, password }, { TenancyName: tenancy }),
    person: async () => {
      const sent = await post("/api/DigitalIdentity/Register/StepVerifyPhone", { phoneNumber: phone });
      const { data } = await sent.clone().json();
      if (!data) return sent;
      const { phoneNumberOtp, phoneNumberOtpRequestId } = data;
      const geoLocation = JSON.parse(form.dataset.location);
      return post("/api/DigitalIdentity/Register", { phoneNumber: phone, phoneNumberOtp, phoneNumberOtpRequestId, geoLocation });
    },
  };

  async function call(target, headers, body) {
    if (!token) return send(method, target, headers, body);
    const known = kept.get(token);
    if (known) {
      const response = await send(method, target, { ...headers, Authorization: "Bearer " + known }, body);
      if (response.status !== 401) return response;
    }
    const given = await ways[token]();
    const fresh = (await given.clone().json()).data?.accessToken;
    if (!fresh) return given;
    kept.set(token, fresh);
    return send(method, target, { ...headers, Authorization: "Bearer " + fresh }, body);
  }

  function filledIn() {
    const [query, headers] = [new URLSearchParams(), {}];
    let target = path;
    for (const input of form.querySelectorAll("input")) {
      const value = input.value.trim();
      if (input.dataset.kind === "path") target = target.replace(`{${input.name}}`, encodeURIComponent(value));
      else if (value && input.dataset.kind === "query") query.append(input.name, value);
      else if (value) headers[input.name] = value;
    }
    const search = query.toString();
    if (search) target += "?" + search;
    return [target, headers, form.elements.body?.value];
  }

  async function show(response, took) {
    const type = response.headers.get("Content-Type") ?? "";
    status.textContent = `${response.status} ${response.statusText}`.trim() + " · " + time.format(took);
    headers.replaceChildren(...worthReading.filter((name) => response.headers.has(name)).flatMap((name) => {
      const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
      const value = response.headers.get(name);
      term.textContent = name;
      detail.textContent = value;
      if (name === "X-Session-Url") {
        const link = Object.assign(document.createElement("a"), { href: value, target: "_blank", rel: "noopener", textContent: value });
        detail.replaceChildren(link);
      }
      return [term, detail];
    }));
    URL.revokeObjectURL(file.href);
    file.hidden = type.includes("json");
    text.parentElement.hidden = !file.hidden;
    let refused = !response.ok;
    sentence.textContent = "";
    if (file.hidden) {
      const body = await response.text();
      const json = JSON.parse(body);
      refused ||= Boolean(json.error_code);
      sentence.textContent = json.error_message ?? "";
      const shown = JSON.stringify(json, null, 2);
      text.textContent = shown.length > longest ? shown.slice(0, longest) + "…" : shown;
      if (!refused) keepForOthers(json, response.headers);
    } else {
      file.href = URL.createObjectURL(await response.blob());
      file.download = "answer." + type.split(/[/;]/)[1];
    }
    status.classList.toggle("refused", refused);
  }

  // Ids of one answer are what other calls are asked with; which, the reference says.
  function keepForOthers(json, headers) {
    const given = kept.get("given") ?? {};
    for (const [to, name, from] of JSON.parse(form.dataset.links)) {
      const value = from.startsWith("$response.header.")
        ? headers.get(from.slice("$response.header.".length))
        : from.split("#/")[1].split("/").reduce((inner, part) => inner?.[part], json);
      if (value != null) given[to] = { ...given[to], [name]: value };
    }
    kept.set("given", given);
  }

  // Whoever was made up for the first page is tried on the next ones too: a code is for one phone.
  for (const name of ["phone", "email"]) {
    const body = form.elements.body;
    if (!body?.value.includes(form.dataset[name])) continue;
    const first = kept.get(name) ?? form.dataset[name];
    kept.set(name, first);
    body.value = body.value.replaceAll(form.dataset[name], first);
  }
  for (const [name, value] of Object.entries(kept.get("given")?.[path] ?? {})) {
    const input = [...form.querySelectorAll("input")].find((one) => one.name === name);
    const body = form.elements.body;
    if (input) input.value = value;
    else if (body) body.value = JSON.stringify({ ...JSON.parse(body.value), [name]: value }, null, 2);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const began = performance.now();
    try {
      const response = await call(...filledIn());
      await show(response, performance.now() - began);
    } catch (error) {
      status.textContent = failed;
      status.classList.add("refused");
      sentence.textContent = "";
      headers.replaceChildren();
      text.parentElement.hidden = file.hidden = true;
    }
    answer.hidden = false;
    status.scrollIntoView({ block: "nearest" });
    form.setAttribute("aria-busy", "false");
  });
  section.hidden = false;
})();
