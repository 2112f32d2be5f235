import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FilterError } from "../../src/filter/filter_error.ts";
import { parseSelector } from "../../src/filter/selector.ts";
import type { Container, Labels } from "../../src/model/container.ts";
import type { Owner } from "../../src/model/owner.ts";
import { WEB, WEB_OWNER } from "./labelled_events.ts";

const IN_POD: Owner = { ...WEB_OWNER, kind: "kubernetes-containerd", podUid: "u" };

function labelled(labels: Labels, podLabels?: Labels): Container {
  return { ...WEB, labels, ...podLabels === undefined ? {} : { pod: { labels: podLabels } } };
}

Deno.test("parseSelector() knows every form that kubectl takes", () => {
  const container = labelled({ app: "web", tier: "front", "a.b/c": "", zone: "eu-1" });
  const cases: readonly (readonly [text: string, holds: boolean])[] = [
    ["app=web", true],
    ["app==web", true],
    ["app = web", true],
    ["app=db", false],
    ["app!=db", true],
    ["app!=web", false],
    ["none!=x", true],
    ["none=x", false],
    ["app", true],
    ["none", false],
    ["!app", false],
    ["!none", true],
    ["! none", true],
    ["a.b/c", true],
    ["a.b/c=", true],
    ["zone in (eu-1, eu-2)", true],
    ["zone in (eu-2)", false],
    ["none in (a)", false],
    ["zone notin (eu-1,eu-2)", false],
    ["zone notin (us-1)", true],
    ["none notin (a)", true],
    ["zone in(eu-1)", true],
    ["app=web,tier!=back,zone in (eu-1,eu-2),a.b/c,!none", true],
    ["app=web,tier=back", false],
    ["toString", false],
    ["__proto__", false],
  ];
  for (const [text, holds] of cases) {
    assertEquals(parseSelector(text).matches(container), holds, text);
  }
});

Deno.test("parseSelector() looks at labels of the container and of its pod", () => {
  const container = labelled({ app: "web" }, { app: "shop", team: "a" });
  const holds = (text: string) => parseSelector(text).matches(container);
  assertEquals(["app=web", "app=shop", "team=a", "app=web,team"].map(holds), Array(4).fill(true));
  assertEquals(["app!=web", "app!=shop", "app notin (shop)", "!team"].map(holds), [
    false,
    false,
    false,
    false,
  ]);
});

Deno.test("parseSelector() judges only when no label can come any more", () => {
  const judge = (text: string, owner: Owner, container?: Container) =>
    parseSelector(text).judge(owner, container);
  const containerd: Owner = { ...WEB_OWNER, kind: "containerd" };
  assertEquals(judge("app=web", WEB_OWNER), "maybe");
  assertEquals(judge("app=web", WEB_OWNER, WEB), "maybe");
  assertEquals(judge("app=web", WEB_OWNER, labelled({ app: "web" })), "yes");
  assertEquals(judge("app=web", WEB_OWNER, labelled({})), "no");
  assertEquals(judge("app=web", containerd, labelled({})), "maybe");
  assertEquals(judge("app=web", IN_POD, labelled({})), "maybe");
  assertEquals(judge("app=web", IN_POD, labelled({}, {})), "no");
  assertEquals(judge("app=web", IN_POD, labelled({}, { app: "web" })), "yes");
});

Deno.test("parseSelector() refuses what it cannot read, and shows how to write it", () => {
  for (
    const text of ["", "a=b,", "a b", "=b", "a in b", "a in (b", "a=b=c", "!", "!a=b", "a in ((b))"]
  ) {
    const error = assertThrows(() => parseSelector(text), FilterError);
    assertEquals(error.hint?.includes("app=web"), true, text);
  }
});

Deno.test("parseSelector() throws nothing but FilterError, and its selectors nothing at all", () => {
  const texts = fc.array(
    fc.constantFrom("a", "b", "=", "!", "==", " ", ",", "(", ")", " in ", " notin ", "__proto__"),
    { maxLength: 12 },
  ).map((parts) => parts.join(""));
  const labels = fc.dictionary(fc.constantFrom("a", "b", "__proto__"), fc.constantFrom("a", "b"));
  fc.assert(fc.property(texts, labels, (text, map) => {
    try {
      const selector = parseSelector(text);
      const verdict = selector.judge(WEB_OWNER, labelled(map));
      assertEquals(verdict, selector.matches(labelled(map)) ? "yes" : "no");
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
    }
  }));
});
