import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  file: string;
  /** Below src, or a package's name. */
  target: string;
}

const files = (readdirSync("src", { recursive: true }) as string[])
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .filter((path) => !path.startsWith("messages/") && !path.startsWith("bindings/"));

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name = ""]) => ({
    file,
    target: name.startsWith(".") ? normalize(join(dirname(file), name)).replaceAll("\\", "/") : name,
  }));
});

const wrong = (rule: (one: Import) => boolean) =>
  imports.filter(rule).map((one) => `${one.file} -> ${one.target}`);
const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

describe("who may import whom", () => {
  it("is looked at in real files", () => expect(imports.length).toBeGreaterThan(100));

  it("only the host talks to the desktop shell", () => {
    expect(wrong(({ file, target }) => target.startsWith("@tauri-apps/") && !within(file, "host"))).toEqual(
      [],
    );
  });

  it("the kit knows nothing of the domain, of hosts or of screens", () => {
    const above = ["api", "host", "bindings", "domain", "features", "layout"];
    expect(
      wrong(
        ({ file, target }) => within(file, "components") && above.some((folder) => within(target, folder)),
      ),
    ).toEqual([]);
  });

  it("a feature imports neither another feature, nor hosts, nor the layout", () => {
    const feature = (path: string) => path.split("/").slice(0, 2).join("/");
    expect(
      wrong(
        ({ file, target }) =>
          within(file, "features") &&
          (["host", "layout"].some((folder) => within(target, folder)) ||
            (within(target, "features") && feature(target) !== feature(file))),
      ),
    ).toEqual([]);
  });

  it("nothing but the layout imports features", () => {
    expect(
      wrong(
        ({ file, target }) =>
          within(target, "features") && !within(file, "features") && !within(file, "layout"),
      ),
    ).toEqual([]);
  });

  it("no file is so long that nobody reads it", () => {
    const long = files.filter((file) => readFileSync(join("src", file), "utf8").split("\n").length > 400);
    expect(long).toEqual([]);
  });
});
