type Symbols<S extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<S>["symbols"];

/**
 * The functions of a library, each opened when it is asked for the first time: to make one callable takes the runtime
 * 0.2 ms, and a run needs few of them. None is closed again.
 *
 * A function that the library does not have is an error of its first use.
 */
export function lazyLibrary<const S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
): Symbols<S> {
  const opened = {};
  for (const [name, symbol] of Object.entries(symbols)) {
    Object.defineProperty(opened, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = Deno.dlopen(path, { [name]: symbol }).symbols[name];
        Object.defineProperty(opened, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return opened as Symbols<S>;
}
