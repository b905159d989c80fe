// Small comforts for the hosted session. Every page works without this file;
// it never submits a form and sends nothing anywhere.
(() => {
  "use strict";
  const page = document.documentElement;
  const number = new Intl.NumberFormat(page.lang === "ar" ? "ar-EG" : "en", { useGrouping: false });
  const twoDigits = new Intl.NumberFormat(page.lang === "ar" ? "ar-EG" : "en", { minimumIntegerDigits: 2 });

  // Count down until a new code may be asked for. The server decides; this only saves a refusal.
  for (const button of document.querySelectorAll("button[data-resend-seconds]")) {
    const wait = Number(button.dataset.resendSeconds);
    const text = button.form.querySelector("[data-resend-now]");
    if (!(wait > 0) || !text) continue;
    const end = Date.now() + wait * 1000;
    const sentence = text.textContent;
    button.disabled = true;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) {
        const time = number.format(Math.floor(left / 60)) + ":" + twoDigits.format(left % 60);
        text.textContent = sentence.replace(/[\d\u0660-\u0669]+:[\d\u0660-\u0669]+/, time);
        setTimeout(tick, 500);
      } else {
        button.disabled = false;
        text.setAttribute("role", "status"); // spoken once, at the end
        text.textContent = text.dataset.resendNow;
      }
    };
    tick();
  }

  // Fill the code in from the SMS where the browser can (WebOTP); the person still presses the button.
  const code = document.querySelector('input[autocomplete="one-time-code"]');
  if (code && "OTPCredential" in window) {
    const stop = new AbortController();
    code.form.addEventListener("submit", () => stop.abort());
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
      .then((received) => { if (received && !code.value) code.value = received.code; })
      .catch(() => {});
  }

  // Enlarge a page in its place; without script the link opens the picture alone.
  for (const sheet of document.querySelectorAll("a.sheet")) {
    sheet.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      sheet.parentElement.classList.toggle("enlarged");
    });
  }

  // What signing.js kept for a second try is forgotten at the end.
  const main = document.querySelector("main");
  if (["done", "declined", "ended"].includes(main.dataset.step)) {
    try {
      sessionStorage.removeItem("mithaq-signing-" + main.dataset.sessionId);
    } catch (refused) { /* this browser keeps nothing */ }
  }

  // Look again while something is being prepared.
  const seconds = Number(main.dataset.refreshSeconds);
  if (seconds > 0) setTimeout(() => location.reload(), seconds * 1000);
})();
