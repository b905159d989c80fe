// What a signer may add to the confirmation: a signature drawn by hand, and a location at their own tap. Neither is
// ever needed, and nothing leaves before the person signs. What was given survives a mistyped code: it is kept in
// this tab only, for this document only, and session.js forgets it at the end.
(() => {
  "use strict";
  const main = document.querySelector("main");
  const field = (name) => document.querySelector('input[name="' + name + '"]');
  const sha256 = field("document_sha256").value;
  const shelf = "mithaq-signing-" + main.dataset.sessionId;
  const inputs = ["typed_signature", "drawn_signature", "location"].map(field).filter(Boolean);

  const keep = () => {
    const values = {};
    for (const input of inputs) values[input.name] = input.value;
    try {
      sessionStorage.setItem(shelf, JSON.stringify({ sha256, values }));
    } catch (refused) { /* a browser that keeps nothing: the person draws again */ }
  };
  try {
    const kept = JSON.parse(sessionStorage.getItem(shelf));
    if (kept && kept.sha256 === sha256) {
      for (const input of inputs) if (!input.value) input.value = kept.values[input.name] || "";
    }
  } catch (refused) { /* nothing was kept */ }
  for (const input of inputs) input.addEventListener("input", keep);

  // The drawn signature. Units as the server knows them: 1000 wide, 400 high, from the left and from the top.
  const drawing = document.querySelector("[data-drawing]");
  const drawn = field("drawn_signature");
  const WIDTH = 1000, HEIGHT = 400, MOST_POINTS = 1500, MOST_STROKES = 80, STEP = 4;
  const pad = drawing.querySelector("canvas");
  const pen = pad.getContext("2d");
  const undo = drawing.querySelector("[data-undo]");
  const clear = drawing.querySelector("[data-clear]");
  let strokes = drawn.value
    ? drawn.value.split("_").map((stroke) => stroke.split("-").map((point) => point.split(".").map(Number)))
    : [];

  const paint = () => {
    if (!pad.clientWidth) return;
    const sharp = window.devicePixelRatio || 1;
    pad.width = Math.round(pad.clientWidth * sharp);
    pad.height = Math.round(pad.clientHeight * sharp);
    const unit = pad.width / WIDTH;
    pen.scale(unit, unit);
    pen.strokeStyle = pen.fillStyle = getComputedStyle(pad).color;
    pen.lineWidth = 2.25 * sharp / unit;
    pen.lineCap = pen.lineJoin = "round";
    for (const points of strokes) {
      pen.beginPath();
      pen.moveTo(...points[0]);
      for (let i = 1; i < points.length - 1; i += 1) {
        const [x, y] = points[i], [nextX, nextY] = points[i + 1];
        pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
      }
      const [endX, endY] = points[points.length - 1];
      pen.lineTo(endX + (points.length === 1 ? 0.5 : 0), endY);
      pen.stroke();
    }
  };
  const count = () => strokes.reduce((sum, points) => sum + points.length, 0);
  const write = () => {
    while (count() > MOST_POINTS) {
      strokes = strokes.map((points) => points.filter((_, i) => i === 0 || i === points.length - 1 || i % 2 === 0));
    }
    drawn.value = strokes.map((points) => points.map((point) => point.join(".")).join("-")).join("_");
    undo.disabled = clear.disabled = strokes.length === 0;
    paint();
    keep();
  };
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    const unit = pad.clientWidth / WIDTH;
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value / unit)));
    return [within(event.clientX - box.left - pad.clientLeft, WIDTH), within(event.clientY - box.top - pad.clientTop, HEIGHT)];
  };

  let finger = null;
  pad.addEventListener("pointerdown", (event) => {
    if (finger !== null || event.button !== 0 || strokes.length >= MOST_STROKES) return;
    event.preventDefault();
    finger = event.pointerId;
    pad.setPointerCapture(finger);
    strokes.push([at(event)]);
    paint();
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== finger) return;
    const points = strokes[strokes.length - 1];
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const move of moves.length ? moves : [event]) {
      const [x, y] = at(move), [lastX, lastY] = points[points.length - 1];
      if (Math.hypot(x - lastX, y - lastY) >= STEP) points.push([x, y]);
    }
    paint();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, (event) => {
      if (event.pointerId !== finger) return;
      finger = null;
      write();
    });
  }
  undo.addEventListener("click", () => { strokes.pop(); write(); });
  clear.addEventListener("click", () => { strokes = []; write(); });
  drawing.addEventListener("toggle", paint);
  window.addEventListener("resize", paint);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  if (dark.addEventListener) dark.addEventListener("change", paint);
  drawing.hidden = false;
  drawing.open = strokes.length > 0;
  write();

  // The location. Browsers give it to secure pages only; elsewhere nothing is asked and nothing is shown.
  const place = document.querySelector("[data-location]");
  if (!window.isSecureContext || !navigator.geolocation) return;
  const location = field("location");
  const said = place.querySelector("[role=status]");
  const share = place.querySelector("[data-share]");
  const forget = place.querySelector("[data-forget]");
  const show = (words) => {
    said.textContent = words || "";
    share.hidden = location.value !== "";
    forget.hidden = location.value === "";
    keep();
  };
  share.addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      location.value = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.round(coords.accuracy)].join(",");
      show(said.dataset.given);
      forget.focus();
    }, () => show(said.dataset.refused), { timeout: 15000, maximumAge: 300000 });
  });
  forget.addEventListener("click", () => {
    location.value = "";
    show(said.dataset.forgotten);
    share.focus();
  });
  place.hidden = false;
  show(location.value ? said.dataset.given : "");
})();
