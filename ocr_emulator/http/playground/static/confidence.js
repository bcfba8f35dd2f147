// Confidence of an item: its colour and its text. A quality alarm is red when it is raised.

export const colour = ({ confidence, alarm = null }) =>
  alarm !== null ? (alarm ? "low" : "high") : confidence === null ? "none" : confidence >= 0.95 ? "high" : confidence >= 0.8 ? "mid" : "low";

export const score = ({ confidence }) => (confidence === null ? "" : `${(confidence * 100).toFixed(1)} %`);
