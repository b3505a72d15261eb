import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ESTree, type Plugin, parseAst } from "vite";

const ANTD = fileURLToPath(new URL("../node_modules/antd/", import.meta.url));
const SHEET = "virtual:antd/";

/** What antd brings along and is not used here: whose import of what, and what takes its place. */
const REPLACED = [
  { importer: /./, source: /\/useScrollLocker$/, by: "noScrollLock" },
  { importer: /\/antd\/es\/form\/context\.js$/, source: /^@rc-component\/form$/, by: "noForm" },
  { importer: /\/antd\/es\/config-provider\/index\.js$/, source: /\/UniqueProvider$/, by: "noUniqueTooltip" },
];

/** What a component's rules are named by, where it is not its folder, and the movements it makes. */
const NAMES: Record<string, readonly string[]> = {
  button: ["btn"],
  calendar: ["picker-calendar"],
  "date-picker": ["picker", "slide"],
  dropdown: ["dropdown", "slide", "zoom"],
  modal: ["modal", "fade", "zoom"],
  popover: ["popover", "zoom"],
  select: ["select", "slide"],
  tooltip: ["tooltip", "zoom"],
};

const MAKERS = new Set(["genStyleHooks", "genSubStyleComponent", "genComponentStyleHook"]);

/**
 * Only what is used of antd. Its style sheet is static (theme/antd.ts), so the functions that would make one are left out,
 * and each component brings the rules of its own from antd's sheet into the part of the program that it belongs to.
 */
export function antdParts(): Plugin {
  let whole = false;
  let sheet: Sheet | undefined;
  return {
    name: "antd-parts",
    enforce: "pre",
    configResolved(config) {
      // Vite's server takes antd as one piece, which no plugin sees.
      whole = config.command === "serve";
    },
    resolveId(source, importer = "") {
      if (source.startsWith(SHEET)) return source;
      const replaced = REPLACED.find((one) => one.source.test(source) && one.importer.test(importer));
      return replaced ? fileURLToPath(new URL(`../src/theme/${replaced.by}.ts`, import.meta.url)) : null;
    },
    load(id) {
      if (!id.startsWith(SHEET)) return null;
      const part = id.slice(SHEET.length).replace(/\.css$/, "");
      const code = readFileSync(`${ANTD}dist/antd.css`, "utf8");
      if (whole) return part === "base" ? code : "";
      sheet ??= new Sheet(code);
      return { code: sheet.of(part), moduleSideEffects: true };
    },
    transform(code, id) {
      // Each icon brings a copy of what every browser here has.
      if (/\/@ant-design\/icons\/es\/icons\//.test(id.replaceAll("\\", "/")))
        return {
          code: code.replace(/^function _extends\(\) \{.*\}$/m, "const _extends = Object.assign;"),
          map: null,
        };
      const component = /\/antd\/es\/([a-z-]+)\/style\/[a-z-]+\.js$/.exec(id.replaceAll("\\", "/"))?.[1];
      if (!component) return null;
      const makers = styleMakers(parseAst(code));
      if (makers.length === 0) return null;
      let out = code;
      for (const { start, end } of makers.sort((a, b) => b.start - a.start)) {
        out = `${out.slice(0, start)}() => []${out.slice(end)}`;
      }
      return { code: `import "${SHEET}${component}.css";\n${out}`, map: null };
    },
  };
}

/** Where the functions stand that would make style sheets while the program runs. */
function styleMakers(node: unknown): { start: number; end: number }[] {
  if (Array.isArray(node)) return node.flatMap(styleMakers);
  if (typeof node !== "object" || node === null) return [];
  const inner = Object.values(node).flatMap(styleMakers);
  const call = node as ESTree.CallExpression;
  if (call.type !== "CallExpression" || call.callee.type !== "Identifier") return inner;
  const made = call.arguments[1];
  return made && MAKERS.has(call.callee.name) ? [...inner, { start: made.start, end: made.end }] : inner;
}

/** antd's style sheet, by component. */
class Sheet {
  private readonly rules: readonly { owners: ReadonlySet<string>; text: string }[];
  private readonly keyframes: ReadonlyMap<string, string>;

  constructor(css: string) {
    const folders = readdirSync(`${ANTD}es`);
    const names = [...new Set([...folders.flatMap(namesOf), ...Object.values(NAMES).flat(), "move", "wave"])];
    names.sort((a, b) => b.length - a.length);
    const all = rulesOf(css);
    this.keyframes = new Map(
      all.flatMap((text) => {
        const name = /^@keyframes ([\w-]+)/.exec(text)?.[1];
        return name ? [[name, text] as const] : [];
      }),
    );
    this.rules = all
      // The variables are ours (theme/antd.ts), and not those of antd's own theme.
      .filter((text) => !/^(@keyframes |\.css-var-|\.data-ant)/.test(text))
      .map((text) => ({ owners: ownersOf(text, names), text }));
  }

  /** The rules of a component, or, as `base`, those of no component. */
  of(part: string): string {
    const names = namesOf(part);
    const rules = this.rules
      .filter(({ owners }) => (part === "base" ? owners.size === 0 : names.some((name) => owners.has(name))))
      .map(({ text }) => text)
      .join("\n");
    const moves = [...this.keyframes].filter(([name]) => rules.includes(name)).map(([, text]) => text);
    return `${rules}\n${moves.join("\n")}\n`;
  }
}

function namesOf(component: string): readonly string[] {
  return NAMES[component] ?? [component];
}

/** Rules and blocks of rules that stand side by side. No text within antd's sheet holds a brace. */
function rulesOf(css: string): string[] {
  const rules: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{") depth += 1;
    else if (css[at] === "}") {
      depth -= 1;
      if (depth > 0) continue;
      rules.push(css.slice(from, at + 1).trim());
      from = at + 1;
    }
  }
  return rules;
}

/** Whose a rule is: by the first of antd's classes in each of its selectors. */
function ownersOf(rule: string, names: readonly string[]): Set<string> {
  const selectors = rule.startsWith("@") ? [rule] : (rule.split("{")[0] ?? "").split(",");
  const owners = new Set<string>();
  for (const selector of selectors) {
    const named = /\.ant-([a-z][a-z-]*)/.exec(selector)?.[1];
    if (named === undefined) continue;
    owners.add(names.find((name) => named === name || named.startsWith(`${name}-`)) ?? named);
  }
  return owners;
}
