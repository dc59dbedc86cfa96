/* Treemaps: of one image, and of the difference between two. */

const KINDS = ["image", "section", "folder", "source", "symbol", "bucket"];
const CLEARED = [".bss", ".stacks"];

/* The sections of an image that a choice means, merged into one tree of folders. */
function mergedTree(preset, what) {
  const root = {name: preset.name, kind: "image", size: 0, children: new Map()};
  for (const section of preset.tree[3] || []) {
    const cleared = CLEARED.includes(section[0]);
    const wanted = what === "all" || what === section[0] || (what === "cleared" && cleared)
      || (what === "loaded" && !cleared);
    if (wanted) addTree(root, section);
  }
  return root;
}

function addTree(node, [, , size, children]) {
  node.size += size;
  for (const child of children || []) {
    const [name, kind] = child;
    if (!node.children.has(name))
      node.children.set(name, {name, kind: KINDS[kind], size: 0, children: new Map()});
    addTree(node.children.get(name), child);
  }
}

/* The difference of two trees: `size` is the area, `delta` what the second has more. Inner nodes
 * have the sum of their children's areas, so what grew and shrank alike is seen too. */
function deltaTree(name, before, after) {
  const some = after || before;
  const node = {name, kind: some.kind, children: new Map(), before: before?.size || 0,
    after: after?.size || 0};
  node.delta = node.after - node.before;
  const names = new Set([...(before?.children.keys() || []), ...(after?.children.keys() || [])]);
  for (const each of names) {
    const child = deltaTree(each, before?.children.get(each), after?.children.get(each));
    if (child.size) node.children.set(each, child);
  }
  const inner = [...node.children.values()].reduce((sum, child) => sum + child.size, 0);
  node.size = names.size ? inner : Math.abs(node.delta);
  return node;
}

function sortedChildren(node) {
  return [...node.children.values()].sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}

/* Squarified layout: [{node, x, y, w, h}] of nodes that fill a rectangle by their sizes. */
function squarify(nodes, x, y, w, h) {
  const result = [];
  let rest = nodes.filter(node => node.size > 0);
  let total = rest.reduce((sum, node) => sum + node.size, 0);
  while (rest.length && w > 0 && h > 0) {
    const side = Math.min(w, h), scale = w * h / total;
    let count = 1, best = worst(rest, 1, side, scale);
    while (count < rest.length) {
      const next = worst(rest, count + 1, side, scale);
      if (next > best) break;
      best = next;
      count++;
    }
    const row = rest.slice(0, count), sum = row.reduce((all, node) => all + node.size, 0);
    const thick = sum * scale / side;
    let offset = 0;
    for (const node of row) {
      const length = node.size * scale / thick;
      result.push(w >= h ? {node, x, y: y + offset, w: thick, h: length}
        : {node, x: x + offset, y, w: length, h: thick});
      offset += length;
    }
    if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
    total -= sum;
    rest = rest.slice(count);
  }
  return result;
}

/* The worst ratio of sides in a row of the first `count` nodes. */
function worst(nodes, count, side, scale) {
  let sum = 0, low = Infinity, high = 0;
  for (let i = 0; i < count; i++) {
    const area = nodes[i].size * scale;
    sum += area;
    low = Math.min(low, area);
    high = Math.max(high, area);
  }
  const square = sum * sum / (side * side);
  return Math.max(high / square, square / low);
}

const SUBSYSTEMS = [...new Set(DATA.presets.flatMap(preset => (preset.tree[3] || [])
  .flatMap(section => (section[3] || []).filter(child => KINDS[child[1]] === "folder")
    .map(child => child[0]))))].sort();

function colour(top) {
  const index = SUBSYSTEMS.indexOf(top);
  return index < 0 ? "kgrey" : "k" + index % 8;
}

/*
 * Draw a tree as nested rectangles. path: the nodes from the root to what is zoomed in on.
 *   style(node, top): class of a rectangle; text(node): its explanation; zoom(path)
 */
