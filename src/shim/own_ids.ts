import { libc } from "./libc.ts";

/** Whether this program acts for another user or group than the one who started it: it has a setuid or setgid bit. */
export function isSetId(): boolean {
  return libc.geteuid() !== Deno.uid() || libc.getegid() !== Deno.gid();
}
