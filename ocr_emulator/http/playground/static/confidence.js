// Confidence: its level, which gives the colour, and its text.

export const level = (value) => (value === null ? "none" : value >= 0.95 ? "high" : value >= 0.8 ? "mid" : "low");

export const score = (value) => (value === null ? "" : `${(value * 100).toFixed(1)} %`);
