import { createPaint, renderDiagnostics, validate } from 'qoverride';

const { overrides, diagnostics } = await validate({ strict: true });
// Each finding has a place, a stable code and the source lines around it; no value shows in them.
console.error(renderDiagnostics(diagnostics, createPaint(process.stderr.isTTY)));
const errors = diagnostics.filter(({ severity }) => severity === 'error');
console.log(`${overrides} overrides, ${errors.length} errors`); // → 4 overrides, 0 errors
process.exitCode = errors.length === 0 ? 0 : 1;
