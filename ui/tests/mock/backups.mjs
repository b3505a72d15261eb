// Made-up backups.

const DAY = 86_400_000;
const FOLDER = "/made-up/backups";

const file = (days) => {
  const at = Date.now() - days * DAY;
  const name = `gatehouse-${new Date(at).toISOString().replace(/\D/g, "").slice(0, 14)}.backup`;
  return { file: `${FOLDER}/${name}`, name, bytes: 48_200_000 - days * 310_000, at, program: "0.1.0" };
};

export const backups = () => ({
  plan: { daily: true, keep: 7, folder: "", all_photos: false },
  folder: FOLDER,
  readable: true,
  files: [
    ...[0.3, 1.3, 2.3, 3.3].map(file),
    { file: `${FOLDER}/cut.backup`, name: "cut.backup", bytes: 1_234, at: null, program: "" },
  ],
  running: null,
  failure: null,
  restore: null,
  restored: null,
});

export const backupCommands = {
  backups: (state) => state.backups,
  set_backup_plan: (state, plan) => {
    state.backups.plan = plan;
    return null;
  },
  make_backup: (state) => {
    state.backups.files.unshift(file(0));
    return null;
  },
  check_backup: (_state, { file: path }) => ({
    fault: path.endsWith("cut.backup") ? "it is cut short" : null,
  }),
  preview_restore: (state, { file: path }) => ({
    file: path,
    at: state.backups.files.find((one) => one.file === path)?.at ?? Date.now() - 7 * DAY,
    program: "0.1.0",
    newer: false,
    passages: 1_204,
    acts: 17,
  }),
  ask_restore: (state, { file: path }) => {
    state.backups.restore = path;
    return null;
  },
  withdraw_restore: (state) => {
    state.backups.restore = null;
    return null;
  },
};

export const backupChanges = {
  set_backup_plan: ["backups"],
  make_backup: ["backups"],
  ask_restore: ["backups"],
  withdraw_restore: ["backups"],
};
