/**
 * The shim's functions as FFI symbols. Above each stands its C prototype; a test compares them with
 * `ffi/ctrack_shim.h`. `session` is an opaque address; `message` receives an error's text.
 */
export const SHIM_SYMBOLS = {
  // int32_t ctrack_abi(uint32_t *out, uint32_t count)
  ctrack_abi: { parameters: ["buffer", "u32"], result: "i32" },
  // int32_t ctrack_open(const uint8_t *config, uint32_t config_size, uint64_t *session,
  //                     uint8_t *message, uint32_t message_size)
  ctrack_open: {
    parameters: ["buffer", "u32", "buffer", "buffer", "u32"],
    result: "i32",
    nonblocking: true,
  },
  // int32_t ctrack_attach(struct ctrack_session *session, uint8_t *message, uint32_t message_size)
  ctrack_attach: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  // int32_t ctrack_snapshot(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
  //                         uint8_t *message, uint32_t message_size)
  ctrack_snapshot: {
    parameters: ["pointer", "buffer", "u32", "buffer", "u32"],
    result: "i32",
    nonblocking: true,
  },
  // int32_t ctrack_poll(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
  //                     uint32_t wait_ms, uint32_t look_ms, uint32_t linger_ms)
  ctrack_poll: {
    parameters: ["pointer", "buffer", "u32", "u32", "u32", "u32"],
    result: "i32",
    nonblocking: true,
  },
  // int32_t ctrack_poll_here(struct ctrack_session *session, uint8_t *buffer, uint32_t buffer_size,
  //                          uint32_t wait_ms)
  ctrack_poll_here: { parameters: ["pointer", "buffer", "u32", "u32"], result: "i32" },
  // int32_t ctrack_interrupt(struct ctrack_session *session)
  ctrack_interrupt: { parameters: ["pointer"], result: "i32" },
  // int32_t ctrack_set_verdict(struct ctrack_session *session, uint64_t id, uint32_t hierarchy,
  //                            uint32_t verdict)
  ctrack_set_verdict: { parameters: ["pointer", "u64", "u32", "u32"], result: "i32" },
  // int32_t ctrack_set_mounts(struct ctrack_session *session, uint64_t id, uint32_t verdict)
  ctrack_set_mounts: { parameters: ["pointer", "u64", "u32"], result: "i32" },
  // int32_t ctrack_stats(struct ctrack_session *session, uint8_t *out, uint32_t size)
  ctrack_stats: { parameters: ["pointer", "buffer", "u32"], result: "i32" },
  // int32_t ctrack_spare_file(void)
  ctrack_spare_file: { parameters: [], result: "i32" },
  // int32_t ctrack_run(const uint8_t *args, uint32_t args_size, int32_t *pid)
  ctrack_run: { parameters: ["buffer", "u32", "buffer"], result: "i32" },
  // int32_t ctrack_reap(int32_t *status)
  ctrack_reap: { parameters: ["buffer"], result: "i32", nonblocking: true },
  // int32_t ctrack_optional(uint32_t kind)
  ctrack_optional: { parameters: ["u32"], result: "i32" },
  // int32_t ctrack_signal(int32_t pid, int32_t number)
  ctrack_signal: { parameters: ["i32", "i32"], result: "i32" },
  // int32_t ctrack_clock(uint64_t *out)
  ctrack_clock: { parameters: ["buffer"], result: "i32" },
  // int32_t ctrack_clock_holds(uint64_t epoch, uint64_t *boot_ns)
  ctrack_clock_holds: { parameters: ["u64", "buffer"], result: "i32" },
  // int32_t ctrack_keep_capabilities(uint64_t keep)
  ctrack_keep_capabilities: { parameters: ["u64"], result: "i32" },
  // int32_t ctrack_close(struct ctrack_session *session)
  ctrack_close: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The opened shim. */
export type Shim = Deno.DynamicLibrary<typeof SHIM_SYMBOLS>["symbols"];
