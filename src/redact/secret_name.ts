/**
 * How sure a name is that of a secret. The value of a `weak` one may also be a path, or a word that is no secret:
 * `KEY=name`, `--private-key ~/.ssh/id`.
 */
export type Certainty = "strong" | "weak";

/** Names beyond the ones that everybody knows. */
export interface NameOptions {
  /** Further names of secrets; `!` in front of one says that it is none. @default none */
  readonly names?: readonly string[];
}

/** Every name of a secret has one of these in it. */
const HINT = /pass|pw|secret|token|key|cred|auth|bearer|jwt|cookie/i;

/** What may follow the word that counts: `PASSWORD_2`, `secret-string`, `SECRET_KEY_BASE`. */
const TAIL = "(?:-?(?:\\d{1,3}|base|string|value|text|plain|plaintext|hash|data|b64|base64|" +
  "prod|production|dev|test|staging|old|new|current|previous|primary|secondary)){0,2}$";

const STRONG = new RegExp(
  "(?:passw(?:or)?d|passwort|passphrase|passcode|requirepass|masterauth|secret|token|apikey|" +
    "(?:^|-)(?:pass|userpass|passw|pwd|pw|psw|bearer|jwt|authorization|set-cookie|cookie)|" +
    "(?:^|-)(?:api|access|secret|account|master|shared|app|application|client|license|licence|" +
    "storage|consumer|service|session|deploy|subscription|function)-?(?:access-?)?key)" + TAIL,
);

/** As {@link STRONG}: the values are files, or the names of methods, as often as not. */
const WEAK = new RegExp(
  "(?:^|-)(?:auth|creds?|credentials?|(?:private|auth|encryption|encrypt|signing|ssh|tls|ssl)-?key)" +
    TAIL,
);

/** Variables alone: a flag `--key` names a file or a column. */
const VARIABLE_KEY = /^(?:[A-Z0-9_]*_)?KEY$/;

/** Names that end like one of a secret and are none: pages of a list, parts of a language model, the public half. */
const HARMLESS =
  /(?:^|-)(?:(?:next|page|starting|continuation|pagination|pad|eos|bos|unk|mask|sep|cls|stop)-token|(?:public|primary|foreign|partition|sort|cache|gpg|host|route|routing|group|object|row|hot|dedup)-key)$/;

/** A switch about a secret, which takes none: `--ask-password`, `--no-token`. */
const SWITCH =
  /^(?:no|ask|skip|without|prompt|show|hide|with|use|has|need|require|allow|enable|disable|generate|reset|change|random)-[a-z]+$/;

/** Longest name that is looked at. Of a longer one the end counts. */
export const NAME_MAX = 64;

/** Words in lower case, with a dash between: `dbPassword`, `DB_PASSWORD` and `db.password` are one name. */
function normalize(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Names that are remembered with the answer. */
const REMEMBERED_MAX = 1024;

/** Tells names of secrets by what they end with: `--password-file` and `token_ttl` are none. */
export interface SecretName {
  (name: string, isFlag: boolean): Certainty | undefined;
  /** Whether there may be such a name in a text: most texts are no more work than this. */
  mayBeIn(text: string): boolean;
}

/** A test of names, with the further ones. */
export function createSecretName({ names = [] }: NameOptions = {}): SecretName {
  const further = names.filter((name) => !name.startsWith("!")).map(normalize);
  const none = names.filter((name) => name.startsWith("!")).map((name) => normalize(name.slice(1)));
  const isOneOf = (list: readonly string[], name: string) =>
    list.some((each) => name === each || name.endsWith(`-${each}`));
  function judge(name: string, isFlag: boolean): Certainty | undefined {
    const words = normalize(name.slice(-NAME_MAX));
    if (isOneOf(none, words)) return undefined;
    if (isOneOf(further, words)) return "strong";
    if (HARMLESS.test(words) || (isFlag && SWITCH.test(words))) return undefined;
    if (STRONG.test(words)) return "strong";
    if (WEAK.test(words) || (!isFlag && VARIABLE_KEY.test(name))) return "weak";
    return undefined;
  }

  const mayBeIn = (text: string) => further.length > 0 || HINT.test(text);
  const known = new Map<string, Certainty | undefined>();
  const isSecret = (name: string, isFlag: boolean) => {
    if (!mayBeIn(name)) return undefined;
    // A flag begins with a dash: it is another key than the same name without one.
    if (known.has(name)) return known.get(name);
    const certainty = judge(name, isFlag);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(name, certainty);
    return certainty;
  };
  return Object.assign(isSecret, { mayBeIn });
}
