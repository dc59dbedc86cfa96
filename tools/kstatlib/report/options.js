/* Options with their values, where those come from and what they cost; system calls; programs. */

const options = {search: "", differences: true, open: new Set(), sort: {column: -1, down: false}};

function optionValue(preset, option) {
  const value = preset.options[option.name];
  return value === undefined ? (option.type === "bool" ? "n" : null) : value;
}

function optionText(preset, option) {
  const value = optionValue(preset, option);
  return value === "" ? '""' : value ?? NONE;
}

function optionMatches(option) {
  const words = options.search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${option.name} ${option.prompt} ${option.help} ${option.menu}`.toLowerCase();
  return words.every(word => text.includes(word));
}

function optionRows() {
  return DATA.options.filter(option => optionMatches(option) && (!options.differences
    || new Set(DATA.presets.map(preset => optionValue(preset, option))).size > 1));
}

function drawOptions(section) {
  const list = make("div", {});
  const fill = () => list.replaceChildren(optionTable(fill));
  section.replaceChildren(make("h2", {}, "Options"),
    make("p", {}, "The name of an option shows what it is for, where its value comes from in each "
      + "preset, and what it costs."),
    make("div", {class: "tools"},
      make("label", {}, "search", make("input", {type: "search", value: options.search,
        placeholder: "name, prompt or help",
        oninput: event => { options.search = event.target.value; fill(); }})),
      checkbox("only what differs", options.differences,
        on => { options.differences = on; fill(); })), list);
  fill();
}

function optionTable(fill) {
  const rows = optionRows();
  const columns = [{title: "option", value: option => option.name,
    cell: option => make("button", {type: "button", class: "open",
      "aria-expanded": options.open.has(option.name), onclick: () => {
        if (!options.open.delete(option.name)) options.open.add(option.name);
        fill();
        document.querySelector(`tr[data-name="${option.name}"] button`)?.focus();
      }}, breakable(option.name))}].concat(DATA.presets.map(preset => ({title: preset.name,
    value: option => optionValue(preset, option),
    cell: option => optionText(preset, option),
    class: option => ["n", null, ""].includes(optionValue(preset, option)) ? "off" : "on"})));
  return table(`${rows.length} of ${DATA.options.length} options`, columns, rows, options.sort, {
    tall: true, name: option => option.name,
    detail: option => options.open.has(option.name) ? optionDetail(option) : null});
}

function optionDetail(option) {
  const origins = DATA.presets.filter(preset => preset.origins?.[option.name]).map(preset =>
    make("li", {}, `${preset.name}: ${optionText(preset, option)}, `
      + preset.origins[option.name]));
  const costs = Object.entries(DATA.costs).filter(([, table]) => table[option.name]?.delta)
    .map(([preset, table]) => make("li", {}, `${preset}: ${costText(table[option.name])}`));
  return [make("p", {}, make("strong", {}, option.prompt || "(no prompt)"),
    option.menu ? make("span", {class: "faint"}, "  " + option.menu) : null),
  option.help ? make("pre", {}, option.help) : null,
  option.depends ? make("p", {}, "Depends on ", make("code", {}, option.depends)) : null,
  origins.length ? make("div", {}, "Where its value comes from:", make("ul", {}, origins)) : null,
  costs.length ? make("div", {}, "What changes when it is flipped:", make("ul", {}, costs)) : null];
}

function costText(entry) {
  const parts = Object.entries(entry.delta).filter(([, value]) => value)
    .map(([key, value]) => `${signed(value)} ${key === "instructions" ? "" : "bytes of "}${key}`);
  return `${entry.value} \u2192 ${entry.flipped}: ${parts.join(", ") || "no difference"}`;
}

const calls = {differences: false, sort: {column: 0, down: false}};

function drawCalls(section) {
  const has = (preset, call) => Boolean(preset.calls[call.number]);
  const redraw = () => drawCalls(section);
  const rows = DATA.calls.filter(call => !calls.differences
    || new Set(DATA.presets.map(preset => has(preset, call))).size > 1);
  const names = DATA.presets.flatMap(preset => Object.keys(preset.programs));
  const programs = [...new Set(names)].sort();
  section.replaceChildren(make("h2", {}, "System calls and programs"),
    make("p", {}, "As the dispatch table in each kernel has them; numbers are Linux's on riscv64."),
    make("div", {class: "tools"}, checkbox("only what differs", calls.differences,
      on => { calls.differences = on; redraw(); })),
    table(count(rows, "system call"), [
      {title: "call", value: call => call.number, cell: call => `${call.number} ${call.name}`},
      {title: "option", value: call => call.option},
      ...DATA.presets.map(preset => ({title: preset.name,
        value: call => has(preset, call) ? "yes" : "no", class: call => has(preset, call) ? "on"
          : "off"}))], rows, calls.sort, {tall: true, name: call => call.name}),
    make("h2", {style: "margin-top:20px"}, "Programs on the disk"),
    table(`${count(programs, "program")}, bytes`, [{title: "program", value: name => name},
      ...DATA.presets.map(preset => ({title: preset.name, numeric: true,
        value: name => preset.programs[name] ?? null}))], programs,
    calls.programs ||= {column: 0, down: false}, {tall: true, name: name => name}));
}
