"use strict";
// Shows values under the pointer and hides lines. Without it nothing else is missing.
const numbers = (text) => text.split(" ").map(Number);
const nearest = (all, x) => all.reduce((a, b) => (Math.abs(b - x) < Math.abs(a - x) ? b : a));
const add = (to, name, text) => {
  const made = to.appendChild(document.createElement(name));
  made.textContent = text;
  return made;
};
const places = (text) => {
  const [first, step, count] = text.split(":").map(Number);
  return count ? [...Array(count).keys()].map((i) => first + i * step) : numbers(text);
};
const set = (of, values) => Object.entries(values).forEach(([name, value]) => of.setAttribute(name, value));

for (const figure of document.querySelectorAll(".chart")) {
  const tip = add(figure, "div", "");
  set(tip, { class: "tip", role: "status" });
  const lines = [...figure.querySelectorAll("[data-of]")].map((entry) => {
    const { x, y, of } = entry.dataset, line = { entry, x: places(x), y: y.split(" "), shown: true };
    const button = document.createElement("button");
    button.append(...entry.childNodes);
    entry.append(button);
    set(button, { "aria-pressed": true });
    button.onclick = () => {
      line.shown = !line.shown;
      set(button, { "aria-pressed": line.shown });
      for (const i of of.split(" "))
        for (const g of figure.querySelectorAll(`[data-series="${i}"]`)) g.classList.toggle("off", !line.shown);
    };
    return line;
  });
  for (const svg of figure.querySelectorAll(":scope > svg")) {
    const [left, top, right, bottom] = numbers(svg.dataset.plot), [low, high] = numbers(svg.dataset.x);
    const { width } = svg.viewBox.baseVal, title = svg.querySelector("title"), cursor = svg.querySelector(".cursor");
    let at;
    const hide = () => { tip.textContent = ""; set(cursor, { d: "" }); };
    const stops = () => [...new Set(lines.flatMap((l) => (l.shown ? l.x : [])))].sort((a, b) => a - b);
    const show = (x) => {
      const px = left + ((x - low) / (high - low)) * (right - left), share = px / width;
      hide();
      at = x;
      set(cursor, { d: `M${px} ${top}V${bottom}` });
      add(tip, "b", `${svg.dataset.name} ${x}`);
      for (const l of lines) {
        const near = nearest(l.x, x);
        if (!l.shown || Math.abs(near - x) > (high - low) / 99) continue;
        const row = add(tip, "span", l.entry.textContent);
        row.className = l.entry.className;
        add(row, "b", l.y[l.x.indexOf(near)]);
      }
      tip.style.left = 0;
      const room = figure.clientWidth, own = tip.offsetWidth, to = share * room + (share > 0.5 ? -12 - own : 12);
      tip.style.left = `${Math.max(0, Math.min(room - own, to))}px`;
    };
    set(svg, { tabindex: 0, "aria-label": title.textContent });
    title.remove();
    svg.onpointermove = (e) => {
      const box = svg.getBoundingClientRect(), all = stops();
      const px = ((e.clientX - box.left) / box.width) * width;
      if (all.length && px > left - 9 && px < right + 9) show(nearest(all, low + ((px - left) / (right - left)) * (high - low)));
      else hide();
    };
    svg.onpointerleave = svg.onblur = hide;
    svg.onkeydown = (e) => {
      const all = stops(), step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (e.key === "Escape") hide();
      if (!step || !all.length) return;
      e.preventDefault();
      show(all[Math.max(0, Math.min(all.length - 1, all.indexOf(at) + step))]);
    };
  }
}
onbeforeprint = () => document.querySelectorAll("details").forEach((d) => (d.open = true));
