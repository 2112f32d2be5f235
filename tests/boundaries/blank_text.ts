/** Which parts of a source text {@link blankText} keeps. */
export interface BlankOptions {
  /** The contents of strings. @default false */
  readonly keepStrings?: boolean;
}

/** A `/` after one of these starts a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~]|\b(?:return|typeof|case|in|of|void|delete))\s*$/;

/**
 * TypeScript without its comments and, unless they are kept, the contents of its strings and regular
 * expressions. Code inside a template's `${}` stays; so does every line break.
 */
export function blankText(source: string, options: BlankOptions = {}): string {
  const keep = options.keepStrings ?? false;
  // One entry per open template: how many braces are open inside its `${}`.
  const templates: number[] = [];
  let out = "";
  let at = 0;

  function skip(end: RegExp): string {
    end.lastIndex = at;
    const found = end.exec(source);
    const start = at;
    at = found === null ? source.length : end.lastIndex;
    return source.slice(start, at);
  }

  const lines = (text: string) => text.replace(/[^\n]/g, "");

  function template(): void {
    const text = skip(/(?:\\[\s\S]|(?!\$\{)[^`\\])*(?:`|\$\{)/y);
    const opens = text.endsWith("${");
    out += keep ? text : lines(text) + (opens ? "${" : "`");
    if (opens) templates.push(0);
  }

  while (at < source.length) {
    const two = source.slice(at, at + 2);
    const one = two.charAt(0);
    if (two === "//") skip(/[^\n]*/y);
    else if (two === "/*") out += ` ${lines(skip(/\/\*[\s\S]*?\*\//y))}`;
    else if (one === '"' || one === "'") {
      const text = skip(one === '"' ? /"(?:\\[\s\S]|[^"\\])*"/y : /'(?:\\[\s\S]|[^'\\])*'/y);
      out += keep ? text : one + one;
    } else if (one === "/" && BEFORE_REGEX.test(out)) {
      const text = skip(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y);
      out += keep ? text : "/ /";
    } else {
      at++;
      if (one === "`") {
        out += one;
        template();
        continue;
      }
      const depth = templates.at(-1);
      if (depth !== undefined && one === "}" && depth === 0) {
        templates.pop();
        out += one;
        template();
        continue;
      }
      if (depth !== undefined && one === "{") templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && one === "}") templates[templates.length - 1] = depth - 1;
      out += one;
    }
  }
  return out;
}
