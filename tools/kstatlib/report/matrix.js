/* The matrix: presets below each other, a column for each figure. */

const matrix = {group: "size", differences: false, base: "", sort: {column: -1, down: false}};

function isByFolder() { return matrix.group === "loaded" || matrix.group === "cleared"; }

function matrixColumns() {
  const seen = new Map();
  for (const preset of DATA.presets)
    for (const [group, key, label, , unit] of preset.metrics)
      if (group === matrix.group && !seen.has(key)) seen.set(key, {key, label, unit});
  const figures = [...seen.values()];
  if (!isByFolder()) return figures;
  const rank = figure => DATA.buckets.indexOf(figure.key);
  return figures.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

function metricValue(preset, key) {
  const found = preset.metrics.find(metric => metric[0] === matrix.group && metric[1] === key);
  if (found) return found[3];
  return isByFolder() ? 0 : null;
}

function drawMatrix(section) {
  const redraw = change => { change(); drawMatrix(section); };
  const groups = DATA.groups.filter(([key]) =>
    DATA.presets.some(preset => preset.metrics.some(metric => metric[0] === key)));
  const base = presetOf(matrix.base);
  let figures = matrixColumns();
  if (matrix.differences)
    figures = figures.filter(figure =>
      new Set(DATA.presets.map(preset => metricValue(preset, figure.key))).size > 1);
  const columns = [{title: "preset", value: preset => preset.name, cell: presetCell}].concat(
    figures.map(figure => ({title: figure.label, unit: figure.unit, numeric: true,
      value: preset => metricValue(preset, figure.key),
      cell: preset => withDelta(metricValue(preset, figure.key),
        base && base !== preset ? metricValue(base, figure.key) : null)})));
  const stack = make("div", {class: "chart stacked"});
  section.replaceChildren(
    make("h2", {}, "Presets side by side"),
    make("p", {}, "Every figure was measured: bytes in the linker's map, memory and instructions "
      + "by booting each preset with one hart. Idle time is not counted."),
    make("div", {class: "tools"},
      chips("Figures", groups, matrix.group, key => redraw(() => {
        matrix.group = key;
        matrix.sort = {column: -1, down: false};
      })),
      checkbox("only what differs", matrix.differences, on => redraw(() => {
        matrix.differences = on;
        matrix.sort = {column: -1, down: false};
      })),
      select("difference to", [["", "none"], ...presetNames()], matrix.base,
        name => redraw(() => { matrix.base = name; }))),
    stack, table(groups.find(([key]) => key === matrix.group)?.[2] || "", columns, DATA.presets,
      matrix.sort, {name: preset => preset.name}),
    ...DATA.presets.flatMap(preset => preset.notes.map(note =>
      make("p", {class: "faint"}, `${preset.name}: ${note}`))));
  matrix.resize = () => drawStack(stack, figures);
  matrix.resize();
}

/* The folders of each preset as a bar of parts, where the figures are bytes by folder. */
function drawStack(holder, figures) {
  holder.replaceChildren();
  if (!isByFolder()) return;
  const width = Math.max(holder.clientWidth, 260), row = 46, right = 84;
  const total = preset => figures.reduce((sum, each) => sum + metricValue(preset, each.key), 0);
  const most = Math.max(...DATA.presets.map(total), 1);
  const svg = make("svg:svg", {viewBox: `0 0 ${width} ${DATA.presets.length * row}`, role: "img",
    height: DATA.presets.length * row,
    "aria-label": "Bars of bytes by folder; the table has the same"});
  DATA.presets.forEach((preset, line) => {
    const y = line * row;
    let x = 0;
    svg.append(make("svg:text", {x: 0, y: y + 12, class: "plain"}, preset.name));
    for (const figure of figures) {
      const value = metricValue(preset, figure.key), w = value / most * (width - right);
      if (w >= 0.5) svg.append(make("svg:rect", {x, y: y + 17, width: Math.max(w - 1, 0.5),
        height: 22, class: `cell leaf ${colour(figure.key.split("/")[0])}`,
        "data-folder": figure.key,
        ...tipped(`${preset.name}, ${figure.label}: ${number(value)} bytes`)}));
      if (w > 26) svg.append(make("svg:text", {x: x + 4, y: y + 32}, fitted(figure.label, w - 6)));
      x += w;
    }
    svg.append(make("svg:text", {x: x + 6, y: y + 32, class: "plain"}, number(total(preset))));
  });
  holder.append(svg);
}

function presetCell(preset) {
  const identity = preset.identity;
  const about = [identity.commit && `commit ${identity.commit}${identity.dirty ? ", changed" : ""}`,
    identity.config_hash && `configuration ${identity.config_hash}`, identity.compiler,
    identity.flags, identity.qemu && `QEMU ${identity.qemu}`].filter(Boolean).join("\n");
  return make("span", {title: about}, preset.name);
}

function withDelta(value, base) {
  if (typeof value !== "number" || typeof base !== "number") return number(value);
  const delta = value - base;
  return [number(value), make("span", {class: "delta" + (delta > 0 ? " more" : delta < 0 ? " less"
    : "")}, delta ? signed(delta) : "=")];
}
