import type { Audit } from '../../model/audit.js';
import { escapeJson } from '../../text/escape.js';
import { encodeAudit } from './encode.js';
import { PAGE_BODY } from './markup.js';

/** The page's own script and style, and their hashes as a Content-Security-Policy spells them (`sha256-…`). */
export interface PageAssets {
  /** JavaScript. */
  readonly script: string;
  /** Of the script. */
  readonly scriptHash: string;
  /** CSS. */
  readonly style: string;
  /** Of the style. */
  readonly styleHash: string;
}

/** An audit, and what else its page says and is made of. */
export interface AuditHtmlInput {
  /** From `buildAudit`. */
  readonly audit: Audit;
  /** From `readPageAssets`. */
  readonly assets: PageAssets;
  /** What the page says made it. */
  readonly toolVersion: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/**
 * Prints an audit as one page that needs nothing else: it opens from disk, and its policy lets it load nothing and run
 * only its own script. Foreign text is in the data block alone, and the script puts it on the page as text.
 */
export const renderAuditHtml = ({
  audit,
  assets,
  toolVersion,
  madeAt,
}: AuditHtmlInput): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Secret overrides</title>
<style>${assets.style}</style>
</head>
<body>
${PAGE_BODY}
<script type="application/json" id="audit">${embedJson(encodeAudit(audit, toolVersion, madeAt))}</script>
<script>${assets.script}</script>
</body>
</html>
`;

const policyOf = ({ scriptHash, styleHash }: PageAssets): string =>
  [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const MARKUP = /[<>&]/g;

/** JSON that cannot end the element it stands in: all markup characters are spelled `\u00XX`. */
const embedJson = (value: object): string =>
  escapeJson(JSON.stringify(value)).replace(
    MARKUP,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
