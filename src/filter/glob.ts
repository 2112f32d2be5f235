import { FilterError } from "./filter_error.ts";

/** One place of a pattern: any run of characters, or a test of one character. */
type Step = "any" | ((character: string) => boolean);

/** Whether a term has a character that makes it a glob. */
export function isGlob(text: string): boolean {
  return /[*?[\\]/.test(text);
}

/**
 * A test for texts that match a glob as a whole: `*` any run, `?` one character, `[a-z]` and
 * `[!a-z]` sets, `\` takes the next character literally. Works through the text with one place to
 * return to, so that no pattern can make it explode. Throws {@link FilterError} on a set that is
 * not closed.
 */
export function compileGlob(glob: string): (text: string) => boolean {
  const steps = parse(glob);
  return (text) => matches(steps, [...text]);
}

function matches(steps: readonly Step[], text: readonly string[]): boolean {
  let step = 0;
  let place = 0;
  // After the last `*`: where the pattern goes on, and how far that `*` reaches.
  let star = -1;
  let reach = 0;
  while (place < text.length) {
    const test = steps[step];
    if (test === "any") {
      star = ++step;
      reach = place;
    } else if (test !== undefined && test(text[place] ?? "")) {
      step++;
      place++;
    } else if (star >= 0) {
      step = star;
      place = ++reach;
    } else {
      return false;
    }
  }
  while (steps[step] === "any") step++;
  return step === steps.length;
}

function parse(glob: string): readonly Step[] {
  const characters = [...glob];
  const steps: Step[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === "*") steps.push("any");
    else if (character === "?") steps.push(() => true);
    else if (character === "[") {
      // A `]` right after the opening is a member, not the end.
      const from = characters[i + 1] === "!" || characters[i + 1] === "^" ? i + 2 : i + 1;
      const end = characters.indexOf("]", from + 1);
      if (end < 0) {
        throw new FilterError(`"${glob}" has a [ without ]`, {
          hint: "close the set, or write \\[ for the character itself",
        });
      }
      steps.push(set(characters.slice(from, end), from === i + 2));
      i = end;
    } else {
      if (character === "\\" && i + 1 < characters.length) i++;
      const literal = characters[i];
      steps.push((other) => other === literal);
    }
  }
  return steps;
}

function set(members: readonly string[], negated: boolean): (character: string) => boolean {
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let i = 0; i < members.length; i++) {
    const from = members[i] ?? "";
    const to = members[i + 2];
    if (members[i + 1] === "-" && to !== undefined) {
      ranges.push([from, to]);
      i += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return (character) =>
    ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
