import type { Sink } from "./spans.ts";

/** What ends the part of a URL that names user and host. */
const AUTHORITY_END = /[\/?#\s"'<>\\`]/g;

/** Words that stand where a password would, beside a token that is the user's name. */
const NO_PASSWORD = new Set(["", "x-oauth-basic", "x"]);

/** A user's name that is more likely a token. */
const TOKEN = /^[\w-]{20,}$/;

/** Finds what URLs say of users beside their names: `scheme://user:password@host`. */
export function findUrls(text: string, found: Sink): void {
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at)) {
    at += "://".length;
    AUTHORITY_END.lastIndex = at;
    const end = AUTHORITY_END.exec(text)?.index ?? text.length;
    const authority = text.slice(at, end);
    const host = authority.lastIndexOf("@");
    if (host >= 0) findInUser(authority.slice(0, host), at, found);
    at = end;
  }
}

function findInUser(user: string, at: number, found: Sink): void {
  const colon = user.indexOf(":");
  const name = colon < 0 ? user : user.slice(0, colon);
  const password = colon < 0 ? "" : user.slice(colon + 1);
  if (NO_PASSWORD.has(password)) {
    if (password !== "" || TOKEN.test(name)) found(at, at + name.length);
  } else if (!/^\$\{?\w+\}?$/.test(password)) {
    found(at + colon + 1, at + user.length);
  }
}
