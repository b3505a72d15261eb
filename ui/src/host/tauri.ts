import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { failureIn } from "./failure";
import type { Desktop, Host, HostListener } from "./types";

const EVENT = "gatehouse";

const desktop: Desktop = {
  notify: (title, body) => invoke("notify", { notification: { title, body } }),
  setTray: (words) => invoke("set_tray", { words }),
  async openDemo() {
    try {
      await invoke("open_demo");
    } catch (failure) {
      throw failureIn(failure);
    }
  },
  quit: () => invoke("quit"),
};

/** The desktop window. The shell keeps the session; this side never sees it. */
export function tauriHost(): Host {
  // WebView2 has no custom schemes of its own: there they are hosts below http.
  const photos = navigator.userAgent.includes("Windows") ? "http://photo.localhost" : "photo://localhost";
  return {
    kind: "tauri",
    desktop,
    photoUrl: (id, size) => `${photos}/${id}?size=${size}`,
    async call(command, payload) {
      try {
        return await invoke("rpc", { command, payload });
      } catch (failure) {
        throw failureIn(failure);
      }
    },
    async saveFile(name, _mediaType, base64) {
      try {
        const path = await invoke<string | null>("save_file", { file: { name, base64 } });
        return path === null ? { state: "cancelled" } : { state: "saved", path };
      } catch (failure) {
        throw failureIn(failure);
      }
    },
    events(listener: HostListener) {
      let stopped = false;
      const unlisten = listen<unknown>(EVENT, (event) => listener.event(event.payload));
      unlisten.then(
        () => {
          if (!stopped) listener.connection("connected");
        },
        () => listener.connection("lost"),
      );
      return () => {
        stopped = true;
        unlisten.then((stop) => stop()).catch(() => undefined);
      };
    },
  };
}
