/**
 * Libraries of Node's kind get its modules by `require`. A bundle has none: what the bundler puts there asks
 * for a global one, at call time. This one gives the modules that are part of the runtime, and nothing else: a
 * complete one would run a file that anybody had put into a `node_modules` above the program's made-up
 * folder in /tmp.
 */
export async function provideRequire(): Promise<void> {
  const { default: process } = await import("node:process");
  const scope: { require?: unknown } = globalThis;
  scope.require ??= (name: string) => process.getBuiltinModule(name);
}
