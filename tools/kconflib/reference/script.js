// The search of the option reference. Without this script the page is a list with links.
"use strict";

const input = document.getElementById("search");
const list = document.getElementById("results");
const announcement = document.getElementById("status");
const MOST = 60;

const options = Array.from(document.querySelectorAll("article"), article => ({
	name: article.id,
	lower: article.id.toLowerCase(),
	prompt: article.dataset.prompt,
	text: article.dataset.prompt.toLowerCase() + "\n" +
		article.querySelector(".help").textContent.toLowerCase(),
}));

let found = [];
let selected = -1;

// How well an option fits a word, 0 if not at all: names count more than prompts, these more than
// help texts.
function score(option, word) {
	const name = word.replace(/^config_/, "");
	if (option.lower === name)
		return 1000;
	if (option.lower.startsWith(name))
		return 500 - option.lower.length;
	if (option.lower.includes(name))
		return 300 - option.lower.length;
	if (option.prompt.toLowerCase().includes(word))
		return 100;
	return option.text.includes(word) ? 10 : 0;
}

function search(query) {
	const words = query.toLowerCase().split(/\s+/).filter(word => word);
	if (!words.length)
		return [];
	return options.map(option => [option, words.map(word => score(option, word))])
		.filter(([, scores]) => scores.every(value => value > 0))
		.map(([option, scores]) => [option, scores.reduce((sum, value) => sum + value)])
		.sort((a, b) => b[1] - a[1])
		.map(([option]) => option);
}

function item(option, index) {
	const row = document.createElement("li");
	row.id = "result-" + index;
	row.setAttribute("role", "option");
	row.dataset.index = index;
	for (const part of ["name", "prompt"]) {
		const span = document.createElement("span");
		span.className = part;
		span.textContent = option[part];
		row.append(span);
	}
	return row;
}

function select(index) {
	selected = index;
	for (const row of list.children)
		row.setAttribute("aria-selected", String(Number(row.dataset.index) === index));
	const row = list.children[index];
	if (row && found.length) {
		row.scrollIntoView({ block: "nearest" });
		input.setAttribute("aria-activedescendant", row.id);
	} else {
		input.removeAttribute("aria-activedescendant");
	}
}

function close() {
	list.hidden = true;
	input.setAttribute("aria-expanded", "false");
	input.removeAttribute("aria-activedescendant");
}

function update() {
	found = search(input.value).slice(0, MOST);
	if (!input.value.trim()) {
		announcement.textContent = "";
		close();
		return;
	}
	list.replaceChildren(...found.map(item));
	if (!found.length) {
		const row = document.createElement("li");
		row.className = "none";
		row.textContent = "Nothing found";
		list.append(row);
	}
	announcement.textContent = found.length === 1 ? "1 option" : found.length + " options";
	list.hidden = false;
	input.setAttribute("aria-expanded", "true");
	select(found.length ? 0 : -1);
}

function go(index) {
	if (!found[index])
		return;
	const name = found[index].name;
	input.value = "";
	close();
	location.hash = name;
	document.getElementById(name).focus({ preventScroll: true });
}

input.addEventListener("input", update);
input.addEventListener("focus", () => input.value && update());
input.addEventListener("keydown", event => {
	const last = found.length - 1;
	if (event.key === "ArrowDown" && !list.hidden)
		select(selected < last ? selected + 1 : 0);
	else if (event.key === "ArrowUp" && !list.hidden)
		select(selected > 0 ? selected - 1 : last);
	else if (event.key === "Enter")
		go(selected);
	else if (event.key === "Escape") {
		input.value = "";
		update();
		input.blur();
	} else
		return;
	event.preventDefault();
});
list.addEventListener("mousedown", event => event.preventDefault());
list.addEventListener("click", event => {
	const row = event.target.closest("li[data-index]");
	if (row)
		go(Number(row.dataset.index));
});
input.addEventListener("blur", close);
document.addEventListener("keydown", event => {
	if (event.key === "/" && event.target !== input && !event.ctrlKey && !event.metaKey && !event.altKey) {
		event.preventDefault();
		input.focus();
		input.select();
	}
});

// The tree shows where one is.
function mark() {
	const name = decodeURIComponent(location.hash.slice(1));
	for (const link of document.querySelectorAll("nav [aria-current]"))
		link.removeAttribute("aria-current");
	const link = name && document.querySelector("nav li a[href=\"#" + CSS.escape(name) + "\"]");
	if (link) {
		link.setAttribute("aria-current", "location");
		if (matchMedia("(min-width: 52rem)").matches)
			link.scrollIntoView({ block: "nearest" });
	}
}
window.addEventListener("hashchange", mark);
mark();

document.querySelector(".search").hidden = false;
if (matchMedia("(max-width: 52rem)").matches)
	document.querySelector("nav .all").open = false;
