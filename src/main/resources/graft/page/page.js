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

for (const figure of document.querySelectorAll(".chart")) {
  const tip = add(figure, "div", "");
  tip.className = "tip";
  tip.role = "status";
  const lines = [...figure.querySelectorAll("[data-of]")].map((entry) => {
    const { x, y, of } = entry.dataset, line = { entry, x: places(x), y: y.split(" "), shown: true };
    const words = [...entry.childNodes], button = add(entry, "button", "");
    button.append(...words);
    button.ariaPressed = true;
    button.onclick = () => {
      line.shown = !line.shown;
      button.ariaPressed = line.shown;
      for (const i of of.split(" "))
        for (const g of figure.querySelectorAll(`[data-series="${i}"]`)) g.classList.toggle("off", !line.shown);
    };
    return line;
  });
  for (const svg of figure.querySelectorAll(":scope > svg")) {
    const [left, top, right, bottom, width] = numbers(svg.dataset.plot), [low, high] = numbers(svg.dataset.x);
    const title = svg.querySelector("title"), cursor = svg.querySelector(".cursor");
    let at;
    const hide = () => { tip.textContent = ""; cursor.setAttribute("d", ""); };
    const stops = () => [...new Set(lines.flatMap((l) => l.x.filter((v) => l.shown && v >= low && v <= high)))].sort((a, b) => a - b);
    const show = (x) => {
      const px = left + ((x - low) / (high - low)) * (right - left), share = px / width;
      hide();
      at = x;
      cursor.setAttribute("d", `M${px} ${top}V${bottom}`);
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
    svg.tabIndex = 0;
    svg.ariaLabel = title.textContent;
    title.remove();
    svg.onpointermove = (e) => {
      const box = svg.getBoundingClientRect(), all = stops();
      const share = (((e.clientX - box.left) / box.width) * width - left) / (right - left);
      if (all.length && Math.abs(share - 0.5) < 0.53) show(nearest(all, low + share * (high - low)));
      else hide();
    };
    svg.onpointerleave = svg.onblur = hide;
    svg.onkeydown = (e) => {
      const all = stops(), step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!step || !all.length) return hide();
      e.preventDefault();
      show(all[Math.max(0, Math.min(all.length - 1, all.indexOf(at) + step))]);
    };
  }
}
onbeforeprint = () => document.querySelectorAll("details").forEach((d) => (d.open = true));
