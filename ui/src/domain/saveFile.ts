import { CallFailed, host, wordsFor } from "../api";
import type { FileView } from "../bindings/FileView";
import { shortened, toast } from "../components";
import { m } from "../messages/messages.js";

const LONGEST_PATH = 120;

/** Hands a file to the person and says where it is. False where he thought better of it, or it failed. */
export async function saveFile(file: FileView): Promise<boolean> {
  try {
    const saved = await host().saveFile(file.name, file.media_type, file.base64);
    if (saved.state === "cancelled") return false;
    toast.ok(
      m.domain_file_saved({ rows: file.rows }),
      shortened(saved.state === "saved" ? saved.path : file.name, LONGEST_PATH),
    );
    return true;
  } catch (error) {
    toast.failure(wordsFor(error instanceof CallFailed ? error : undefined));
    return false;
  }
}
