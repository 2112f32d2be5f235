const SYMBOLS = {
  // int *__errno_location(void)
  __errno_location: { parameters: [], result: "pointer" },
  // char *strerror(int number)
  strerror: { parameters: ["i32"], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

let libc: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;
let location: Deno.UnsafePointerView | undefined;

/** Makes {@link errno} ready: to be called in front of the calls that may fail. */
export function watchErrno(): void {
  if (libc !== undefined) return;
  libc = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  const pointer = libc.__errno_location();
  if (pointer !== null) location = new Deno.UnsafePointerView(pointer);
}

/** Why the last call of the C library on this thread failed; 0 where nobody knows. */
export function errno(): number {
  return location?.getInt32() ?? 0;
}

/** What a number says, such as `No such file or directory`. */
export function errnoText(number: number): string {
  const text = libc?.strerror(number) ?? null;
  return text === null ? `errno ${number}` : Deno.UnsafePointerView.getCString(text);
}
