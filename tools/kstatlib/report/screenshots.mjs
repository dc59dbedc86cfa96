/* Pictures of the report: node screenshots.mjs REPORT FOLDER */
import {createRequire} from "node:module";

const {chromium} = createRequire(import.meta.url)(process.env.PLAYWRIGHT);
const [report, folder] = process.argv.slice(2);

/* Name, part, theme, width of the window, and what is done before. */
const PICTURES = [
  ["presets", "matrix", "light", 1280, null],
  ["folders", "matrix", "light", 1280, page => press(page, "Loaded by folder")],
  ["image", "image", "light", 1280, null],
  ["difference", "difference", "light", 1280, null],
  ["options", "options", "light", 1280, page => page.locator("button.open").first().click()],
  ["calls", "calls", "light", 1280, null],
  ["start", "start", "light", 1280, null],
  ["cost", "cost", "light", 1280, null],
  ["history", "history", "light", 1280, null],
  ["image-dark", "image", "dark", 1280, null],
  ["difference-dark", "difference", "dark", 1280, null],
  ["folders-phone", "matrix", "light", 390, page => press(page, "Loaded by folder")],
  ["start-phone", "start", "dark", 390, null],
];

function press(page, name) {
  return page.getByRole("button", {name}).click();
}

const browser = await chromium.launch({executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox"]});
for (const [name, part, theme, width, action] of PICTURES) {
  const context = await browser.newContext({colorScheme: theme,
    viewport: {width, height: width > 600 ? 800 : 844}});
  const page = await context.newPage();
  await page.goto(`file://${report}#${part}`);
  await page.waitForSelector(`#part-${part} h2`);
  if (action) await action(page);
  await page.mouse.move(0, 0);
  await page.screenshot({path: `${folder}/${name}.png`});
  await context.close();
}
await browser.close();
