// Image viewer: the image with an SVG overlay of polygons; zoom, pan and rotation.

import { level, score } from "./confidence.js";
import { h, icon, show } from "./dom.js";

const STEP = 1.25;
const PAN = 60;

export class Viewer {
  #image = h("img", { alt: "", draggable: false });
  #overlay = h("svg:svg.overlay", { "aria-hidden": true });
  #tip = h("div.tip", { hidden: true });
  #zoom = h("output.zoom", null, "100 %");
  #stage = h("div.stage", null, this.#image, this.#overlay);
  #frame = h("div.frame", {
    tabIndex: 0, role: "group",
    "aria-label": "Image. Plus and minus zoom, arrow keys move, R rotates, 0 fits.",
  }, this.#stage, this.#tip);
  #width = 0;
  #height = 0;
  #scale = 1;
  #angle = 0;
  #x = 0;
  #y = 0;
  #boxes = [];
  #moved = false;

  constructor(events) {
    const button = (label, path, onclick) =>
      h("button.icon", { type: "button", title: label, "aria-label": label, onclick }, icon(path));
    this.bar = h("div.tools", { role: "toolbar", "aria-label": "View of the image" },
      button("Zoom out", "M5 12h14", () => this.#zoomBy(1 / STEP)), this.#zoom,
      button("Zoom in", "M5 12h14M12 5v14", () => this.#zoomBy(STEP)),
      button("Fit to the window", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", () => this.fit()),
      button("Rotate by 90 degrees", "M20 11a8 8 0 1 0-2 6M20 4v7h-7", () => this.rotate(90)));
    this.element = h("div.viewer", null, this.#frame);
    this.#listen(events);
    new ResizeObserver(() => this.fit()).observe(this.#frame);
  }

  // Show an image; its sides are those of the file, which the polygons refer to.
  open(url, width, height, name) {
    [this.#width, this.#height, this.#angle] = [width, height, 0];
    Object.assign(this.#image, { src: url, width, height, alt: `The image ${name}` });
    this.#stage.hidden = false;
    this.draw([]);
    this.fit();
  }

  // Show no image.
  close() {
    this.#stage.hidden = true;
    this.#image.removeAttribute("src");
    this.draw([]);
  }

  // Draw the polygons of a result.
  draw(boxes) {
    this.#boxes = boxes;
    this.#tip.hidden = true;
    this.#overlay.setAttribute("viewBox", `0 0 ${this.#width || 1} ${this.#height || 1}`);
    show(this.#overlay, boxes.map((item, i) =>
      h(`svg:polygon.box.${level(item.confidence)}`, { points: item.points?.join(" ") ?? "", "data-i": i })));
  }

  // Mark the polygon of an item, or none.
  mark(item, mark) {
    this.#overlay.querySelector("." + mark)?.classList.remove(mark);
    const polygon = item && this.#overlay.children[this.#boxes.indexOf(item)];
    polygon?.classList.add(mark);
    if (mark === "hover") this.#showTip(polygon ? item : null);
    else if (polygon && item) this.#reveal(item);
  }

  // Scale the image so that all of it is seen.
  fit() {
    const { clientWidth: w, clientHeight: hgt } = this.#frame;
    if (!this.#width || !w) return;
    const angle = (this.#angle * Math.PI) / 180;
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const [width, height] = [this.#width * cos + this.#height * sin, this.#width * sin + this.#height * cos];
    this.#scale = Math.min((w - 32) / width, (hgt - 32) / height, 2);
    [this.#x, this.#y] = [w / 2, hgt / 2];
    this.#apply();
  }

  // Turn the view clockwise.
  rotate(degrees) {
    this.#angle = (this.#angle + degrees + 360) % 360;
    this.fit();
  }

  #zoomBy(factor, px = this.#frame.clientWidth / 2, py = this.#frame.clientHeight / 2) {
    const scale = Math.min(16, Math.max(0.02, this.#scale * factor));
    this.#x = px + ((this.#x - px) * scale) / this.#scale;
    this.#y = py + ((this.#y - py) * scale) / this.#scale;
    this.#scale = scale;
    this.#apply();
  }

  #apply() {
    this.#stage.style.transform =
      `translate(${this.#x}px,${this.#y}px) rotate(${this.#angle}deg) scale(${this.#scale}) ` +
      `translate(${-this.#width / 2}px,${-this.#height / 2}px)`;
    this.#zoom.textContent = `${Math.round(this.#scale * 100)} %`;
    this.#tip.hidden = true;
  }

  // Return where a point of the image is in the frame.
  #place(x, y) {
    const angle = (this.#angle * Math.PI) / 180;
    const [dx, dy] = [(x - this.#width / 2) * this.#scale, (y - this.#height / 2) * this.#scale];
    return [this.#x + dx * Math.cos(angle) - dy * Math.sin(angle), this.#y + dx * Math.sin(angle) + dy * Math.cos(angle)];
  }

  // Return the box around an item in the frame.
  #bounds({ points }) {
    const places = points.map(([x, y]) => this.#place(x, y));
    const [xs, ys] = [places.map((place) => place[0]), places.map((place) => place[1])];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }

  // Move the view so that the item can be seen.
  #reveal(item) {
    const { left, right, top, bottom } = this.#bounds(item);
    const { clientWidth: w, clientHeight: hgt } = this.#frame;
    if (left < 0 || right > w) this.#x += w / 2 - (left + right) / 2;
    if (top < 0 || bottom > hgt) this.#y += hgt / 2 - (top + bottom) / 2;
    this.#apply();
  }

  #showTip(item) {
    this.#tip.hidden = !item;
    if (!item) return;
    show(this.#tip, item.name ? h("b", null, item.name) : null, h("span", null, item.text),
      h(`span.score.${level(item.confidence)}`, null, score(item.confidence)));
    const { left, bottom } = this.#bounds(item);
    const most = (size, tip) => Math.max(4, size - tip - 4);
    this.#tip.style.left = `${Math.max(4, Math.min(left, most(this.#frame.clientWidth, this.#tip.offsetWidth)))}px`;
    this.#tip.style.top = `${Math.max(4, Math.min(bottom + 8, most(this.#frame.clientHeight, this.#tip.offsetHeight)))}px`;
  }

  #listen({ hover, select }) {
    const frame = this.#frame;
    const item = (event) => this.#boxes[event.target.dataset?.i] ?? null;
    this.#overlay.addEventListener("pointerover", (event) => hover(item(event)));
    this.#overlay.addEventListener("pointerleave", () => hover(null));
    frame.addEventListener("click", (event) => {
      if (item(event) && !this.#moved) select(item(event));
    });
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      this.#zoomBy(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    frame.addEventListener("keydown", (event) => this.#key(event));
    this.#drag(frame);
  }

  // One pointer moves the image, two zoom it.
  #drag(frame) {
    const down = new Map();
    frame.addEventListener("pointerdown", (event) => {
      down.set(event.pointerId, event);
      this.#moved = false;
    });
    frame.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
      if (!this.#moved && Math.hypot(dx, dy) < 4) return;
      if (!this.#moved) frame.setPointerCapture(event.pointerId);
      this.#moved = true;
      const other = [...down.values()].find((pointer) => pointer.pointerId !== event.pointerId);
      if (other) this.#pinch(other, before, event);
      else [this.#x, this.#y] = [this.#x + dx, this.#y + dy];
      down.set(event.pointerId, event);
      this.#apply();
    });
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, (event) => down.delete(event.pointerId));
  }

  #pinch(other, before, now) {
    const distance = (event) => Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
    const box = this.#frame.getBoundingClientRect();
    this.#zoomBy(distance(now) / (distance(before) || 1), other.clientX - box.left, other.clientY - box.top);
  }

  #key(event) {
    const actions = {
      "+": () => this.#zoomBy(STEP), "=": () => this.#zoomBy(STEP), "-": () => this.#zoomBy(1 / STEP),
      0: () => this.fit(), r: () => this.rotate(90),
      ArrowLeft: () => (this.#x += PAN), ArrowRight: () => (this.#x -= PAN),
      ArrowUp: () => (this.#y += PAN), ArrowDown: () => (this.#y -= PAN),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
    this.#apply();
  }
}
