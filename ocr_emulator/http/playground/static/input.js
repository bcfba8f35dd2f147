// Input of a call: dropped, pasted or chosen files, samples, pages of a PDF, addresses.

import { page } from "./api.js";

export const SAMPLES = ["receipt.png", "mixed.png", "passport.png"];

// Return the address of a sample, for the page and for copied commands.
export const sampleUrl = (name) => `${location.origin}/_emulator/playground/samples/${name}`;

// Return an input from a file; `sample` is the address of a sample.
export const fromFile = (file, sample = "") =>
  ({ name: file.name || "image.png", blob: file, sample, pdf: /pdf$/i.test(file.type || file.name), page: 1, pages: 1 });

// Return the input of a sample.
export async function fromSample(name) {
  const blob = await (await fetch(sampleUrl(name))).blob();
  return fromFile(new File([blob], name, { type: blob.type }), sampleUrl(name));
}

// Return the first file of a drop or a paste, if there is one.
export const firstFile = (transfer) => transfer?.files[0];

// Return what the viewer shows of an input: address, width and height.
// The emulator draws what browsers do not show: TIFF, PSD, PCX, TGA and pages of a PDF.
export async function preview(input, operation) {
  const url = URL.createObjectURL(input.blob);
  try {
    return { url, ...(await sides(url)) };
  } catch {
    URL.revokeObjectURL(url);
  }
  const response = await page(`playground/preview?operation=${operation.name}&page=${input.page}`, input.blob);
  input.pages = Number(response.headers.get("X-Pages"));
  const [width, height] = response.headers.get("X-Size").split("x").map(Number);
  input.drawn = await response.blob();
  return { url: URL.createObjectURL(input.drawn), width, height };
}

async function sides(url) {
  const image = new Image();
  image.style.imageOrientation = "none";
  image.src = url;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

// Return the bytes of a file as Base64.
export const base64 = async (blob) => new Uint8Array(await blob.arrayBuffer()).toBase64();
