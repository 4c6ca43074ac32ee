// Suggestions below every search box: the combobox of the WAI-ARIA Authoring Practices, with the
// focus always in the box. Without this file, or with the service down, the boxes just search.
const texts = document.currentScript.dataset;
const lang = document.documentElement.lang;
const known = new Map();
const PAUSE = 120; // milliseconds without a key before anything is asked
const SHORTEST = 2;

async function ask(typed, signal) {
  if (!known.has(typed)) {
    const query = new URLSearchParams({ q: typed, lang });
    const response = await fetch(`/api/v1/suggest?${query}`, { signal });
    if (!response.ok) return { items: [], pins: [] };
    known.set(typed, await response.json());
  }
  return known.get(typed);
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function words(item) {
  return item.titleSegments.map(({ text, marked }) => (marked ? element("b", "", text) : text));
}

function combobox(input, number) {
  const id = `suggestions-${number}`;
  const list = element("ul", "suggest");
  const status = element("p", "hidden");
  let active = -1;
  let shown = "";
  let timer = 0;
  let running = new AbortController();

  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.label);
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) input.setAttribute(name, value);
  input.form.classList.add("find--suggests");
  input.after(list, status);

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    running.abort();
    list.hidden = true;
    shown = "";
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    activate(-1);
  }

  function activate(place) {
    active = place;
    for (const [at, option] of options().entries()) {
      option.setAttribute("aria-selected", String(at === place));
    }
    const option = options()[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function follow(option) {
    if (option.dataset.url) location.assign(option.dataset.url);
    else input.form.requestSubmit(); // the page of results begins with the help
  }

  function show({ items, pins }) {
    list.replaceChildren(
      ...pins.map((pin) => {
        const numbers = pin.phones.map((phone) => phone.number)
          .filter((number) => !pin.title.includes(number)).join(", ");
        return element("li", `suggest__pin suggest__pin--${pin.level}`, pin.title, " ",
          element("strong", "", numbers));
      }),
      ...items.map((item) => {
        const option = element("li", "", ...words(item));
        option.lang = item.lang;
        option.dataset.url = `/${item.lang}/${encodeURI(item.path)}`;
        return option;
      }),
    );
    for (const [at, option] of options().entries()) {
      option.id = `${id}-${at}`;
      option.setAttribute("role", "option");
      option.addEventListener("click", () => follow(option));
    }
    if (!list.children.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = texts.count.replace("{}", list.children.length);
    activate(-1);
  }

  async function look() {
    const typed = input.value.trim().replace(/\s+/g, " ");
    if (typed === shown) return;
    running.abort();
    if (typed.length < SHORTEST) return close();
    running = new AbortController();
    try {
      const found = await ask(typed, running.signal);
      if (document.activeElement !== input || running.signal.aborted) return;
      show(found);
      if (!list.hidden) shown = typed;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  const keys = {
    ArrowDown: () => (list.hidden ? look() : activate((active + 2) % (list.children.length + 1) - 1)),
    ArrowUp: () => {
      if (list.hidden) return;
      const places = list.children.length + 1;
      activate((active + places) % places - 1);
    },
    Enter: () => follow(options()[active]),
    Escape: close,
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const isOurs = { Enter: isOpen && active >= 0, Escape: isOpen }[event.key] ?? true;
    if (event.isComposing || !keys[event.key] || !isOurs) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}

for (const [number, input] of document.querySelectorAll("form[role=search] input[name=q]").entries()) {
  combobox(input, number);
}
