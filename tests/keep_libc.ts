/** libc stays open from the first look at a file on; opened here, it is none of a test's own. */
import { holdFolder } from "../src/shim/held_folder.ts";
import { readHostLink } from "../src/shim/host_file.ts";

readHostLink("/proc/self/exe");
holdFolder("/")[Symbol.dispose]();
