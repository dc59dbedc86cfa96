/* The start as a timeline, the costs of options as bars, the history as curves. */

const start = {scale: "linear", sort: {column: -1, down: false}};

function drawStart(section) {
  const presets = DATA.presets.filter(preset => preset.boot);
  const names = DATA.milestones.filter(name => presets.some(preset => name in preset.boot));
  const chart = make("div", {class: "chart"});
  const columns = [{title: "preset", value: preset => preset.name}].concat(names.map(name => ({
    title: name, numeric: true, value: preset => preset.boot[name]?.min ?? null,
    cell: preset => startCell(preset.boot[name])})));
  section.replaceChildren(make("h2", {}, "The start"),
    make("p", {}, "Instructions from reset to each milestone, with one hart under -icount: the "
      + "least of several runs, and below it how much more others took. Waiting is not counted."),
    presets.length ? make("div", {class: "tools"}, chips("Scale",
      [["linear", "linear"], ["log", "logarithmic"]], start.scale,
      key => { start.scale = key; drawStart(section); })) : null,
    presets.length ? make("div", {class: "stack"}, chart, table("Instructions from reset to",
      columns, presets, start.sort, {name: preset => preset.name}))
      : make("p", {class: "empty"}, "No start was measured."));
  start.resize = () => { if (presets.length) drawTimeline(chart, presets, names); };
  start.resize();
}

function startCell(figure) {
  return figure ? [number(figure.min), make("span", {class: "delta",
    title: "how much more other runs took"}, `up to +${number(figure.spread)}`)] : NONE;
}

function drawTimeline(holder, presets, names) {
  const width = Math.max(holder.clientWidth, 260), row = 44, left = 4, right = 76;
  const most = Math.max(...presets.flatMap(preset => Object.values(preset.boot)
    .map(figure => figure.min)), 10);
  const place = start.scale === "log"
    ? value => left + (width - left - right) * Math.log10(Math.max(value, 1)) / Math.log10(most)
    : value => left + (width - left - right) * value / most;
  const svg = make("svg:svg", {viewBox: `0 0 ${width} ${presets.length * row + 4}`, role: "img",
    height: presets.length * row + 4,
    "aria-label": "Timeline of the start; the table has the same figures"});
  presets.forEach((preset, line) => {
    const y = line * row;
    svg.append(make("svg:text", {x: left, y: y + 12, class: "plain"}, preset.name));
    let from = 0;
    names.filter(name => preset.boot[name]).forEach(name => {
      const to = preset.boot[name].min, x = from ? place(from) : left;
      const w = Math.max(place(to) - x - 1, 2);
      svg.append(make("svg:rect", {x, y: y + 17, width: w, height: 20, tabindex: 0, role: "img",
        class: `cell leaf k${DATA.milestones.indexOf(name)}`, "data-milestone": name,
        "aria-label": `${preset.name}: ${name} at ${number(to)}`,
        ...tipped(`${preset.name}: ${name} at ${number(to)} instructions, `
          + `${number(to - from)} after the one before`)}));
      if (w > 30) svg.append(make("svg:text", {x: x + 4, y: y + 31}, fitted(name, w - 6)));
      from = to;
    });
    svg.append(make("svg:text", {x: place(from) + 6, y: y + 31,
      class: "plain"}, number(from)));
  });
  holder.replaceChildren(svg, make("ul", {class: "legend"}, names.map(name => make("li", {},
    make("i", {class: "k" + DATA.milestones.indexOf(name)}), name))));
}

const COSTS = ["text", "rodata", "data", "bss", "programs", "ram", "instructions"];
const cost = {preset: Object.keys(DATA.costs)[0], figure: "text", sort: {column: 2, down: true}};

function drawCost(section) {
  const head = [make("h2", {}, "What options cost"), make("p", {}, "Each row is the preset built "
    + "again with one option flipped, and what follows from it. A number is what changes by that: "
    + "bytes, and instructions until the start is over.")];
  if (!cost.preset) {
    section.replaceChildren(...head, make("p", {class: "empty"},
      "No costs have been measured: tools/kstat cost PRESET does it."));
    return;
  }
  const rows = Object.entries(DATA.costs[cost.preset]).filter(([, entry]) => entry.delta)
    .map(([name, entry]) => ({name, ...entry}));
  const chart = make("div", {class: "chart"});
  section.replaceChildren(...head, make("div", {class: "tools"},
    select("preset", Object.keys(DATA.costs).map(name => [name, name]), cost.preset,
      name => { cost.preset = name; drawCost(section); }),
    select("bars show", COSTS.map(name => [name, name]), cost.figure,
      name => { cost.figure = name; drawCost(section); })),
  make("div", {class: "pair even"}, chart, table(`${count(rows, "option")} of ${cost.preset}`, [
    {title: "option", value: row => row.name, cell: row => breakable(row.name)},
    {title: "flip", class: () => "short", value: row => `${row.value} \u2192 ${row.flipped}`},
    ...COSTS.map(key => ({title: key, numeric: true, value: row => row.delta[key] ?? null,
      cell: row => row.delta[key] === null || row.delta[key] === undefined ? NONE
        : signed(row.delta[key])}))], rows, cost.sort, {tall: true, name: row => row.name})));
  cost.resize = () => drawBars(chart, rows);
  cost.resize();
}

