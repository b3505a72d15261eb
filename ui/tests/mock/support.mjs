// A made-up log and support bundle.

const LEVELS = ["error", "warn", "info", "debug"];

const lines = () =>
  Array.from({ length: 60 }, (_, n) => ({
    at: `2026-11-2${n < 40 ? 2 : 1}T08:${String(59 - (n % 60)).padStart(2, "0")}:00.000+08:00`,
    level: LEVELS[n % 7 === 0 ? 1 : 2],
    target: "gate_sync",
    text: n % 7 === 0 ? "not delivered yet" : "collected passages",
    fields: [
      { name: "parking_id", value: "P1" },
      { name: "plate", value: "[plate abcdefghij]" },
    ],
  }));

export const supportCommands = {
  logs: (_state, { level, text, day, limit }) => {
    const all = lines().filter(
      (line) =>
        LEVELS.indexOf(line.level) <= LEVELS.indexOf(level) &&
        (day === undefined || line.at.startsWith(day)) &&
        JSON.stringify(line).toLowerCase().includes(text.toLowerCase()),
    );
    return { lines: all.slice(0, limit), days: ["2026-11-22", "2026-11-21"], cut: all.length > limit };
  },
  preview_support: () => ({
    id: "1",
    at: Date.now(),
    parts: [
      { name: "README.txt", bytes: 120, text: "Gatehouse support bundle\n", cut: false },
      { name: "versions.json", bytes: 90, text: '{\n  "gatehouse": "0.1.0"\n}\n', cut: false },
      { name: "logs/gatehouse.2026-11-22.00001.log", bytes: 4096, text: JSON.stringify(lines()[0]), cut: true },
    ],
  }),
  save_support: () => ({ name: "gatehouse-support.zip", media_type: "application/zip", base64: "", rows: 3 }),
};
