/** libc stays open from the first read of a file on; opened here, it is none of a test's own. */
import { readHostLink } from "../src/shim/host_file.ts";

readHostLink("/proc/self/exe");
