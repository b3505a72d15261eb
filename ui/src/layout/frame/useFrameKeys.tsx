import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { useMe, useWrite } from "../../api";
import { type KeyBinding, keyRegistry, paletteCommands, part, useCommands, useKeys } from "../../components";
import { m } from "../../messages/messages.js";
import { choose } from "../../theme/preferences";
import { screens } from "../screens";
import type { PaletteEntry } from "./CommandPalette";

const ChangeSecret = part(async () => (await import("./ChangeSecret")).ChangeSecret);
const CommandPalette = part(async () => (await import("./CommandPalette")).CommandPalette);
const KeyHelp = part(async () => (await import("./KeyHelp")).KeyHelp);
const SwitchAttendant = part(async () => (await import("./SwitchAttendant")).SwitchAttendant);

/** The frame's dialogs, and what opens them. */
export interface FrameDialogs {
  showHelp: () => void;
  showPalette: () => void;
  showSwitch: () => void;
  showSecret: () => void;
  /** The one that is open. */
  open: ReactNode;
}

/** The keys that every screen has: palette, help, switching, locking. */
export function useFrameKeys(): FrameDialogs {
  const [open, setOpen] = useState<ReactNode>(null);
  const lock = useWrite("lock");
  const close = () => setOpen(null);

  // What is in force is read before the dialog covers it.
  const showHelp = () => setOpen(<KeyHelp bindings={keyRegistry.list()} onClose={close} />);
  const showPalette = () => setOpen(<CommandPalette entries={entries(keyRegistry.list())} onClose={close} />);
  const showSwitch = () => setOpen(<SwitchAttendant onClose={close} />);
  const showSecret = () => setOpen(<ChangeSecret onClose={close} />);

  const group = m.layout_group_everywhere();
  useKeys([
    { keys: "Ctrl+K", label: m.layout_commands(), group, inFields: true, run: showPalette },
    { keys: "?", label: m.layout_keys_all(), group, run: showHelp },
    { keys: "F9", label: m.layout_switch(), group, inFields: true, run: showSwitch },
    { keys: "Ctrl+L", label: m.layout_lock(), group, inFields: true, run: () => lock.mutate(null) },
  ]);
  useFrameCommands(showSecret);

  return { showHelp, showPalette, showSwitch, showSecret, open };
}

function useFrameCommands(showSecret: () => void): void {
  const navigate = useNavigate();
  const me = useMe();
  const signOut = useWrite("sign_out");
  useCommands([
    ...screens
      .filter((screen) => screen.roles.includes(me.role))
      .map((screen) => ({
        id: `go ${screen.path}`,
        label: m.layout_go_to({ screen: screen.title() }),
        words: screen.words ?? "",
        run: () => navigate(screen.path),
      })),
    { id: "light", label: m.layout_use_light(), run: () => choose({ theme: "light" }) },
    { id: "dark", label: m.layout_use_dark(), run: () => choose({ theme: "dark" }) },
    { id: "large", label: m.layout_use_large(), run: () => choose({ print: "large" }) },
    { id: "normal", label: m.layout_use_normal(), run: () => choose({ print: "normal" }) },
    {
      id: "chinese",
      label: m.layout_chinese(),
      words: "chinese zhongwen",
      run: () => choose({ language: "zh-CN" }),
    },
    {
      id: "english",
      label: m.layout_english(),
      words: "yingwen",
      run: () => choose({ language: "en" }),
    },
    {
      id: "secret",
      label: me.role === "attendant" ? m.layout_change_pin() : m.layout_change_password(),
      run: showSecret,
    },
    { id: "sign-out", label: m.layout_sign_out(), run: () => signOut.mutate(null) },
  ]);
}

function entries(bindings: readonly KeyBinding[]): PaletteEntry[] {
  const byKey = bindings
    .filter((binding) => !binding.disabled && ![binding.keys].flat().includes("Ctrl+K"))
    .map((binding) => ({
      id: [binding.keys].flat().join(" "),
      label: binding.label,
      keys: [binding.keys].flat()[0] ?? "",
      words: "",
      run: () => binding.run(new KeyboardEvent("keydown")),
    }));
  return [...byKey, ...paletteCommands().map((command) => ({ keys: "", words: "", ...command }))];
}
