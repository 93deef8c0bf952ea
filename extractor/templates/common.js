/* Words, elements, settings: what both pages need. Text reaches the page through textContent only. */
const byId = (id) => document.getElementById(id);
const readJson = (id) => JSON.parse(byId(id).textContent);
const WORDS = readJson("words");
const LANGUAGES = ["zh", "en"];
let language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** A word in the language of the page; a key that is not known is shown without its group. */
function t(key, values) {
  const pair = WORDS[key];
  let text = pair ? pair[LANGUAGES.indexOf(language)] : key.slice(key.indexOf(".") + 1);
  for (const name of Object.keys(values || {})) text = text.split(`{${name}}`).join(values[name]);
  return text;
}

/** An element: el("li", {class: "card", "data-id": 3}, child, "text", …). Values of null and false are left out. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function svg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Settings and verdicts. A browser may refuse storage (file:// with strict settings): then they last as long as the page. */
const storage = {
  works: true,
  memory: {},
  get(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (error) {
      this.works = false;
      return this.memory[key] || null;
    }
  },
  set(key, value) {
    this.memory[key] = value;
    try {
      window.localStorage.setItem(key, value);
      return true;
    } catch (error) {
      this.works = false;
      return false;
    }
  },
};

const languageListeners = [];
const onLanguage = (listener) => languageListeners.push(listener);

function setLanguage(next) {
  language = next;
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-title]")) node.title = t(node.dataset.tTitle);
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
  for (const node of document.querySelectorAll("[data-page]")) node.textContent = t("page_n", { n: node.dataset.page });
  const button = byId("language-button");
  button.textContent = next === "zh" ? "English" : "中文";
  button.lang = next === "zh" ? "en" : "zh-CN";
  for (const listener of languageListeners) listener();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function startSettings() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  setTheme(storage.get("gouji:theme") || (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => storage.get("gouji:theme") || setTheme(dark.matches ? "dark" : "light"));
  byId("theme-button").addEventListener("click", switchTheme);
  byId("language-button").addEventListener("click", () => {
    setLanguage(language === "zh" ? "en" : "zh");
    storage.set("gouji:language", language);
  });
  setLanguage(storage.get("gouji:language") || language);
}

function switchTheme() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  setTheme(next);
  storage.set("gouji:theme", next);
}

let toastTimer = 0;
function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  place.classList.add("on");
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => place.classList.remove("on"), 4000);
}

/** Call `action` once after a burst of calls. */
function settled(action, wait) {
  let timer = 0;
  return (...values) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => action(...values), wait);
  };
}

/** Options of a select: [value, text] pairs; the chosen one stays chosen. */
function fillSelect(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
  if (options.some(([value]) => String(value) === chosen)) select.value = chosen;
}

function saveFile(name, type, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** One line of CSV. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvLine(values) {
  return values
    .map((value) => {
      let text = value === null || value === undefined ? "" : String(value);
      if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d[\d,.]*%?$/.test(text)) text = `'${text}`;
      return /[",\r\n]/.test(text) ? `"${text.split('"').join('""')}"` : text;
    })
    .join(",");
}
