import type { Sink } from "./spans.ts";

/**
 * Secrets that are known by their own look, wherever they stand: tokens with the beginning that their issuer gives
 * them, so that they can be found.
 */
const TOKENS = new RegExp(
  `^(?:${
    [
      // A JSON Web Token: header and claims are objects, `{"` in base64url.
      "eyJ[\\w-]{5,}\\.eyJ[\\w-]{5,}\\.[\\w-]*",
      // GitHub, GitLab, npm, PyPI, Docker Hub, Hugging Face.
      "gh[pousr]_\\w{30,}",
      "github_pat_\\w{30,}",
      "gl(?:pat|ptt|rt|dt|cbt)-[\\w-]{20,}",
      "npm_\\w{36,}",
      "pypi-AgE[\\w-]{20,}",
      "dckr_(?:pat|oat)_[\\w-]{20,}",
      "hf_\\w{30,}",
      // Slack, Stripe, SendGrid, Shopify, Twilio.
      "xox[abeoprs]-[\\w-]{10,}",
      "(?:sk|rk)_(?:live|test)_\\w{16,}",
      "SG\\.[\\w-]{16,}\\.[\\w-]{16,}",
      "shp(?:at|ca|pa|ss)_[0-9a-f]{32}",
      // OpenAI, Anthropic, Google, HashiCorp Vault, DigitalOcean, age.
      "sk-(?:proj-|ant-|svcacct-|or-)[\\w-]{20,}",
      "sk-[A-Za-z0-9]{32,}",
      "AIza[\\w-]{35}",
      "ya29\\.[\\w.-]{20,}",
      "hv[sbr]\\.[\\w-]{20,}",
      "do[opr]_v1_[0-9a-f]{64}",
      "AGE-SECRET-KEY-1\\w{50,}",
    ].join("|")
  })`,
);

/** Shortest run of letters that can be one. */
const RUN = /[\w.-]{20,}/g;

const BEGIN = "-----BEGIN ";
const PRIVATE = "PRIVATE KEY";

/** Finds tokens by their beginnings and private keys by their armour. Time is linear in the text's length. */
export function findShapes(text: string, found: Sink): void {
  if (text.length < 20) return;
  RUN.lastIndex = 0;
  for (let run = RUN.exec(text); run !== null; run = RUN.exec(text)) {
    const token = TOKENS.exec(run[0]);
    if (token !== null) found(run.index, run.index + token[0].length);
  }
  findPrivateKeys(text, found);
}

/** `-----BEGIN RSA PRIVATE KEY-----`, up to its end or that of the text. */
function findPrivateKeys(text: string, found: Sink): void {
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
    const label = text.indexOf("-----", at + BEGIN.length);
    if (label < 0) return;
    if (!text.slice(at, label).includes(PRIVATE)) {
      at = label;
      continue;
    }
    const start = label + "-----".length;
    const end = text.indexOf("-----END ", start);
    found(start, end < 0 ? text.length : end);
    if (end < 0) return;
    at = end;
  }
}
