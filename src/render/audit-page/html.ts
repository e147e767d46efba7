import type { Audit } from '../../model/audit.js';
import { escapeJson } from '../../text/escape.js';
import { encodeAudit } from './encode.js';
import { PAGE_BODY } from './markup.js';

/** The page's script and style, and their hashes in the form of a Content-Security-Policy (`sha256-…`). */
export interface PageAssets {
  /** JavaScript. */
  readonly script: string;
  /** Hash of the script. */
  readonly scriptHash: string;
  /** CSS. */
  readonly style: string;
  /** Hash of the style. */
  readonly styleHash: string;
}

/** An audit, and the other parts of its page. */
export interface AuditHtmlInput {
  /** From `buildAudit`. */
  readonly audit: Audit;
  /** From `readPageAssets`. */
  readonly assets: PageAssets;
  /** Version of qoverride that the page shows. */
  readonly toolVersion: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/**
 * Renders an audit as one self-contained page. It opens from disk, and its policy lets it load nothing and run only its own script.
 * Foreign text is only in the data block, and the script inserts it as text.
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

/** Encodes JSON that cannot end the surrounding element: all markup characters become `\u00XX`. */
const embedJson = (value: object): string =>
  escapeJson(JSON.stringify(value)).replace(
    MARKUP,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
