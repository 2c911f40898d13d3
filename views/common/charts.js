// Charts by keyboard, and the names in a network.
//
// A chart is one stop of the Tab key, arrow keys walk its marks and show what each says, Enter opens what is behind it,
// and when that is closed the chart has the focus again. Plotly answers to the mouse alone, so the keys speak to it as one.
const PLOT = ".js-plotly-plot";
const MARKS = ".barlayer .point path, .scatterlayer .points path.point";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
const HELP = "Chart. Arrow keys walk its marks, Enter opens what is behind one.";

// One for the page, however often the module is loaded: where to speak, and the chart to come back to.
const shared = (globalThis.blamewireCharts ??= { live: null, came: null, listening: false });

function marks(plot) {
  const box = plot.getBoundingClientRect();
  const shown = [...plot.querySelectorAll(MARKS)].map((m) => m.getBoundingClientRect()).filter((r) => r.width > 1 && r.height > 1);
  const made = shown.map((r) => ({ x: r.x + r.width / 2 - box.x, y: r.y + r.height / 2 - box.y }));
  // Charts with a row a name are read from the top, the others from the left.
  const [first, second] = plot._fullLayout?.yaxis?.type === "category" ? ["y", "x"] : ["x", "y"];
  return made.sort((a, b) => Math.round(a[first]) - Math.round(b[first]) || a[second] - b[second]);
}

function mouse(plot, kind, at, pressed) {
  const box = plot.getBoundingClientRect();
  plot.querySelector(".nsewdrag")?.dispatchEvent(new MouseEvent(kind, {
    bubbles: true, cancelable: true, view: window, clientX: box.x + at.x, clientY: box.y + at.y, button: 0, buttons: pressed ? 1 : 0,
  }));
}

function label(plot) {
  return [...plot.querySelectorAll(".hoverlayer .hovertext")].flatMap((box) => [...box.querySelectorAll("text")].map((t) =>
    [...t.querySelectorAll("tspan.line")].map((l) => l.textContent).filter(Boolean).join(", ") || t.textContent)).filter(Boolean).join("; ");
}

// Plotly draws its label a moment after the mouse has come: until then the one of the mark before stands.
function say(plot, place, of, before, tries = 10) {
  setTimeout(() => {
    const text = label(plot);
    if ((!text || text === before) && tries && plot.dataset.mark === String(place)) say(plot, place, of, before, tries - 1);
    else if (shared.live && text) shared.live.textContent = `${text}. Mark ${place + 1} of ${of}.`;
  }, 60);
}

function pressed(event) {
  const plot = event.target;
  if (!plot.matches?.(PLOT) || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = marks(plot), at = Number(plot.dataset.mark ?? -1);
  if (event.key in STEPS && all.length) {
    event.preventDefault();
    const next = Math.max(0, Math.min(all.length - 1, at < 0 && STEPS[event.key] !== Infinity ? 0 : at + STEPS[event.key]));
    const before = label(plot);
    plot.dataset.mark = next;
    mouse(plot, "mousemove", all[next], false);
    say(plot, next, all.length, before);
  } else if ((event.key === "Enter" || event.key === " ") && all[at]) {
    event.preventDefault();
    mouse(plot, "mousemove", all[at], false);
    mouse(plot, "mousedown", all[at], true);
    mouse(plot, "mouseup", all[at], false);
    shared.came = { chart: plot.closest("[class*=st-key-chart_]")?.className.match(/st-key-chart_\S+/)?.[0], opened: false };
  }
}

function left(event) {
  if (!event.target.matches?.(PLOT)) return;
  delete event.target.dataset.mark;
  mouse(event.target, "mouseout", { x: -1, y: -1 }, false);
}

// Names of a network keep off each other at every width: the busiest name comes first, goes above its circle, or below
// it, or stays away until its circle is pointed at.
function apart(plot) {
  const names = [...plot.querySelectorAll(".scatterlayer .trace:last-child .textpoint text")];
  const circles = [...plot.querySelectorAll(".scatterlayer .trace:last-child .points path.point")];
  names.forEach((name) => { name.style.transform = ""; });
  const boxes = names.map((name) => name.getBoundingClientRect());
  const frame = (plot.querySelector(".nsewdrag") ?? plot).getBoundingClientRect();
  const taken = [];
  names.forEach((name, i) => {
    const box = boxes[i], below = (circles[i]?.getBoundingClientRect().height ?? 0) + box.height;
    const aside = Math.max(0, frame.left - box.left) - Math.max(0, box.right - frame.right);
    const place = [0, below].map((down) => ({ down, left: box.left + aside, right: box.right + aside, top: box.top + down, bottom: box.bottom + down }))
      .find((p) => !taken.some((t) => p.left < t.right && t.left < p.right && p.top < t.bottom && t.top < p.bottom));
    name.style.visibility = place ? "visible" : "hidden";
    if (!place) return;
    taken.push(place);
    if (place.down || aside) name.style.transform = `translate(${aside}px, ${place.down}px)`;
  });
}

// Plotly centres the title of an axis under the axis, not under the chart: beside long names it would run off the edge.
function within(plot) {
  const frame = plot.getBoundingClientRect();
  for (const title of plot.querySelectorAll(".xtitle")) {
    title.style.transform = "";
    title.style.fontSize = title.dataset.size ??= title.style.fontSize;
    const width = title.getBoundingClientRect().width;
    if (width > frame.width) title.style.fontSize = `${0.98 * parseFloat(getComputedStyle(title).fontSize) * frame.width / width}px`;
    const box = title.getBoundingClientRect();
    const aside = Math.max(0, frame.left - box.left) - Math.max(0, box.right - frame.right);
    if (aside) title.style.transform = `translate(${aside}px, 0)`;
  }
}

function reachable() {
  for (const plot of document.querySelectorAll(`${PLOT}:not([tabindex])`)) {
    if (!plot.on) continue;
    const tidied = plot.closest(".st-key-chart_network") ? apart : within;
    tidied(plot);
    plot.on("plotly_afterplot", () => tidied(plot));
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", HELP);
  }
}

// The chart is drawn anew behind what it opened, so the browser has lost the focus by then.
function returned() {
  const came = shared.came;
  if (!came?.chart) return;
  if (document.querySelector("[role=dialog]")) { came.opened = true; return; }
  const plot = document.querySelector(`.${came.chart} ${PLOT}`);
  if (!came.opened) return;
  if (!plot || document.querySelector("[data-stale=true]")) { setTimeout(returned, 150); return; }
  if (document.activeElement === document.body || document.activeElement === null) plot.focus();
  shared.came = null;
}

export default function (component) {
  const { parentElement } = component;
  let live = parentElement.querySelector(".told");
  if (!live) {
    live = document.createElement("div");
    live.className = "told";
    live.setAttribute("aria-live", "polite");
    parentElement.append(live);
  }
  shared.live = live;
  if (shared.listening) return;
  shared.listening = true;
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; reachable(); returned(); });
  }).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusout", left);
  reachable();
}
