import type { Owner } from "../model/owner.ts";
import { judgePath } from "./judge_path.ts";

/**
 * The owner of a cgroup, from its absolute path in one hierarchy as the host's kernel has it. The
 * innermost container wins, those around it are its nesting. `/` is the host: there is no cgroup
 * namespace between the kernel and this path (`classifyCgroupText()` cannot know that). Never
 * throws; what the kernel cannot have made (no leading `/`, longer than `PATH_MAX`) is `unknown`.
 */
export function classifyCgroupPath(path: string): Owner {
  return judgePath(path).owner;
}
