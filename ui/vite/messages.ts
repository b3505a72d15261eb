import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Plugin, parseAst } from "vite";

const COMPILED = fileURLToPath(new URL("../src/messages/messages/", import.meta.url)).replaceAll("\\", "/");
const FOREIGN = fileURLToPath(new URL("../src/theme/foreign.ts", import.meta.url)).replaceAll("\\", "/");
const ENGLISH = "virtual:messages/en";

/**
 * Takes the English words out of the program's parts into one of their own, which is loaded when English is chosen. The Chinese
 * ones stay where they are used: that is what the booths speak. Only when building; tests and vite's server have both.
 */
export function englishApart(): Plugin {
  let apart = false;
  return {
    name: "english-apart",
    enforce: "pre",
    configResolved(config) {
      apart = config.command === "build";
    },
    resolveId: (source) => (source === ENGLISH ? source : null),
    load(id) {
      if (id !== ENGLISH) return null;
      const words = apart ? messages().map((key) => wordsIn(read(key), "en_", key).text) : [];
      return `export default [\n${words.join(",\n")}\n];\n`;
    },
    transform(code, id) {
      const path = id.replaceAll("\\", "/");
      if (!apart || !path.startsWith(COMPILED) || path.endsWith("/_index.js")) return null;
      const key = path.slice(COMPILED.length, -".js".length);
      // A number is shorter than its name; both sides count the same files.
      const number = messages().indexOf(key);
      const { text, rest } = wordsIn(code, "zh_cn2_", key);
      if (/\bimport\b/.test(text) || !rest.includes(`export const ${key} =`))
        throw new Error(`${path}: not as expected`);
      return {
        code: `import { message } from "${FOREIGN}";\nexport const ${key} = /*#__PURE__*/ message(${number}, ${text});\n`,
        map: null,
      };
    },
  };
}

function messages(): string[] {
  const names = readdirSync(COMPILED).filter((name) => name.endsWith(".js") && name !== "_index.js");
  return names.map((name) => name.slice(0, -".js".length)).sort();
}

function read(key: string): string {
  return readFileSync(`${COMPILED}${key}.js`, "utf8");
}

/** The function that makes the words of one language, in a compiled message. */
function wordsIn(code: string, prefix: string, key: string): { text: string; rest: string } {
  for (const statement of parseAst(code).body) {
    const [declared] = statement.type === "VariableDeclaration" ? statement.declarations : [];
    if (declared?.id.type !== "Identifier" || declared.id.name !== `${prefix}${key}` || !declared.init)
      continue;
    return { text: code.slice(declared.init.start, declared.init.end), rest: code.slice(statement.end) };
  }
  throw new Error(`${key}: its words are missing`);
}
