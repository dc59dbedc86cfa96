/* The matrix: presets below each other, a column for each figure. */

const matrix = {group: "size", differences: false, base: "", sort: {column: -1, down: false}};

function matrixColumns() {
  const seen = new Map();
  for (const preset of DATA.presets)
    for (const [group, key, label, , unit] of preset.metrics)
      if (group === matrix.group && !seen.has(key)) seen.set(key, {key, label, unit});
  return [...seen.values()];
}

function metricValue(preset, key) {
  const found = preset.metrics.find(metric => metric[0] === matrix.group && metric[1] === key);
  if (found) return found[3];
  return matrix.group === "loaded" || matrix.group === "cleared" ? 0 : null;
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
    table(groups.find(([key]) => key === matrix.group)?.[2] || "", columns, DATA.presets,
      matrix.sort, {name: preset => preset.name}),
    ...DATA.presets.flatMap(preset => preset.notes.map(note =>
      make("p", {class: "faint"}, `${preset.name}: ${note}`))));
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
