// Builds everything with textContent: what the texts hold is shown, never run.
function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined && text !== null) made.textContent = text;
  return made;
}

const MEANING = { accuser: "accuser", accused: "accused", charge: "charge", found: "search word", quote: "quotation", name: "name", sentence: "accusing sentence" };

function run(segments) {
  const all = document.createDocumentFragment();
  for (const segment of segments) {
    if (!segment.kinds.length) { all.append(segment.text); continue; }
    const mark = element("mark", segment.kinds.join(" "), segment.text);
    mark.title = segment.kinds.map((k) => MEANING[k] || k).join(", ");
    if (segment.records.length) mark.dataset.records = segment.records.join(" ");
    all.append(mark);
  }
  return all;
}

function anchor(link, follow) {
  const a = element("a", "", link.label);
  a.href = link.href;
  if (link.away) { a.target = "_blank"; a.rel = "noopener noreferrer nofollow"; }
  else a.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    follow(link.href);
  });
  return a;
}

function links(list, follow) {
  const row = element("div", "links");
  for (const link of list) row.append(anchor(link, follow));
  return row;
}

function legend(kinds) {
  const row = element("div", "legend");
  for (const kind of kinds) { const one = element("span"); one.append(element("mark", kind, MEANING[kind])); row.append(one); }
  return row;
}

function card(data, follow) {
  const item = element("li", "card" + (data.strong ? " strong" : ""));
  if (data.kicker) item.append(element("p", "kicker", data.kicker));
  if (data.title) item.append(element("p", "title", data.title));
  if (data.segments) { const said = element("p", "said"); said.append(run(data.segments)); item.append(said); }
  if (data.note) item.append(element("p", "kicker", data.note));
  if (data.tags && data.tags.length) {
    const tags = element("div", "tags");
    for (const tag of data.tags) tags.append(element("span", "tag", tag));
    item.append(tags);
  }
  if (data.links && data.links.length) item.append(links(data.links, follow));
  return item;
}

function reader(data, root) {
  const frame = element("div", "reader");
  const text = element("div", "text");
  for (const block of data.blocks) { const p = element("p", block.kind); p.append(run(block.segments)); text.append(p); }
  const notes = element("aside", "notes");
  notes.setAttribute("aria-label", "What was found in the text");
  const light = (id, scroll) => {
    for (const mark of root.querySelectorAll("mark.lit")) mark.classList.remove("lit");
    const hit = [...root.querySelectorAll("mark[data-records]")].filter((m) => m.dataset.records.split(" ").includes(id));
    for (const mark of hit) mark.classList.add("lit");
    if (scroll && hit.length) hit[0].scrollIntoView({ block: "center", behavior: "smooth" });
  };
  for (const note of data.notes) {
    const box = element("div", "note " + note.kind);
    const what = element("button", "what", note.what);
    what.type = "button";
    what.addEventListener("click", () => light(note.id, true));
    box.addEventListener("mouseenter", () => light(note.id, false));
    box.append(what);
    for (const line of note.lines) box.append(element("p", "", line));
    notes.append(box);
  }
  if (!data.notes.length) notes.append(element("p", "kicker", data.nothing));
  frame.append(text, notes);
  return frame;
}

// A short list of links, each with what is counted beside it.
function table(data, follow) {
  const frame = element("div", "list");
  frame.append(element("h3", "", data.title));
  const body = element("ul");
  for (const row of data.rows) {
    const item = element("li");
    item.append(anchor(row, follow), element("span", "value", row.value));
    body.append(item);
  }
  frame.append(data.rows.length ? body : element("p", "kicker", data.nothing));
  return frame;
}

// Counts that open what they count; a question mark says more, to a mouse, a finger and the keyboard.
function numbers(list, follow) {
  const row = element("div", "numbers");
  for (const one of list) {
    const box = element("div", "number");
    const label = element("p", "kicker", one.label);
    box.append(label);
    box.append(anchor({ label: one.value, href: one.href }, follow));
    box.querySelector("a").setAttribute("aria-label", `${one.label}: ${one.value}. Open what is behind it.`);
    if (one.note) box.append(element("p", "kicker", one.note));
    if (one.help) {
      const help = element("p", "kicker", one.help);
      const ask = element("button", "ask", "?");
      help.hidden = true;
      ask.type = "button";
      ask.title = one.help;
      ask.setAttribute("aria-label", `What “${one.label}” counts`);
      ask.setAttribute("aria-expanded", "false");
      ask.addEventListener("click", () => { help.hidden = !help.hidden; ask.setAttribute("aria-expanded", String(!help.hidden)); });
      label.append(ask);
      box.append(help);
    }
    row.append(box);
  }
  return row;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const follow = (href) => setTriggerValue("follow", href);
  const root = element("div", "bw");
  if (data.legend) root.append(legend(data.legend));
  if (data.numbers) root.append(numbers(data.numbers, follow));
  if (data.table) root.append(table(data.table, follow));
  if (data.cards) { const list = element("ol", data.wide ? "wide" : ""); for (const one of data.cards) list.append(card(one, follow)); root.append(list); }
  if (data.blocks) root.append(reader(data, root));
  if (data.links) root.append(links(data.links, follow));
  for (const old of [...parentElement.querySelectorAll(".bw")]) old.remove();
  parentElement.append(root);
}