function drawTreemap(holder, path, view) {
  const root = path[path.length - 1];
  const width = Math.max(holder.clientWidth, 240);
  const height = Math.round(Math.min(Math.max(width * 0.62, 300), 620));
  const svg = make("svg:svg", {viewBox: `0 0 ${width} ${height}`, role: "group", height,
    "aria-label": `Treemap of ${path.map(node => node.name).join(" / ")}; the table has the same`});
  if (view.hatch) svg.append(hatchPattern());
  const place = (node, x, y, w, h, below, top) => {
    for (const box of squarify(sortedChildren(node), x, y, w, h))
      if (box.w >= 2 && box.h >= 2) placeBox(svg, box, [...below, box.node],
        top || box.node.name, view, place);
  };
  place(root, 0, 0, width, height, path, path[1]?.name);
  if (!root.size) svg.append(make("svg:text", {x: 12, y: 30, class: "soft"}, "Nothing differs."));
  holder.replaceChildren(svg);
}

function placeBox(svg, {node, x, y, w, h}, path, top, view, place) {
  const inner = node.children.size > 0;
  const style = view.style(node, top);
  svg.append(make("svg:rect", {x, y, width: Math.max(w - 1, 1), height: Math.max(h - 1, 1),
    class: `cell ${style}${inner ? "" : " leaf"}`, tabindex: w > 24 && h > 14 ? 0 : null,
    role: inner ? "button" : "img", "aria-label": view.text(node),
    "data-path": path.slice(1).map(each => each.name).join("/"), ...tipped(view.text(node)),
    onclick: () => view.zoom(inner ? path : path.slice(0, -1)),
    onkeydown: event => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        view.zoom(inner ? path : path.slice(0, -1));
      }
    }}));
  if (style === "shrunk" && view.hatch)
    svg.append(make("svg:rect", {x, y, width: Math.max(w - 1, 1), height: Math.max(h - 1, 1),
      class: "hatch"}));
  const nested = inner && w > 70 && h > 44;
  if (w > 34 && h > 15) svg.append(make("svg:text", {x: x + 5, y: y + 13},
    fitted(view.label(node, Math.floor((w - 9) / 6.6)), w - 9)));
  if (nested) place(node, x + 3, y + 18, w - 7, h - 22, path, top);
}

function fitted(text, width) {
  const room = Math.floor(width / 6.6);
  return text.length <= room ? text : room > 2 ? text.slice(0, room - 1) + "\u2026" : "";
}

