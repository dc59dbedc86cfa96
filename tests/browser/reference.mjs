// Uses the option reference as a reader does, in headless Chromium; test_kconf_reference.py runs it.
//
//	node reference.mjs PAGE FOLDER
//
// PLAYWRIGHT names the folder of playwright-core, CHROMIUM the browser; FOLDER takes the screenshots.
// What is not as it should be ends it with an assertion.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { PLAYWRIGHT: playwright, CHROMIUM: chromium } = process.env;
const [file, folder] = process.argv.slice(2);
const { chromium: browserType } = createRequire(import.meta.url)(playwright);
const address = pathToFileURL(file).href;
const browser = await browserType.launch({ executablePath: chromium, args: ["--no-sandbox"] });

// Open the page in a window of its own; nothing but the page may be loaded, and nothing may fail.
async function open(options) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	page.setDefaultTimeout(120000);
	page.on("request", request => assert.equal(request.url().split("#")[0], address));
	page.on("pageerror", error => assert.fail(error));
	page.on("console", message => assert.notEqual(message.type(), "error", message.text()));
	await page.goto(address);
	return page;
}

const hash = page => page.evaluate(() => location.hash);
const results = page => page.locator("#results li .name").allTextContents();

// Whether an option's heading lies in the window and not behind the header.
async function isInView(page, name) {
	return page.evaluate(id => {
		const top = document.querySelector("article#" + id + " h3").getBoundingClientRect().top;
		return top >= document.querySelector("header").getBoundingClientRect().bottom - 1 &&
			top < innerHeight - 20;
	}, name);
}

async function arrivesAt(page, name) {
	await page.waitForFunction(id => location.hash === "#" + id, name);
	assert.ok(await isInView(page, name), `${name} is not to be seen`);
}

async function hasNoSidewaysScroll(page) {
	const [content, window] = await page.evaluate(
		() => [document.documentElement.scrollWidth, innerWidth]);
	assert.ok(content <= window, `${content} pixels in a window of ${window}`);
}

async function withTheKeyboard() {
	const page = await open({ viewport: { width: 1280, height: 800 } });
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
	await page.keyboard.press("/");
	await page.keyboard.type("symlinks");
	assert.equal((await results(page))[0], "FS_SYMLINKS");
	await page.keyboard.press("Enter");
	await arrivesAt(page, "FS_SYMLINKS");
	assert.equal(await page.evaluate(() => document.activeElement.id), "FS_SYMLINKS");
	assert.equal(await page.locator("#results").isVisible(), false);

	await page.keyboard.press("/");
	await page.keyboard.type("CONFIG_NR_HARTS");
	assert.deepEqual(await results(page), ["NR_HARTS"]);
	await page.keyboard.press("Escape");
	assert.equal(await page.locator("#search").inputValue(), "");
	assert.equal(await hash(page), "#FS_SYMLINKS");

	await page.keyboard.press("/");
	await page.keyboard.type("fs_block");
	const names = await results(page);
	assert.ok(names.length >= 4, names.join());
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowUp");
	await page.keyboard.press("Enter");
	await arrivesAt(page, names[1]);

	await page.keyboard.press("/");
	await page.keyboard.type("power cut log");
	assert.ok((await results(page)).includes("FS_LOG"), "words of the help text are not found");
	await page.keyboard.press("Escape");
	await page.keyboard.press("/");
	await page.keyboard.type("zzzz");
	assert.equal(await page.locator("#results").textContent(), "Nothing found");
	await page.keyboard.press("Enter");
	assert.equal(await page.locator("#results").textContent(), "Nothing found");
}

async function withTheMouse() {
	const page = await open({ viewport: { width: 1280, height: 800 } });
	await page.locator("#search").click();
	await page.keyboard.type("mm_cow");
	await page.locator("#results li").first().click();
	await arrivesAt(page, "MM_COW");
	await page.locator("article#MM_COW dl a", { hasText: /^PROC$/ }).first().click();
	await arrivesAt(page, "PROC");
	await page.locator("article#PROC dd a", { hasText: /^NPROC$/ }).click();
	await arrivesAt(page, "NPROC");
	await page.goBack();
	await page.waitForFunction(() => location.hash === "#PROC");
	await page.locator("nav a", { hasText: /^RTC$/ }).click();
	await arrivesAt(page, "RTC");
	assert.equal(await page.locator("nav a[aria-current]").textContent(), "RTC");
	await hasNoSidewaysScroll(page);
}

async function onAPhone(width) {
	const page = await open({ viewport: { width, height: 844 }, hasTouch: true, isMobile: true });
	await hasNoSidewaysScroll(page);
	assert.equal(await page.locator("nav .all ul").first().isVisible(), false);
	await page.locator("#search").tap();
	await page.keyboard.type("pipes");
	await page.locator("#results li", { hasText: "PIPES" }).first().tap();
	await arrivesAt(page, "PIPES");
	await hasNoSidewaysScroll(page);
	await page.evaluate(() => scrollTo(0, 0));
	await page.locator("nav .all > summary").tap();
	await page.locator("nav a", { hasText: /^TIMER$/ }).tap();
	await arrivesAt(page, "TIMER");
	const size = await page.locator("#search").evaluate(input => getComputedStyle(input).fontSize);
	assert.ok(parseFloat(size) >= 16, "a phone would zoom in on the search");
}

async function withoutScripts() {
	const page = await open({ viewport: { width: 1280, height: 800 }, javaScriptEnabled: false });
	assert.equal(await page.locator("#search").isVisible(), false);
	assert.ok(await page.locator("article#NR_HARTS").isVisible());
	await page.locator("nav a", { hasText: /^FPU$/ }).click();
	assert.ok(page.url().endsWith("#FPU"));
}

async function pictures() {
	for (const [name, width, height] of [["desktop", 1280, 900], ["phone", 390, 844]]) {
		for (const colorScheme of ["light", "dark"]) {
			const page = await open({ viewport: { width, height }, colorScheme,
				isMobile: name === "phone", hasTouch: name === "phone" });
			const paper = await page.evaluate(
				() => getComputedStyle(document.documentElement).backgroundColor);
			assert.equal(paper === "rgb(255, 255, 255)", colorScheme === "light", paper);
			await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
			await page.locator("#search").focus();
			await page.keyboard.type("log");
			await page.screenshot({ path: join(folder, `${name}-${colorScheme}-search.png`) });
			await page.locator("#results li").first().click();
			await page.goto(address + "#FS_LOG");
			await page.screenshot({ path: join(folder, `${name}-${colorScheme}-option.png`) });
		}
	}
}

try {
	await withTheKeyboard();
	await withTheMouse();
	await onAPhone(390);
	await onAPhone(320);
	await withoutScripts();
	await pictures();
} finally {
	await browser.close();
}
