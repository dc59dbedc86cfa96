/* The parts, one at a time, and the choice between light and dark. */

const PARTS = [
  ["matrix", "Presets", drawMatrix, matrix], ["image", "Image", drawMap, map],
  ["difference", "Difference", drawDelta, delta], ["options", "Options", drawOptions, options],
  ["calls", "Calls", drawCalls, calls], ["start", "Start", drawStart, start],
  ["cost", "Cost", drawCost, cost], ["history", "History", drawHistory, past]];

let current = null;

function showPart() {
  const wanted = location.hash.slice(1);
  const [key, , draw, state] = PARTS.find(part => part[0] === wanted) || PARTS[0];
  for (const link of document.querySelectorAll("#tabs a")) {
    const selected = link.dataset.part === key;
    link.setAttribute("aria-selected", selected);
    link.tabIndex = selected ? 0 : -1;
    if (selected) link.scrollIntoView({block: "nearest", inline: "nearest"});
  }
  hideTip();
  current = state;
  const section = make("section", {id: "part-" + key, role: "tabpanel", "aria-label": key});
  document.getElementById("main").replaceChildren(section);
  draw(section);
}

function moveTab(event) {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!step) return;
  const links = [...document.querySelectorAll("#tabs a")];
  const next = links[(links.indexOf(event.target) + step + links.length) % links.length];
  location.hash = next.dataset.part;
  next.focus();
}

const THEMES = ["auto", "light", "dark"];

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const button = document.getElementById("theme");
  button.textContent = `Theme: ${theme}`;
  button.onclick = () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]);
}

document.getElementById("about").textContent = DATA.about;
document.getElementById("tabs").append(...PARTS.map(([key, title]) => make("a", {href: "#" + key,
  role: "tab", "data-part": key, onkeydown: moveTab}, title)));
setTheme("auto");
addEventListener("hashchange", showPart);
addEventListener("resize", () => { hideTip(); current?.resize?.(); });
addEventListener("keydown", event => { if (event.key === "Escape") current?.escape?.(); });
addEventListener("scroll", hideTip, true);
showPart();