function hatchPattern() {
  return make("svg:defs", {}, make("svg:pattern", {id: "hatch", width: 8, height: 8,
    patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"},
    make("svg:line", {x1: 0, y1: 0, x2: 0, y2: 8, class: "hatchline"})));
}

/* The way up, and the table beside: both in step with the drawing. */
function treeView(section, state, root, view, columns, legend) {
  const path = [root];
  for (const name of state.path) {
    const next = path[path.length - 1].children.get(name);
    if (!next) break;
    path.push(next);
  }
  const chart = make("div", {class: "chart"}), beside = make("div", {});
  const crumbs = make("div", {class: "crumbs", role: "navigation", "aria-label": "Zoomed to"});
  view.zoom = to => {
    hideTip();
    state.path = to.slice(1).map(node => node.name);
    state.redraw();
  };
  path.forEach((node, depth) => crumbs.append(make("button", {type: "button",
    "aria-current": depth === path.length - 1 ? "location" : "false",
    onclick: () => view.zoom(path.slice(0, depth + 1))}, node.name)));
  const here = path[path.length - 1];
  beside.append(table(view.caption(here), columns(here, node =>
    node.children.size ? make("button", {type: "button", class: "open",
      onclick: () => view.zoom([...path, node])}, node.name) : node.name),
    sortedChildren(here), state.sort, {tall: true, name: node => node.name}));
  section.append(crumbs, make("div", {class: "pair"},
    make("div", {class: "chart"}, chart, make("ul", {class: "legend"}, legend)), beside));
  state.escape = () => { if (path.length > 1) view.zoom(path.slice(0, -1)); };
  const draw = () => drawTreemap(chart, path, view);
  state.resize = draw;
  draw();
}

/* After zooming the focus is on where one is. */
function redrawTree(section, draw) {
  draw(section);
  section.querySelector(".crumbs button:last-child").focus();
}

const WHAT = [["all", "all sections"], ["loaded", "what is loaded"],
  ["cleared", "what is cleared"]];

function sectionChoices(presets) {
  const names = new Set(presets.flatMap(preset => (preset.tree[3] || []).map(each => each[0])));
  return [...WHAT, ...[...names].sort().map(name => [name, name])];
}

const map = {preset: DATA.presets[DATA.presets.length - 1]?.name, what: "all", path: [],
  sort: {column: 1, down: true}};

function drawMap(section) {
  const preset = presetOf(map.preset), root = mergedTree(preset, map.what);
  const change = set => { set(); map.path = []; drawMap(section); };
  map.redraw = () => redrawTree(section, drawMap);
  section.replaceChildren(make("h2", {}, "What an image consists of"),
    make("p", {}, "Every byte has an owner: a folder, a file, a function or a variable. A click or "
      + "Enter zooms in, Escape zooms out."),
    make("div", {class: "tools"},
      select("preset", presetNames(), map.preset, name => change(() => { map.preset = name; })),
      select("sections", sectionChoices([preset]), map.what,
        what => change(() => { map.what = what; }))));
  treeView(section, map, root, {
    style: (node, top) => colour(top), label: node => node.name,
    text: node => `${node.name}: ${number(node.size)} bytes, ${share(node.size, root.size)}`,
    caption: here => `${here.name}: ${number(here.size)} bytes`,
  }, (here, name) => [
    {title: "name", value: node => node.name, cell: name},
    {title: "bytes", numeric: true, value: node => node.size},
    {title: "share", numeric: true, value: node => node.size,
      cell: node => share(node.size, here.size)}],
  SUBSYSTEMS.map(top => make("li", {}, make("i", {class: colour(top)}), top)).concat(
    make("li", {}, make("i", {class: "kgrey"}), "nobody's source")));
}

/* The difference and the name; without room for both, the sign and the name. */
function deltaLabel(node, room) {
  const whole = `${signed(node.delta)} ${node.name}`;
  const sign = node.delta > 0 ? "+ " : node.delta < 0 ? MINUS + " " : "\u00b1 ";
  return whole.length <= room ? whole : sign + node.name;
}

const delta = {before: DATA.presets[0]?.name,
  after: DATA.presets[DATA.presets.length - 1]?.name, what: "all", path: [],
  sort: {column: 3, down: true}};

function drawDelta(section) {
  const before = presetOf(delta.before), after = presetOf(delta.after);
  const root = deltaTree(`${before.name} \u2192 ${after.name}`, mergedTree(before, delta.what),
    mergedTree(after, delta.what));
  const change = set => { set(); delta.path = []; drawDelta(section); };
  delta.redraw = () => redrawTree(section, drawDelta);
  section.replaceChildren(make("h2", {}, "What one image has more or less than another"),
    make("p", {}, "The area is how many bytes differ. What grew has a plus, what shrank a minus "
      + "and hatching."),
    make("div", {class: "tools"},
      select("from", presetNames(), delta.before, name => change(() => { delta.before = name; })),
      select("to", presetNames(), delta.after, name => change(() => { delta.after = name; })),
      select("sections", sectionChoices([before, after]), delta.what,
        what => change(() => { delta.what = what; }))));
  treeView(section, delta, root, {hatch: true,
    style: node => node.delta < 0 ? "shrunk" : "grown",
    label: deltaLabel,
    text: node => `${node.name}: ${number(node.before)} \u2192 ${number(node.after)}, `
      + `${signed(node.delta)} bytes`,
    caption: here => `${here.name}: ${signed(here.delta)} bytes`,
  }, (here, name) => [
    {title: "name", value: node => node.name, cell: name},
    {title: before.name, numeric: true, value: node => node.before},
    {title: after.name, numeric: true, value: node => node.after},
    {title: "difference", numeric: true, value: node => node.delta,
      cell: node => signed(node.delta)}],
  [make("li", {}, make("i", {class: "grown"}), "+ grew"),
    make("li", {}, make("i", {class: "shrunk"}), `${MINUS} shrank`)]);
}
