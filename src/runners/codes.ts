import type { CodePage } from '../diagnostics/codes.js';

/** Diagnostics of the runners, which compile and run emitted C. */
export const runnerCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C5101',
    title: 'The host runner found no C compiler.',
    explanation:
      'The host runner uses the compiler that the environment variable CC names, or else the first of cc, gcc and clang on the PATH. None of them started.',
    remedy: 'Install gcc or clang, set CC to one, or use --runner wasm: its compiler comes with int8c.',
  },
  {
    code: 'I8C5102',
    title: 'A C compiler refused the emitted C.',
    explanation:
      'Emitted C compiles without warnings under -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual -Wdouble-promotion -Werror with gcc and clang. The compiler used here had something to say; its first lines follow.',
    remedy:
      'Try the other runner. If the package was not edited, report it with the model and the version of the compiler.',
  },
  {
    code: 'I8C5103',
    title: 'The compiled model stopped before its end.',
    explanation:
      'The process that ran the model on this machine crashed, or a sanitizer stopped it. Emitted C is free of undefined behaviour, so this is a fault of int8c or of an edited package.',
    remedy: 'Report it with the model and the lines that follow, which name the place.',
  },
  {
    code: 'I8C5104',
    title: 'An inference took too long.',
    explanation: 'The process that ran the model did not answer in time and was ended.',
    remedy:
      'For a very large model use the wasm runner or fewer cases. For a small one this is a fault of int8c: report it with the model.',
  },
  {
    code: 'I8C5105',
    title: 'The compiled model wrote outside its arena.',
    explanation:
      'Runners put guard bytes before and behind the arena and look at them after each run. They had changed. On a device other data would have been destroyed.',
    remedy: 'Report it with the model. The host runner with sanitizers names the line that writes there.',
  },
  {
    code: 'I8C5106',
    title: 'The Clang that comes as an npm package is not installed, or does not start.',
    explanation:
      'The wasm runner loads the compiler of the npm package @yowasp/clang, about 100 MB of WebAssembly, into a child process. The package is an optional dependency: compile, inspect and simulate do without, and npm leaves it out under --omit=optional, or where it could not be downloaded. Here it is missing, or it failed to start.',
    remedy:
      'Install it with npm install --include=optional, give Node more memory if it is there and fails, or use --runner host with the C compiler of this machine.',
  },
  {
    code: 'I8C5107',
    title: 'The compiled model trapped.',
    explanation:
      'WebAssembly stops a program that leaves its memory, divides by zero or overflows its stack. Emitted C does none of these, so this is a fault of int8c or of an edited package.',
    remedy: 'Report it with the model. The host runner with sanitizers names the line.',
  },
  {
    code: 'I8C5108',
    title: 'The compiled model returned an error status.',
    explanation:
      'The runner gave the model the arena that its header asks for, and still init or run returned an error.',
    remedy: 'Report it with the model, if the package was not edited.',
  },
  {
    code: 'I8C5109',
    title: 'There is no runner of that name.',
    explanation:
      'Runners compile and run emitted C: wasm with the compiler that comes with int8c, in this process; host with the C compiler of this machine.',
    remedy: 'Choose wasm or host.',
  },
  {
    code: 'I8C5110',
    title: 'The host runner cannot write its temporary files.',
    explanation:
      'The host runner writes the emitted C to a new folder among the temporary files of this machine, compiles it there and removes it at the end. The folder could not be made or filled.',
    remedy: 'Free some space, set TMPDIR to a folder that can be written, or use --runner wasm, which writes no files.',
  },
  {
    code: 'I8C5111',
    title: 'The C compiler has no sanitizer libraries.',
    explanation:
      'Verification with sanitizers builds the emitted C with -fsanitize=address,undefined. The compiler knows the flags, but the libraries behind them are a package of their own that is not installed.',
    remedy:
      'On Debian install libclang-rt-dev for clang; gcc brings its own. Or set CC to another compiler, or verify without --sanitize.',
  },
  {
    code: 'I8C5301',
    title: 'Nothing says where the library CMSIS-NN is.',
    explanation:
      "With --kernels cmsis-nn or auto, layers call Arm's library CMSIS-NN, which is not part of int8c: it is your own copy. To run the C here, the runners compile what it needs of that copy, which the environment variable CMSIS_NN_DIR names. It is not set.",
    remedy:
      'Set CMSIS_NN_DIR to the folder of CMSIS-NN, 7.0.0 or newer (github.com/ARM-software/CMSIS-NN), the one that has Include and Source; or verify with --kernels own.',
  },
  {
    code: 'I8C5302',
    title: 'CMSIS_NN_DIR names no copy of CMSIS-NN.',
    explanation:
      'The folder must be the one of the whole library, with its headers in Include and its sources in folders of Source. A file of these could not be read.',
    remedy: 'Set CMSIS_NN_DIR to the folder that has Include/arm_nnfunctions.h and Source.',
  },
  {
    code: 'I8C5303',
    title: 'The copy of CMSIS-NN has not all functions that the C calls.',
    explanation:
      'int8c calls functions as CMSIS-NN 7.0.0 and newer have them. The copy that CMSIS_NN_DIR names does not declare what came with 7.0.0, or has no definition of one of them among its sources: it is older, or not whole.',
    remedy: 'Use CMSIS-NN 7.0.0 or newer, all of it; or verify with --kernels own.',
  },
  {
    code: 'I8C5304',
    title: 'A C compiler refused the copy of CMSIS-NN.',
    explanation:
      "The runners compile the sources of the library by themselves, without int8c's warnings as errors, before the emitted C. The compiler refused one of them; its first lines follow.",
    remedy: 'Check that the copy is whole and unchanged, set CC to another compiler, or verify with --kernels own.',
  },
]);