function drawBars(holder, rows) {
  const length = each => Math.abs(each.delta[cost.figure]);
  const shown = rows.filter(each => each.delta[cost.figure])
    .sort((a, b) => length(b) - length(a)).slice(0, 30);
  const width = Math.max(holder.clientWidth, 260), row = 22, middle = Math.min(width * 0.42, 230);
  const most = Math.max(...shown.map(length), 1);
  const svg = make("svg:svg", {viewBox: `0 0 ${width} ${shown.length * row + 6}`, role: "img",
    height: shown.length * row + 6,
    "aria-label": `The ${shown.length} options with the largest ${cost.figure}`});
  shown.forEach((each, line) => {
    const value = each.delta[cost.figure], y = line * row + 3;
    const long = Math.max(length(each) / most * (width - middle - 90), 1);
    svg.append(make("svg:text", {x: 0, y: y + 14, class: "plain"}, fitted(each.name, middle)),
      make("svg:rect", {x: middle, y, width: long, height: row - 6, rx: 2,
        class: `cell leaf ${value < 0 ? "shrunk" : "grown"}`,
        ...tipped(`${each.name}: ${costText(each)}`)}),
      make("svg:text", {x: middle + long + 5, y: y + 14, class: "plain"}, signed(value)));
  });
  holder.replaceChildren(shown.length ? svg : make("p", {class: "empty"}, "Nothing changes."));
}

const past = {preset: null, figure: "text", sort: {column: -1, down: false}};

function drawHistory(section) {
  const names = [...new Set(DATA.history.map(line => line.preset))];
  past.preset ||= names.includes("full") ? "full" : names[0];
  const head = [make("h2", {}, "History"), make("p", {}, "What each preset was at earlier commits; "
    + "a gap is a figure that could not be measured then.")];
  if (!names.length) {
    section.replaceChildren(...head, make("p", {class: "empty"},
      "There is no history yet: tools/kstat history add PRESET starts it."));
    return;
  }
  const lines = DATA.history.filter(line => line.preset === past.preset);
  const chart = make("div", {class: "chart"});
  section.replaceChildren(...head, make("div", {class: "tools"},
    select("preset", names.map(name => [name, name]), past.preset,
      name => { past.preset = name; drawHistory(section); }),
    select("curve shows", DATA.figures.map(name => [name, name]), past.figure,
      name => { past.figure = name; drawHistory(section); })),
  make("div", {class: "pair even"}, chart, table(`${count(lines, "commit")} of ${past.preset}`, [
    {title: "commit", value: line => line.commit},
    {title: "date", value: line => line.date, class: () => "short"},
    ...DATA.figures.map(name => ({title: name, numeric: true, value: line => line[name]}))],
  lines, past.sort, {tall: true, name: line => line.commit})));
  past.resize = () => drawCurve(chart, lines);
  past.resize();
}

function drawCurve(holder, lines) {
  const width = Math.max(holder.clientWidth, 260), height = 260, left = 72, right = 12, top = 16;
  const values = lines.map(line => line[past.figure]).filter(value => value !== null);
  if (!values.length) {
    holder.replaceChildren(make("p", {class: "empty"}, "This figure was never measured."));
    return;
  }
  const low = Math.min(...values), high = Math.max(...values);
  const x = index => left + 6 + (lines.length < 2 ? (width - left - right) / 2
    : index * (width - left - right - 6) / (lines.length - 1));
  const y = value => high === low ? height / 2
    : top + (height - top - 30) * (high - value) / (high - low);
  const svg = make("svg:svg", {viewBox: `0 0 ${width} ${height}`, role: "img", height,
    "aria-label": `${past.figure} of ${past.preset}, commit by commit; the table has the same`});
  for (const value of new Set([low, high])) svg.append(
    make("svg:line", {x1: left, x2: width - right, y1: y(value), y2: y(value), class: "axis"}),
    make("svg:text", {x: left - 8, y: y(value) + 4, class: "soft", "text-anchor": "end"},
      number(value)));
  const points = lines.map((line, index) => ({line, x: x(index), value: line[past.figure]}))
    .filter(point => point.value !== null);
  const steps = points.map((point, index) => `${index ? "L" : "M"}${point.x},${y(point.value)}`);
  svg.append(make("svg:path", {class: "curve", d: steps.join(" ")}));
  for (const point of points) svg.append(make("svg:circle", {cx: point.x, cy: y(point.value), r: 5,
    class: "dot", tabindex: 0, role: "img",
    "aria-label": `${point.line.commit}: ${number(point.value)}`,
    ...tipped(`${point.line.date} ${point.line.commit}: ${number(point.value)}`)}));
  holder.replaceChildren(svg);
}
