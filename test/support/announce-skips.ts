import { libraryFolder, noLibrary } from './cmsis-nn.js';
import { goldenDirectory, noGoldens } from './golden.js';
import { findTool } from './tools.js';

/** Programs that some tests need, and what those tests are about. */
const optionalTools: readonly (readonly [tool: string, what: string])[] = [
  ['cc', 'emitted C on the host'],
  ['clang', 'packages built with clang'],
  ['make', 'packages built with make'],
  ['cmake', 'packages built with CMake'],
  ['ninja', 'packages built with Ninja'],
  ['git', 'packages in checkouts'],
  ['arm-none-eabi-gcc', 'code size and cross compilation'],
  ['qemu-system-arm', 'packages on an emulated Cortex-M4'],
];

/** Says after the whole run, where it cannot be overlooked, what was skipped and why. Run once by vitest. */
export function teardown(): void {
  const lines = goldenDirectory() === null ? [`skipped: no golden models (${noGoldens})`] : [];
  if (libraryFolder() === null) lines.push(`skipped: layers that call Arm's library (${noLibrary})`);
  for (const [tool, what] of optionalTools) {
    if (findTool(tool) === null)
      lines.push(`skipped: ${what} (${tool} is not installed; .ci/install-tools.sh installs it)`);
  }
  if (lines.length > 0) process.stdout.write(`\n${lines.join('\n')}\n`);
}
