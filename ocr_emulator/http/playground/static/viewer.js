// Image viewer: the image with an SVG overlay of polygons; zoom, pan and rotation.

import { colour, score } from "./confidence.js";
import { h, show } from "./dom.js";

const STEP = 1.25;
const PAN = 60;
const MARGIN = 32;
const HELP = "Image. Plus and minus zoom, arrow keys move, R rotates, 0 fits.";

const image = h("img", { alt: "", draggable: false });
const overlay = h("svg:svg.overlay", { "aria-hidden": true });
const stage = h("div.stage", image, overlay);
const tip = h("div.tip", { hidden: true });
const frame = h("div.frame", { tabIndex: 0, role: "group", "aria-label": HELP }, stage, tip);
const zoom = h("output.zoom", "100 %");
// Scale, angle in degrees and centre of the image in the frame.
let [scale, angle, centre] = [1, 0, [0, 0]];
let boxes = [];
let moved = false;

const tool = (label, sign, onclick) => h("button.icon", { type: "button", title: label, "aria-label": label, onclick }, sign);

export const element = h("div.viewer", frame);
export const bar = h("div.tools", { role: "toolbar", "aria-label": "View of the image" },
  tool("Zoom out", "−", () => zoomBy(1 / STEP)), zoom,
  tool("Zoom in", "+", () => zoomBy(STEP)),
  tool("Fit to the window", "Fit", fit),
  tool("Rotate by 90 degrees", "↻", () => rotate(90)));

// Call `hover` and `select` with the item of a polygon.
export function start(hover, select) {
  const item = (event) => boxes[event.target.dataset.i] ?? null;
  overlay.addEventListener("pointerover", (event) => hover(item(event)));
  overlay.addEventListener("pointerleave", () => hover(null));
  frame.addEventListener("click", (event) => item(event) && !moved && select(item(event)));
  frame.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(event, Math.exp(-event.deltaY / 400));
  }, { passive: false });
  frame.addEventListener("keydown", key);
  drag();
  new ResizeObserver(fit).observe(frame);
}

// Show an image; its sides are those of the file, which the polygons refer to.
export function open(src, width, height, name) {
  angle = 0;
  Object.assign(image, { src, width, height, alt: `The image ${name}` });
  overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
  stage.hidden = false;
  draw([]);
  fit();
}

// Show no image.
export function close() {
  stage.hidden = true;
  draw([]);
}

// Draw the polygons of a result.
export function draw(items) {
  boxes = items;
  tip.hidden = true;
  show(overlay, boxes.map((item, i) => h(`svg:polygon.box.${colour(item)}`, { points: item.points.join(" "), "data-i": i })));
}

// Mark the polygon of an item, or none. `mark` is `hover` or `selected`.
export function mark(item, mark) {
  overlay.querySelector("." + mark)?.classList.remove(mark);
  const polygon = overlay.children[boxes.indexOf(item)];
  polygon?.classList.add(mark);
  if (mark === "hover") showTip(polygon, item);
  else if (polygon) reveal(polygon);
}

// Scale the image so that all of it is seen.
export function fit() {
  const { clientWidth, clientHeight } = frame;
  if (!clientWidth || !image.width) return;
  [scale, centre] = [1, [clientWidth / 2, clientHeight / 2]];
  apply();
  // How much room it takes depends on the angle too.
  const { width, height } = stage.getBoundingClientRect();
  scale = Math.min((clientWidth - MARGIN) / width, (clientHeight - MARGIN) / height, 2);
  apply();
}

// Turn the view clockwise.
export function rotate(degrees) {
  angle = (angle + degrees) % 360;
  fit();
}

function move(dx, dy) {
  centre = [centre[0] + dx, centre[1] + dy];
  apply();
}

function zoomBy(factor, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
  const before = scale;
  scale = Math.min(16, Math.max(0.02, scale * factor));
  centre = [x, y].map((fixed, i) => fixed + ((centre[i] - fixed) * scale) / before);
  apply();
}

function apply() {
  const [x, y] = centre;
  stage.style.transform = `translate(${x}px,${y}px) rotate(${angle}deg) scale(${scale}) translate(-50%,-50%)`;
  show(zoom, `${Math.round(scale * 100)} %`);
  tip.hidden = true;
}

// Return where a polygon is in the frame.
function bounds(polygon) {
  const { left, top, width, height } = polygon.getBoundingClientRect();
  const outer = frame.getBoundingClientRect();
  return { left: left - outer.left, top: top - outer.top, width, height };
}

// Move the view so that a polygon can be seen.
function reveal(polygon) {
  const { left, top, width, height } = bounds(polygon);
  const { clientWidth, clientHeight } = frame;
  const into = (start, size, room) => (start < 0 || start + size > room ? (room - size) / 2 - start : 0);
  move(into(left, width, clientWidth), into(top, height, clientHeight));
}

function showTip(polygon, item) {
  tip.hidden = !polygon;
  if (!polygon) return;
  show(tip, item.name && h("b", item.name), h("span", item.text), h("span.score", score(item)));
  const { left, top, height } = bounds(polygon);
  const inside = (place, room, size) => `${Math.max(4, Math.min(place, room - size - 4))}px`;
  tip.style.left = inside(left, frame.clientWidth, tip.offsetWidth);
  tip.style.top = inside(top + height + 8, frame.clientHeight, tip.offsetHeight);
}

function zoomAt({ clientX, clientY }, factor) {
  const { left, top } = frame.getBoundingClientRect();
  zoomBy(factor, clientX - left, clientY - top);
}

// One pointer moves the image, two zoom it.
function drag() {
  const down = new Map();
  const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  frame.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    moved = false;
  });
  frame.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before || (!moved && distance(before, event) < 4)) return;
    if (!moved) frame.setPointerCapture(event.pointerId);
    moved = true;
    const other = [...down.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    if (other) zoomAt(other, distance(event, other) / (distance(before, other) || 1));
    else move(event.clientX - before.clientX, event.clientY - before.clientY);
    down.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, ({ pointerId }) => down.delete(pointerId));
}

function key(event) {
  const actions = {
    "+": () => zoomBy(STEP), "=": () => zoomBy(STEP), "-": () => zoomBy(1 / STEP), 0: fit, r: () => rotate(90),
    ArrowLeft: () => move(PAN, 0), ArrowRight: () => move(-PAN, 0), ArrowUp: () => move(0, PAN), ArrowDown: () => move(0, -PAN),
  };
  const action = actions[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}
