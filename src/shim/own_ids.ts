const SYMBOLS = {
  // uid_t getuid(void)
  getuid: { parameters: [], result: "u32" },
  // uid_t geteuid(void)
  geteuid: { parameters: [], result: "u32" },
  // gid_t getgid(void)
  getgid: { parameters: [], result: "u32" },
  // gid_t getegid(void)
  getegid: { parameters: [], result: "u32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Whether this program acts for another user or group than the one who started it: it has a setuid or setgid bit. */
export function isSetId(): boolean {
  const libc = Deno.dlopen("libc.so.6", SYMBOLS);
  try {
    const { getuid, geteuid, getgid, getegid } = libc.symbols;
    return getuid() !== geteuid() || getgid() !== getegid();
  } finally {
    libc.close();
  }
}
