"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (where, what) => [...where.querySelectorAll(what)];
  const data = JSON.parse($("data").textContent);
  const root = document.documentElement;
  const SVG = "http://www.w3.org/2000/svg";
  let moment = data.now;
  let reading = data.readings[0];

  // Evidence: what a link names is shown beside the text; the page itself does not move.
  // Before anything is chosen, that is the evidence of the first finding.
  const panel = $("panel"), body = $("panel-body"), blank = body.firstElementChild;
  let opener = null;
  // A link carries the day and the reading with it, where they are not those of a fresh page.
  const state = () => (moment === data.now ? "" : `&as-of=${moment}`) + (reading === data.readings[0] ? "" : `&reading=${reading}`);
  const base = (hash) => hash.split("&")[0];
  const shows = (hash) => /^#[efcsq]-/.test(hash);

  function copy(node) {
    const made = node.cloneNode(true);
    for (const part of [made, ...all(made, "[id]")]) { part.dataset.was = part.id; part.removeAttribute("id"); }
    return made;
  }

  const written = (numbers) => numbers.map((one) => data.lines[one]).join("\n");

  function parsed(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  }

  function content(hash, brief) {
    const name = decodeURIComponent(base(hash).slice(1));
    if (name.startsWith("c-")) {
      const [call, side] = name.slice(2).split("--");
      const other = data.days[moment].cards[call];
      const source = other === undefined ? $("c-" + call) : parsed(written(other));
      if (!source) return null;
      const made = copy(source), want = side || reading;
      const sides = all(made, "details.side");
      const chosen = sides.find((one) => one.dataset.readings.split(" ").includes(want));
      for (const one of sides) one.open = !chosen || one === chosen;
      if (chosen) sides[0].before(chosen);
      return [made];
    }
    if (name.startsWith("f-")) {
      const item = all($("finding-list"), ".findings > li")[Number(name.slice(2)) - 1];
      const pill = item && item.querySelector(".pill");
      if (!pill) return null;
      const head = document.createElement("div");
      head.className = "card";
      const kicker = document.createElement("p");
      kicker.className = "kicker";
      kicker.textContent = `Finding ${name.slice(2)} · ${item.querySelector(".topic").textContent}${brief ? ": what it rests on" : ""}`;
      head.append(kicker);
      if (!brief) head.append(copy(item.querySelector(".said")));
      const cards = pill.dataset.events.split(" ").map((id) => $("e-" + id)).filter(Boolean).map(copy);
      return [head, ...cards];
    }
    const found = $(name);
    if (!found) return null;
    const made = copy(found);
    for (const part of all(made, "details.more")) part.open = true;
    return [made];
  }

  function show(hash, focus) {
    const made = shows(hash) && content(hash);
    for (const one of all(document, "[aria-current=true]")) one.removeAttribute("aria-current");
    panel.classList.toggle("open", Boolean(made));
    if (!made) {
      const first = all($("finding-list"), ".findings > li").findIndex((item) => item.querySelector(".pill"));
      body.replaceChildren(blank, ...(content(`#f-${first + 1}`, true) || []));
      body.scrollTop = 0;
      return;
    }
    panel.classList.remove("open");
    body.replaceChildren(...made);
    void panel.offsetWidth;
    panel.classList.add("open");
    body.scrollTop = 0;
    for (const link of all(document, `main a[href="${CSS.escape(base(hash)).replace(/^\\#/, "#")}"]`)) link.setAttribute("aria-current", "true");
    if (focus) body.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const hash = link && (link.getAttribute("href") || "");
    if (!hash || !shows(hash) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!panel.contains(link)) opener = link;
    if (location.hash !== hash + state()) history.pushState(null, "", hash + state());
    show(hash, true);
  });

  function close() {
    if (!panel.classList.contains("open")) return;
    history.pushState(null, "", location.pathname + location.search);
    show("", false);
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }
  $("panel-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (menu.classList.contains("open")) { fold(); return; }
    if (!tip.hidden) { hush(); return; }
    close();
  });
  window.addEventListener("popstate", () => { adopt(); show(location.hash, false); });
  $("panel-link").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    try { await navigator.clipboard.writeText(location.href); button.textContent = "Copied"; }
    catch { button.textContent = "Copy it from the address bar"; }
    setTimeout(() => { button.textContent = "Copy link"; }, 1600);
  });

  // Light and dark
  const theme = $("theme");
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const named = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-pressed", String(isDark())); };
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("foedus-theme", root.dataset.theme); } catch { /* private mode */ }
    named();
  });
  named();

  // Timeline: the same placing of marks as on paper, for any span of time
  const DOT = 9, ROW = 17, CLOSE = 11.5, HEAD = 24, MOST = 8, TAIL = 34;
  const holder = $("timeline-holder"), figure = holder.querySelector("svg");
  const brush = $("brush"), brushed = brush.querySelector("svg");
  const whole = brushed.querySelector(".fo-window").textContent.split(" ").map(Number);
  let span = figure.querySelector(".fo-window").textContent.split(" ").map(Number);
  const number = (text) => (text === undefined ? null : Number(text));
  const wide = document.createElement("canvas").getContext("2d");
  wide.font = "11px " + getComputedStyle(root).getPropertyValue("--sans");
  const lanes = all(figure, ".fo-lane").map((node) => ({
    node,
    marks: all(node, ".fo-mark").map((mark) => ({
      node: mark, bar: mark.querySelector("rect"), text: mark.querySelector("text"),
      t0: number(mark.dataset.t0), t1: number(mark.dataset.t1), tail: mark.dataset.tail,
      rank: Number(mark.dataset.rank), id: mark.dataset.id, act: mark.dataset.act,
      actors: mark.dataset.actors.split("|"), width: wide.measureText(mark.querySelector("text").textContent).width,
    })),
  }));
  const window_ = document.createElement("div");
  window_.className = "window";
  brush.append(window_);

  // What a mark stands for, said where the pointer or the keyboard is: day and sentence
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const mark of lanes.flatMap((lane) => lane.marks)) {
    const title = mark.node.querySelector("title");
    mark.node.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  function tell(event) {
    const mark = event.target.closest(".fo-mark");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("aria-label");
    const box = mark.querySelector("rect").getBoundingClientRect();
    const middle = Math.max(box.left, 0) + Math.min(box.width, 40) / 2;
    tip.style.left = Math.max(8, Math.min(middle - tip.offsetWidth / 2, root.clientWidth - tip.offsetWidth - 8)) + scrollX + "px";
    tip.style.top = (box.top > tip.offsetHeight + 60 ? box.top - tip.offsetHeight - 8 : box.bottom + 8) + scrollY + "px";
  }
  const hush = () => { tip.hidden = true; };
  figure.addEventListener("pointerover", tell);
  figure.addEventListener("pointerleave", hush);
  figure.addEventListener("focusin", tell);
  figure.addEventListener("focusout", hush);

  const wanted = { actor: "", act: "" };
  const fits = (mark) => (!wanted.actor || mark.actors.includes(wanted.actor)) && (!wanted.act || mark.act === wanted.act);
  const later = (mark) => (data.known[mark.id] || 0) > data.days[moment].until;

  const top = (row) => Math.min(row, MOST) * ROW + Math.max(row - MOST, 0) * CLOSE;

  function place(marks, right) {
    const rows = [];
    const free = (a, b) => {
      const found = rows.findIndex((row) => row.every(([x, y]) => b <= x || y <= a));
      return found < 0 ? rows.length : found;
    };
    // a label stands to the right of its mark, or else to the left, or nowhere
    for (const mark of [...marks].sort((p, q) => q.rank - p.rank || p.x0 - q.x0)) {
      const room = mark.width + 12;
      const ways = { right: [mark.x0, mark.x1 + room], left: [mark.x0 - room, mark.x1 + 4], none: [mark.x0, mark.x1 + 4] };
      const fits = { right: ways.right[1] <= right + 10, left: ways.left[0] >= 0, none: true };
      mark.side = ["right", "left", "none"].find((side) => side === "none" || (fits[side] && free(...ways[side]) < MOST));
      mark.row = free(...ways[mark.side]);
      (rows[mark.row] ??= []).push(ways[mark.side]);
    }
    return Math.max(-1, ...marks.map((mark) => mark.row)) + 1;
  }

  function ticks(first, last, x, width) {
    const made = [], year = 365.25 / (last - first) * (width - 16);
    const ordinal = (y, m) => Date.UTC(y, m, 1) / 864e5 + 719163;
    const from = new Date((first - 719163) * 864e5).getUTCFullYear(), to = new Date((last - 719163) * 864e5).getUTCFullYear();
    const months = year >= 224 ? (year >= 672 ? 1 : 3) : 0;
    const step = [1, 2, 5, 10, 20].find((n) => n * year >= 56) || 50;
    for (let y = months ? from : Math.ceil(from / step) * step; y <= to; y += months ? 1 : step)
      for (let m = 0; m < 12; m += months || 12) {
        const day = ordinal(y, m);
        if (day < first || day > last) continue;
        const name = new Date(Date.UTC(y, m, 1)).toLocaleDateString("en", { month: "short", timeZone: "UTC" });
        made.push([x(day), months && m ? name : months ? name + " " + y : String(y)]);
      }
    return made;
  }

  function make(name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text) node.textContent = text;
    return node;
  }

  const share = (day) => 1 + (Math.min(Math.max(day, whole[0]), whole[1]) - whole[0]) / (whole[1] - whole[0]) * 98;

  function draw() {
    const width = Math.max(holder.clientWidth, 320), right = width - 8;
    const [first, last] = span;
    const x = (day) => 8 + (day - first) / (last - first) * (width - 16);
    let y = 26, seen = 0;
    const missed = { window: 0, filter: 0, later: 0 };
    for (const lane of lanes) {
      const here = [];
      for (const mark of lane.marks) {
        let begin = mark.t0 === null ? x(mark.t1) - TAIL : x(mark.t0);
        let end = mark.t1 === null ? (mark.tail ? begin + TAIL : right) : x(mark.t1);
        end = Math.max(begin, end);
        if (end - begin < DOT) { const middle = (begin + end) / 2; begin = middle - DOT / 2; end = middle + DOT / 2; }
        mark.x0 = begin; mark.x1 = end;
        // by days and not by place, so that as many are shown on a screen of any width
        const inside = (mark.t1 ?? (mark.tail ? mark.t0 + 1 : Infinity)) > first && (mark.t0 ?? mark.t1 - 1) <= last;
        const visible = inside && fits(mark);
        if (!fits(mark)) missed.filter += 1;
        else if (!inside) missed.window += 1;
        else if (later(mark)) missed.later += 1;
        mark.node.style.display = visible ? "" : "none";
        mark.node.removeAttribute("display");
        mark.node.classList.toggle("later", later(mark));
        if (visible) { here.push(mark); seen += later(mark) ? 0 : 1; }
      }
      const rows = place(here, right);
      for (const mark of here) {
        mark.node.setAttribute("transform", `translate(${mark.x0.toFixed(1)} ${top(mark.row)})`);
        mark.bar.setAttribute("width", (mark.x1 - mark.x0).toFixed(1));
        mark.text.setAttribute("x", mark.side === "left" ? -4 : (mark.x1 - mark.x0 + 4).toFixed(1));
        mark.text.setAttribute("text-anchor", mark.side === "left" ? "end" : "start");
        mark.text.style.display = mark.side === "none" ? "none" : "";
        mark.text.removeAttribute("display");
      }
      lane.node.style.display = here.length ? "" : "none";
      lane.node.setAttribute("transform", `translate(0 ${y})`);
      lane.node.querySelector(".fo-rule").setAttribute("x2", width);
      if (here.length) y += HEAD + top(rows) + 4;
    }
    figure.setAttribute("viewBox", `0 0 ${width} ${y + 2}`);
    figure.setAttribute("width", width);
    figure.setAttribute("height", y + 2);
    const clip = figure.querySelector("clipPath rect");
    clip.setAttribute("width", width); clip.setAttribute("height", y);
    figure.querySelector(".fo-axis").replaceChildren(...ticks(first, last, x, width).flatMap(([at, name]) => [
      make("line", { x1: at, x2: at, y1: 20, y2: y, class: "fo-rule" }),
      ...(at + 3 + wide.measureText(name).width <= width ? [make("text", { x: at + 3, y: 14, class: "fo-muted" }, name)] : []),
    ]));
    window_.style.left = share(first) + "%";
    window_.style.width = share(last) - share(first) + "%";
    const total = lanes.reduce((sum, lane) => sum + lane.marks.length, 0);
    const all_ = first <= whole[0] && last >= whole[1];
    const why = [
      missed.filter && `${missed.filter} by others or of another act`,
      missed.window && (all_ ? `${missed.window} outside the period, see the table` : `${missed.window} before or after this window, see “Whole period”`),
      missed.later && `${missed.later} later than the day`,
    ].filter(Boolean);
    $("timeline-count").textContent = `${seen} of ${total} events shown` + (why.length ? ` (${why.join("; ")})` : "");
  }

  function look(first, last) {
    const least = 60, length = Math.min(Math.max(last - first, least), whole[1] - whole[0]);
    first = Math.min(Math.max(first, whole[0]), whole[1] - length);
    span = [first, first + length];
    draw();
  }
  for (const button of all(document, "[data-zoom]"))
    button.addEventListener("click", () => {
      const [first, last] = span, length = last - first, middle = (first + last) / 2;
      const ways = { in: [middle - length / 4, middle + length / 4], out: [middle - length, middle + length], back: [first - length / 2, last - length / 2], on: [first + length / 2, last + length / 2], all: whole };
      look(...ways[button.dataset.zoom]);
    });
  let grasp = null;
  const dayAt = (event) => {
    const box = brushed.getBoundingClientRect();
    return whole[0] + ((event.clientX - box.left) / box.width * 100 - 1) / 98 * (whole[1] - whole[0]);
  };
  brush.addEventListener("pointerdown", (event) => {
    const day = dayAt(event);
    grasp = { day, from: day > span[0] && day < span[1] ? [...span] : null };
    brush.setPointerCapture(event.pointerId);
  });
  brush.addEventListener("pointermove", (event) => {
    if (!grasp) return;
    const day = dayAt(event);
    if (grasp.from) look(grasp.from[0] + day - grasp.day, grasp.from[1] + day - grasp.day);
    else if (Math.abs(day - grasp.day) > 30) look(Math.min(day, grasp.day), Math.max(day, grasp.day));
  });
  brush.addEventListener("pointerup", () => { grasp = null; });
  $("filter-actor").addEventListener("change", (event) => { wanted.actor = event.target.value; draw(); });
  $("filter-act").addEventListener("change", (event) => { wanted.act = event.target.value; draw(); });
  let told = 0;
  new ResizeObserver(() => { if (holder.clientWidth !== told) { told = holder.clientWidth; draw(); } }).observe(holder);

  // Ledger: which lines are shown, and the marks of another day
  const table = $("table-ledger");
  const rows = all(table, "tr[data-call]");

  // the marks that a cell shows: its own, and those of its bearers where they did not do alike
  const marked = (code) => (code ? code[0] + (new Set(code.slice(1).split("/")[0]).size > 1 ? code.slice(1).split("/")[0] : "") : "n");

  function sift() {
    const ours = $("ledger-ours").checked, open = $("ledger-open").checked, part = $("ledger-part").checked;
    const cells = data.days[moment].cells;
    let shown = 0;
    const marks = new Set();
    for (const row of rows) {
      const codes = cells[row.dataset.call];
      const first = (codes || []).map((code) => code[0] || "n");
      row.hidden = !codes || (ours && row.dataset.ours === "0") || (open && first.every((one) => one === "n")) || (part && new Set(first).size < 2);
      row.classList.toggle("parts", new Set(first).size > 1);
      if (row.hidden) continue;
      shown += 1;
      for (const code of codes) for (const letter of marked(code)) marks.add(data.letters[letter][0]);
    }
    for (const group of table.tBodies) group.hidden = all(group, "tr[data-call]").every((row) => row.hidden);
    for (const one of all($("ledger-legend"), "[data-role]")) one.hidden = !marks.has(one.dataset.role);
    $("ledger-count").textContent = `${shown} of ${Object.keys(cells).length} lines`;
  }
  for (const name of ["ledger-ours", "ledger-open", "ledger-part"]) $(name).addEventListener("change", sift);

  function shape(role) {
    const svg = make("svg", { class: "mark " + role, width: 14, height: 14, "aria-hidden": "true", focusable: "false" });
    svg.append(make("use", { href: "#mark-" + role }));
    return svg;
  }

  function fill() {
    const cells = data.days[moment].cells;
    for (const row of rows) {
      const codes = cells[row.dataset.call] || [];
      all(row, "td").forEach((cell, index) => {
        const code = codes[index] || "";
        const link = cell.querySelector("a") || cell.querySelector(".nothing");
        const [role, word] = data.letters[code[0] || "n"];
        const text = document.createElement("span");
        text.className = "word " + role;
        text.textContent = word;
        link.replaceChildren(shape(role), text);
        const [owed, recorded] = code.slice(1).split("/");
        if (new Set(owed).size > 1) {
          const strip = document.createElement("span");
          strip.className = "strip";
          strip.append(...[...owed].map((letter) => shape(data.letters[letter][0])));
          link.append(strip);
        }
        if (recorded === "°") {
          const unsaid = document.createElement("span");
          unsaid.className = "unsaid";
          unsaid.textContent = recorded;
          text.after(unsaid);
        } else if (recorded) {
          const claimed = document.createElement("span");
          claimed.className = "claimed";
          claimed.textContent = recorded === code[0] ? "claimed for some" : `claimed; in the record: ${data.letters[recorded][1]}`;
          link.append(claimed);
        }
      });
    }
  }
  const printed = rows.map((row) => all(row, "td").map((cell) => cell.innerHTML));

  // As of, and reading
  function turn() {
    const day = data.days[moment];
    $("finding-list").innerHTML = written(day.findings[reading]);
    const title = $("reading").selectedOptions[0].textContent;
    $("asof-line").textContent = (moment === data.now ? `The whole record, to ${day.day}` : `The record as it stood on ${day.day}: only what had happened and been published by then. The sections after the ledger show the whole record`) + (reading === data.readings[0] ? "." : `; promises in the reading “${title}”.`);
    for (const cell of all(table, "[data-reading]")) cell.classList.toggle("chosen", cell.dataset.reading === reading);
    if (moment === data.now) rows.forEach((row, n) => all(row, "td").forEach((cell, k) => { cell.innerHTML = printed[n][k]; }));
    else fill();
    sift();
    for (const row of all($("table-events"), "tr[data-e]")) row.hidden = (data.known[row.dataset.e] || 0) > day.until;
    for (const line of all(document, "#barcode-figure .until")) line.remove();
    if (moment !== data.now) {
      const at = share(day.until) + "%";
      $("barcode-figure").append(make("line", { x1: at, x2: at, y1: 0, y2: 22, class: "until" }));
    }
    draw();
    show(shows(location.hash) ? location.hash : "", false);
  }
  function choose(day, side) {
    moment = day; reading = side;
    $("as-of").value = day; $("reading").value = side;
    if (shows(location.hash)) history.replaceState(null, "", base(location.hash) + state());
    turn();
  }
  function adopt() {
    if (!shows(location.hash)) return;
    const asked = new URLSearchParams(location.hash.slice(1));
    const day = asked.get("as-of"), side = asked.get("reading");
    const wish = [day in data.days ? day : data.now, data.readings.includes(side) ? side : data.readings[0]];
    if (wish[0] !== moment || wish[1] !== reading) choose(...wish);
  }
  $("as-of").addEventListener("change", (event) => choose(event.target.value, reading));
  $("reading").addEventListener("change", (event) => choose(moment, event.target.value));

  // Rows to take away
  function save(name, kind) {
    const { columns, rows: kept } = data.rows[name];
    const lines = kept.map((line) => line.map((value) => (Array.isArray(value) ? data.lines[value[0]] : value)));
    const cell = (value) => { const text = value === null ? "" : String(value); return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text; };
    const text = kind === "csv"
      ? [columns, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n"
      : JSON.stringify(lines.map((line) => Object.fromEntries(line.map((value, n) => [columns[n], value]))), null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind === "csv" ? "text/csv" : "application/json" }));
    link.download = `${name}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  for (const button of all(document, "[data-download]")) {
    button.setAttribute("aria-label", `Download ${button.dataset.download} as ${button.dataset.as.toUpperCase()}`);
    button.addEventListener("click", () => save(button.dataset.download, button.dataset.as));
  }

  // On a narrow screen the sections unfold from one button
  const menu = document.querySelector(".sections"), unfold = $("sections-button");
  function fold(open = false) {
    menu.classList.toggle("open", open);
    unfold.setAttribute("aria-expanded", String(open));
    if (!open && menu.contains(document.activeElement)) unfold.focus({ preventScroll: true });
  }
  unfold.addEventListener("click", () => fold(!menu.classList.contains("open")));
  document.addEventListener("click", (event) => { if (!event.target.closest("#sections-button")) fold(); });

  // Where one is in the page
  const links = new Map(all(document, ".sections a").map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries)
      if (entry.isIntersecting && links.has(entry.target.id)) {
        for (const link of links.values()) link.removeAttribute("aria-current");
        const link = links.get(entry.target.id);
        link.setAttribute("aria-current", "location");
        unfold.querySelector("b").textContent = link.textContent;
      }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of all(document, "main > section")) watch.observe(section);

  turn();
  adopt();
  if (shows(location.hash)) show(location.hash, false);
})();
