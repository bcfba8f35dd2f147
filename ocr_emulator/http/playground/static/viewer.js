// Image viewer: the image with an SVG overlay of polygons; zoom, pan and rotation.

import { level, score } from "./confidence.js";
import { h, icon, show } from "./dom.js";

const STEP = 1.25;
const PAN = 60;
const HELP = "Image. Plus and minus zoom, arrow keys move, R rotates, 0 fits.";

export class Viewer {
  #image = h("img", { alt: "", draggable: false });
  #overlay = h("svg:svg.overlay", { "aria-hidden": true });
  #stage = h("div.stage", null, this.#image, this.#overlay);
  #tip = h("div.tip", { hidden: true });
  #frame = h("div.frame", { tabIndex: 0, role: "group", "aria-label": HELP }, this.#stage, this.#tip);
  #zoom = h("output.zoom", null, "100 %");
  // Sides of the image; scale, angle in degrees and centre of the view.
  #size = [0, 0];
  #scale = 1;
  #angle = 0;
  #centre = [0, 0];
  #boxes = [];
  #moved = false;

  constructor(events) {
    const tool = (label, path, onclick) => h("button.icon", { type: "button", title: label, "aria-label": label, onclick }, icon(path));
    this.bar = h("div.tools", { role: "toolbar", "aria-label": "View of the image" },
      tool("Zoom out", "M5 12h14", () => this.#zoomBy(1 / STEP)), this.#zoom,
      tool("Zoom in", "M5 12h14M12 5v14", () => this.#zoomBy(STEP)),
      tool("Fit to the window", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", () => this.fit()),
      tool("Rotate by 90 degrees", "M20 11a8 8 0 1 0-2 6M20 4v7h-7", () => this.rotate(90)));
    this.element = h("div.viewer", null, this.#frame);
    this.#listen(events);
    new ResizeObserver(() => this.fit()).observe(this.#frame);
  }

  // Show an image; its sides are those of the file, which the polygons refer to.
  open(src, width, height, name) {
    [this.#size, this.#angle] = [[width, height], 0];
    Object.assign(this.#image, { src, width, height, alt: `The image ${name}` });
    this.#overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#stage.hidden = false;
    this.draw([]);
    this.fit();
  }

  // Show no image.
  close() {
    this.#stage.hidden = true;
    this.draw([]);
  }

  // Draw the polygons of a result.
  draw(boxes) {
    this.#boxes = boxes;
    this.#tip.hidden = true;
    show(this.#overlay, boxes.map(({ confidence, points }, i) => h(`svg:polygon.box.${level(confidence)}`, { points: points.join(" "), "data-i": i })));
  }

  // Mark the polygon of an item, or none. `mark` is `hover` or `selected`.
  mark(item, mark) {
    this.#overlay.querySelector("." + mark)?.classList.remove(mark);
    const polygon = this.#overlay.children[this.#boxes.indexOf(item)];
    polygon?.classList.add(mark);
    if (mark === "hover") this.#showTip(polygon ? item : null);
    else if (polygon) this.#reveal(item);
  }

  // Scale the image so that all of it is seen.
  fit() {
    const { clientWidth: w, clientHeight: hgt } = this.#frame;
    if (!this.#size[0] || !w) return;
    const [cos, sin] = this.#direction().map(Math.abs);
    const [width, height] = this.#size;
    this.#scale = Math.min((w - 32) / (width * cos + height * sin), (hgt - 32) / (width * sin + height * cos), 2);
    this.#centre = [w / 2, hgt / 2];
    this.#apply();
  }

  // Turn the view clockwise.
  rotate(degrees) {
    this.#angle = (this.#angle + degrees) % 360;
    this.fit();
  }

  #direction() {
    const angle = (this.#angle * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  }

  #move(dx, dy) {
    this.#centre = [this.#centre[0] + dx, this.#centre[1] + dy];
    this.#apply();
  }

  #zoomBy(factor, x = this.#frame.clientWidth / 2, y = this.#frame.clientHeight / 2) {
    const scale = Math.min(16, Math.max(0.02, this.#scale * factor));
    this.#centre = [x, y].map((fixed, i) => fixed + ((this.#centre[i] - fixed) * scale) / this.#scale);
    this.#scale = scale;
    this.#apply();
  }

  #apply() {
    const [width, height] = this.#size;
    const [x, y] = this.#centre;
    this.#stage.style.transform = `translate(${x}px,${y}px) rotate(${this.#angle}deg) scale(${this.#scale}) translate(${-width / 2}px,${-height / 2}px)`;
    show(this.#zoom, `${Math.round(this.#scale * 100)} %`);
    this.#tip.hidden = true;
  }

  // Return the box around an item in the frame.
  #bounds({ points }) {
    const [cos, sin] = this.#direction();
    const places = points.map((point) => {
      const [dx, dy] = point.map((value, i) => (value - this.#size[i] / 2) * this.#scale);
      return [this.#centre[0] + dx * cos - dy * sin, this.#centre[1] + dx * sin + dy * cos];
    });
    const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }

  // Move the view so that the item can be seen.
  #reveal(item) {
    const { left, right, top, bottom } = this.#bounds(item);
    const { clientWidth: w, clientHeight: hgt } = this.#frame;
    const [dx, dy] = [left < 0 || right > w ? (w - left - right) / 2 : 0, top < 0 || bottom > hgt ? (hgt - top - bottom) / 2 : 0];
    this.#move(dx, dy);
  }

  #showTip(item) {
    this.#tip.hidden = !item;
    if (!item) return;
    const { name, text, confidence } = item;
    show(this.#tip, name ? h("b", null, name) : null, h("span", null, text), h("span.score", null, score(confidence)));
    const { left, bottom } = this.#bounds(item);
    const inside = (place, size, tip) => `${Math.max(4, Math.min(place, size - tip - 4))}px`;
    this.#tip.style.left = inside(left, this.#frame.clientWidth, this.#tip.offsetWidth);
    this.#tip.style.top = inside(bottom + 8, this.#frame.clientHeight, this.#tip.offsetHeight);
  }

  #listen({ hover, select }) {
    const frame = this.#frame;
    const item = (event) => this.#boxes[event.target.dataset.i] ?? null;
    this.#overlay.addEventListener("pointerover", (event) => hover(item(event)));
    this.#overlay.addEventListener("pointerleave", () => hover(null));
    frame.addEventListener("click", (event) => item(event) && !this.#moved && select(item(event)));
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.#zoomAt(event, Math.exp(-event.deltaY / 400));
    }, { passive: false });
    frame.addEventListener("keydown", (event) => this.#key(event));
    this.#drag(frame);
  }

  #zoomAt({ clientX, clientY }, factor) {
    const { left, top } = this.#frame.getBoundingClientRect();
    this.#zoomBy(factor, clientX - left, clientY - top);
  }

  // One pointer moves the image, two zoom it.
  #drag(frame) {
    const down = new Map();
    const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    frame.addEventListener("pointerdown", (event) => {
      down.set(event.pointerId, event);
      this.#moved = false;
    });
    frame.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before || (!this.#moved && distance(before, event) < 4)) return;
      if (!this.#moved) frame.setPointerCapture(event.pointerId);
      this.#moved = true;
      const other = [...down.values()].find(({ pointerId }) => pointerId !== event.pointerId);
      if (other) this.#zoomAt(other, distance(event, other) / (distance(before, other) || 1));
      else this.#move(event.clientX - before.clientX, event.clientY - before.clientY);
      down.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, ({ pointerId }) => down.delete(pointerId));
  }

  #key(event) {
    const actions = {
      "+": () => this.#zoomBy(STEP), "=": () => this.#zoomBy(STEP), "-": () => this.#zoomBy(1 / STEP), 0: () => this.fit(), r: () => this.rotate(90),
      ArrowLeft: () => this.#move(PAN, 0), ArrowRight: () => this.#move(-PAN, 0), ArrowUp: () => this.#move(0, PAN), ArrowDown: () => this.#move(0, -PAN),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }
}
