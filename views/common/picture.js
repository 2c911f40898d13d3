// Makes a picture of one chart, in the browser and without any network: the chart's own SVG, with its title above
// and what it shows, filters and source included, below. Every text goes in as text.
const NS = "http://www.w3.org/2000/svg";

function element(tag, attributes, text) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

function lines(text, most) {
  const made = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && (line + " " + word).length > most) { made.push(line); line = word; } else line = line ? line + " " + word : word;
  }
  if (line) made.push(line);
  return made;
}

function picture(plot, data) {
  const box = plot.getBoundingClientRect();
  const width = Math.ceil(box.width), height = Math.ceil(box.height);
  const style = getComputedStyle(document.querySelector("[data-testid=stApp]"));
  const below = lines(data.about, Math.max(30, Math.floor(width / 6.1)));
  const title = lines(data.title, Math.max(20, Math.floor(width / 9.5)));
  const top = 16 + 22 * title.length, bottom = 12 + 15 * below.length;
  const whole = element("svg", { xmlns: NS, width, height: height + top + bottom, viewBox: `0 0 ${width} ${height + top + bottom}`, "font-family": style.fontFamily });
  whole.append(element("title", {}, data.title), element("desc", {}, data.alt));
  whole.append(element("rect", { width: "100%", height: "100%", fill: style.backgroundColor }));
  title.forEach((line, i) => whole.append(element("text", { x: 10, y: 26 + 22 * i, "font-size": 17, "font-weight": 600, fill: style.color }, line)));
  for (const layer of plot.querySelectorAll(".main-svg")) {
    const copy = layer.cloneNode(true);
    const at = layer.getBoundingClientRect();
    copy.querySelectorAll(".hoverlayer, .modebar, .nsewdrag, .drag, .zoomlayer").forEach((n) => n.remove());
    copy.setAttribute("x", at.left - box.left);
    copy.setAttribute("y", at.top - box.top + top);
    copy.style.background = "none";
    copy.style.position = "static";
    whole.append(copy);
  }
  below.forEach((line, i) => whole.append(element("text", { x: 10, y: height + top + 14 + 15 * i, "font-size": 11, fill: style.color, opacity: 0.8 }, line)));
  return { text: new XMLSerializer().serializeToString(whole), width, height: height + top + bottom };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function png(made, name) {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = made.width * 2;
    canvas.height = made.height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, name), "image/png");
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.text);
}

export default function (component) {
  const { data, parentElement } = component;
  const row = document.createElement("div");
  row.className = "picture";
  for (const form of ["PNG", "SVG"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Image, ${form}`;
    button.addEventListener("click", () => {
      const plot = document.querySelector(`.st-key-${data.chart} .js-plotly-plot`);
      if (!plot) return;
      const made = picture(plot, data);
      const name = `${data.name}.${form.toLowerCase()}`;
      if (form === "PNG") png(made, name);
      else save(new Blob([made.text], { type: "image/svg+xml" }), name);
    });
    row.append(button);
  }
  for (const old of [...parentElement.querySelectorAll(".picture")]) old.remove();
  parentElement.append(row);
}
