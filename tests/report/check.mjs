/*
 * The report in a browser: node check.mjs REPORT EXPECTED [FOLDER FOR SCREENSHOTS]
 *
 * EXPECTED is a JSON file that tests/test_kstat_report.py writes from what kstat measured. Every
 * failure is printed; the exit status is 1 if there was one. PLAYWRIGHT names the folder of
 * playwright-core, CHROMIUM the browser.
 */
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";

const {chromium} = createRequire(import.meta.url)(process.env.PLAYWRIGHT);
const [report, expectedFile, folder] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(expectedFile));
const failures = [];

function check(truth, text) {
  if (!truth) failures.push(text);
}

function same(found, wanted, text) {
  check(JSON.stringify(found) === JSON.stringify(wanted),
    `${text}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

const PARTS = ["matrix", "image", "difference", "options", "calls", "start", "cost", "history"];

async function open(page, part) {
  await page.click(`#tabs a[data-part="${part}"]`);
  await page.waitForSelector(`#part-${part} h2`);
}

/* The values of the cells of a column, in the order in which the rows stand. */
function column(page, title) {
  return page.$$eval("table", (tables, wanted) => {
    for (const table of tables) {
      const heads = [...table.querySelectorAll("thead th")];
      const index = heads.findIndex(head => head.innerText.startsWith(wanted));
      if (index >= 0) return [...table.querySelectorAll("tbody tr:not(.detail)")].map(row => ({
        name: row.dataset.name, value: row.children[index].dataset.value}));
    }
    return null;
  }, title);
}

function choose(page, label, value) {
  return page.locator(`select[aria-label="${label}"]`).selectOption(value);
}

async function sortBy(page, title) {
  await page.locator("thead th", {hasText: title}).first().locator("button").click();
}

async function checkMatrix(page) {
  await open(page, "matrix");
  const text = () => column(page, ".text");
  same(Object.fromEntries((await text()).map(cell => [cell.name, Number(cell.value)])),
    expected.text, "bytes of .text");
  const down = Object.entries(expected.text).sort((a, b) => b[1] - a[1]).map(pair => pair[0]);
  await sortBy(page, ".text");
  same((await text()).map(cell => cell.name), down, "sorted once");
  await sortBy(page, ".text");
  same((await text()).map(cell => cell.name), [...down].reverse(), "sorted twice");
  check(await column(page, ".stacks"), "a column that does not differ is shown at first");
  await page.getByLabel("only what differs").check();
  same(await column(page, ".stacks"), null, "a column that does not differ is hidden");
  check(await text(), "a column that differs stays");
  const [base, other] = Object.keys(expected.text);
  await choose(page, "difference to", base);
  const shown = await page.locator(`tr[data-name="${other}"] td .delta`).first().innerText();
  same(Number(shown.replace(/[^\d]/g, "")), Math.abs(expected.text[other] - expected.text[base]),
    "the difference below a number");
  await page.getByRole("button", {name: "Loaded by folder"}).click();
  same(Object.fromEntries((await column(page, "fs")).map(cell => [cell.name, Number(cell.value)])),
    expected.fs, "loaded bytes of fs");
  check(await page.locator('rect[data-folder="fs"]').count() >= 1, "bytes by folder are drawn");
}

async function checkImage(page) {
  await open(page, "image");
  const preset = expected.largest;
  await choose(page, "preset", preset);
  const sizes = async () => (await column(page, "bytes")).map(cell => Number(cell.value));
  const total = (await sizes()).reduce((sum, size) => sum + size, 0);
  same(total, expected.total[preset], "the parts of an image sum to it");
  await page.click('rect[data-path="fs"]', {position: {x: 3, y: 3}});
  same(await page.locator(".crumbs button").allInnerTexts(), [preset, "fs"], "zoomed in by click");
  same((await sizes()).reduce((sum, size) => sum + size, 0), expected.fsTotal[preset],
    "the parts of fs sum to it");
  await page.keyboard.press("Escape");
  same(await page.locator(".crumbs button").allInnerTexts(), [preset], "zoomed out by Escape");
  await page.focus('rect[data-path="kernel"]');
  check((await page.locator("#tip").innerText()).includes("kernel"), "what has the focus is named");
  await page.keyboard.press("Enter");
  same(await page.locator(".crumbs button").allInnerTexts(), [preset, "kernel"], "zoomed by Enter");
  await page.locator("tr", {hasText: "main.c"}).getByRole("button").click();
  same(await page.locator(".crumbs button").allInnerTexts(), [preset, "kernel", "main.c"],
    "zoomed in by the table");
}

async function checkDifference(page) {
  await open(page, "difference");
  const [before, after] = [expected.smallest, expected.largest];
  await choose(page, "from", before);
  await choose(page, "to", after);
  const deltas = await column(page, "difference");
  same(deltas.reduce((sum, cell) => sum + Number(cell.value), 0),
    expected.total[after] - expected.total[before], "the differences sum to the whole one");
  same(deltas.find(cell => cell.name === "fs").value,
    String(expected.fsTotal[after] - expected.fsTotal[before]), "the difference of fs");
  check(await page.locator("rect.hatch").count() > 0, "what shrank is hatched");
  await choose(page, "to", before);
  check((await page.locator("#part-difference svg").innerHTML()).includes("Nothing differs"),
    "an image does not differ from itself");
}

async function checkOptions(page) {
  await open(page, "options");
  await page.getByLabel("only what differs").uncheck();
  await page.getByLabel("search").fill(expected.option.name.toLowerCase());
  const rows = await page.locator("tbody tr").count();
  check(rows >= 1 && rows < 10, `a search leaves ${rows} rows`);
  const row = page.locator(`tr[data-name="${expected.option.name}"]`);
  const values = await row.locator("td").allInnerTexts();
  same(values, expected.option.values, "the values of an option");
  await row.getByRole("button").click();
  const detail = await page.locator("tr.detail").innerText();
  for (const part of expected.option.detail) check(detail.includes(part), `details lack ${part}`);
}

async function checkRest(page) {
  await open(page, "calls");
  for (const [name, count] of Object.entries(expected.calls))
    same((await column(page, name)).filter(cell => cell.value === "yes").length, count,
      `system calls of ${name}`);
  await open(page, "start");
  for (const [name, count] of Object.entries(expected.start))
    same(Number((await column(page, "scheduler")).find(cell => cell.name === name).value), count,
      `instructions until the scheduler of ${name}`);
  check(await page.locator("rect[data-milestone]").count() >= 2, "the timeline is drawn");
  await open(page, "cost");
  await choose(page, "preset", expected.cost.preset);
  same((await column(page, "text")).find(cell => cell.name === expected.cost.option).value,
    String(expected.cost.text), "the cost of an option");
  await open(page, "history");
  check(await page.locator("#part-history circle").count() > 0, "the history is drawn");
}

/* Contrast of text on what lies below it, by the formula of WCAG. */
async function checkContrast(page, theme) {
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(["paper", "panel", "ink", "faint", "accent", "more", "less", "onfill",
      "grey", "mark", "grown", "shrunk", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"]
      .map(name => [name, style.getPropertyValue("--" + name).trim()]));
  });
  const light = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ratio = (a, b) => {
    const [high, low] = [light(colours[a]), light(colours[b])].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const pairs = [["ink", "paper"], ["faint", "paper"], ["accent", "paper"], ["more", "paper"],
    ["less", "paper"], ["ink", "panel"], ["faint", "panel"], ["ink", "mark"],
    ...["grey", "grown", "shrunk", ...Array.from({length: 8}, (_, n) => "c" + n)]
      .map(name => ["onfill", name])];
  for (const [text, below] of pairs) check(ratio(text, below) >= 4.5,
    `${theme}: ${text} on ${below} has a contrast of ${ratio(text, below).toFixed(2)}`);
}

async function checkLooks(browser, theme, width, height) {
  const context = await browser.newContext({viewport: {width, height}, colorScheme: theme});
  const page = await watched(context);
  await page.goto(`file://${report}`);
  await checkContrast(page, theme);
  for (const part of PARTS) {
    await open(page, part);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${part} is ${wide} pixels wider than a window of ${width}`);
    if (folder) await page.screenshot({path: `${folder}/${part}-${theme}-${width}.png`});
  }
  await context.close();
}

/* A page whose errors are failures, and that may ask for nothing but the file itself. */
async function watched(context) {
  const page = await context.newPage();
  page.on("pageerror", error => failures.push(`error in the page: ${error.message}`));
  page.on("console", message => message.type() === "error" && failures.push(message.text()));
  page.on("request", request => check(/^(file|data):/.test(request.url()),
    `the page asked for ${request.url()}`));
  return page;
}

const browser = await chromium.launch({executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox"]});
try {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  context.setDefaultTimeout(60000);
  const page = await watched(context);
  await page.goto(`file://${report}`);
  for (const part of [checkMatrix, checkImage, checkDifference, checkOptions, checkRest])
    await part(page);
  await context.close();
  for (const theme of ["light", "dark"])
    for (const [width, height] of [[1280, 900], [390, 844]])
      await checkLooks(browser, theme, width, height);
} finally {
  await browser.close();
}
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);
