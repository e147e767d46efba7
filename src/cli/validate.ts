import type { Command } from 'commander';
import { Failure } from '../model/failure.js';
import { createPaint } from '../render/text/paint.js';
import { renderDiagnostics } from '../render/text/diagnostics-text.js';
import { renderValidateJson } from '../render/json/json.js';
import { renderValidateText } from '../render/text/validate-text.js';
import { wantsColor, type Io, type Session } from './io.js';
import { countManifests } from '../run/manifests.js';
import {
  addCodeQualityOption,
  addManifestOptions,
  addOutputOptions,
  type ManifestFlags,
  type OutputFlags,
} from './flags/options.js';

const EXAMPLES = `
Needs no network, no token, no key, and reads no value.
Exit codes: 0 valid (warnings allowed), 1 an error, 130 interrupted.

Examples:
  $ qoverride validate
  $ qoverride validate overrides/ 'teams/*/overrides.yaml'
  $ qoverride validate --strict --format json
  $ qoverride validate --code-quality code-quality.json      # GitLab`;

/** `qoverride validate`: checks manifests without the network. */
export const defineValidate = (command: Command, io: Io, session: Session): void => {
  addManifestOptions(command);
  addCodeQualityOption(command);
  addOutputOptions(command);
  command
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], flags: ManifestFlags & OutputFlags) => {
      const { files, overrides, diagnostics } = await countManifests(io, paths, flags);
      session.found(diagnostics);
      if (io.interrupt.aborted) throw new Failure('interrupted', 'interrupted');
      if (flags.format === 'json') {
        io.stdout.write(renderValidateJson(diagnostics));
      } else {
        if (diagnostics.length > 0) {
          const paint = createPaint(wantsColor(io, io.stderr, flags.color));
          io.stderr.write(renderDiagnostics(diagnostics, paint));
        }
        io.stdout.write(
          renderValidateText({
            files,
            overrides,
            diagnostics,
            paint: createPaint(wantsColor(io, io.stdout, flags.color)),
          }),
        );
      }
      session.finish(diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0);
    });
};
