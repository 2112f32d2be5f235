/** Functions of libc stay open from their first use on; opened here, they are none of a test's own. */
import { libc, offThread } from "../src/shim/libc.ts";

for (const library of [libc, offThread]) Object.values(library);
