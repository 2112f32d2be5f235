import { type Judgement, judgement, WEIGHT } from "./judgement.ts";
import { pathSegments } from "./path_segments.ts";
import { Walk } from "./walk.ts";

/** The kernel's limits for a path (`PATH_MAX`) and for a name in it (`NAME_MAX`). */
const MAX_PATH = 4096;
const MAX_NAME = 255;

/**
 * Judges one absolute path; the innermost container wins. What the kernel cannot have made (no leading
 * `/`, a path or a name over its limits) is unclassified.
 */
export function judgePath(path: string): Judgement {
  if (!path.startsWith("/") || path.length > MAX_PATH) {
    return judgement("unknown", WEIGHT.unclassified);
  }
  const segments = pathSegments(path);
  if (segments.some((segment) => segment.length > MAX_NAME)) {
    return judgement("unknown", WEIGHT.unclassified);
  }
  if (segments.length === 0) {
    return path.includes("..")
      ? judgement("unknown", WEIGHT.unclassified)
      : judgement("host", WEIGHT.root);
  }
  const walk = new Walk();
  for (const [index, segment] of segments.entries()) walk.visit(segment, segments[index + 1] ?? "");
  return walk.judge(segments);
}
