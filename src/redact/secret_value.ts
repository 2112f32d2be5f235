import type { Certainty } from "./secret_name.ts";
import { MARKER } from "./marker.ts";

/** Answers to a question, and counts such as the pass of an encoder. */
const NO_SECRET = /^(?:true|false|yes|no|on|off|null|none|nil|undefined|prompt|\d|-|\*+|x{3,})$/i;

/** What stands for a value that is elsewhere: variables, templates, placeholders of a manual. */
const REFERENCE = /^(?:\$\w+|\$\{\w+\}|\$\(.*|`.*|%\w+%|\{\{.*|<[\w -]*>|@.*)$/s;

/** openssl's ways to tell where a password is. */
const ELSEWHERE = /^(?:env|file|fd):|^stdin$/;

const PATH = /^(?:\/|\.{1,2}\/|~\/)|\.(?:pem|key|json|p12|pfx|crt|pub|ya?ml)$/;

const PLAIN_WORD = /^[a-z][a-z-]{0,15}$/;

/** Where in a value the secret begins; undefined for a value that is none. */
export function secretStart(value: string, certainty: Certainty): number | undefined {
  if (value === "" || value === MARKER) return undefined;
  if (NO_SECRET.test(value) || REFERENCE.test(value) || ELSEWHERE.test(value)) return undefined;
  if (certainty === "weak" && (PATH.test(value) || PLAIN_WORD.test(value))) return undefined;
  return value.startsWith("pass:") ? "pass:".length : 0;
}
