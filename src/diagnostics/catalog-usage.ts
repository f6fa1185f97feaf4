import type { CodePage } from './codes.js';

/** Pages of the diagnostics of the command line: 60xx what was typed, 62xx files and folders. */
export const usageCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C6001',
    title: 'The command line was not understood.',
    explanation:
      'A command or option does not exist, an argument is missing, or there is one too many. Nothing was done.',
    remedy: 'Run int8c --help for the commands, and int8c COMMAND --help for the options of one.',
  },
  {
    code: 'I8C6002',
    title: 'An option has a value that it does not take.',
    explanation:
      'Sizes are whole numbers of bytes, with K or M for 1024 and 1024 * 1024 of them; counts and seeds are whole numbers. Options that take one value can be given once.',
    remedy: 'The diagnostic says what the option takes; int8c COMMAND --help says more.',
  },
  {
    code: 'I8C6003',
    title: 'The name of a package must be usable in C.',
    explanation:
      'The name is the prefix of every symbol and file of the package: person gives person_run() and person.c. It is at most 40 lower-case letters, digits and underscores, starts with a letter, and is no keyword.',
    remedy: 'Give another --name. Without one, int8c makes a name of the file name of the model.',
  },
  {
    code: 'I8C6004',
    title: 'The file does not exist.',
    explanation: 'Paths are taken relative to the current folder.',
    remedy: 'Check the path; the diagnostic shows a similar name in that folder, if there is one.',
  },
  {
    code: 'I8C6005',
    title: 'A folder was given where a file is needed.',
    explanation:
      'Models and inputs are single files. A SavedModel of TensorFlow is a folder and must be converted first.',
    remedy: 'Give the .tflite file in the folder.',
  },
  {
    code: 'I8C6006',
    title: 'There is no diagnostic of that code.',
    explanation: 'Codes are I8C and four digits, as they stand in brackets after the word error.',
    remedy: 'Run int8c explain without an argument for the list of all codes.',
  },
  {
    code: 'I8C6007',
    title: 'The model has no layer of that name.',
    explanation:
      'A layer is named by its key, op02 in the lists of int8c inspect, in the C and in traces, or by the name of its output. Capitals count.',
    remedy:
      'int8c inspect MODEL lists the layers with both names; the diagnostic shows a similar one, if there is one.',
  },
  {
    code: 'I8C6008',
    title: 'A real factor does not fit a multiplier and a shift.',
    explanation:
      'A factor is multiplier * 2^(shift - 31) with a multiplier in [2^30, 2^31) and a shift from -31 to 30: it is at least 2^-32 and less than 2^30. A larger one would shift every accumulator out of 32 bits. A smaller one is 0 to the reference kernels, and whatever it multiplies as well: int8c warns and shows it.',
    remedy:
      'Check the order of the scales: input, weights, output. Factors of layers lie between about 0.0001 and 1, and a far larger or smaller one is a fault of calibration.',
  },
  {
    code: 'I8C6201',
    title: 'A file cannot be read.',
    explanation: 'The operating system refused to open or read the file; the diagnostic repeats its reason.',
    remedy: 'Check the permissions of the file and of the folders above it.',
  },
  {
    code: 'I8C6202',
    title: 'A file is too large.',
    explanation: 'int8c reads files of up to 512 MiB. Models for microcontrollers are a thousand times smaller.',
    remedy: 'Check that the right file was given.',
  },
  {
    code: 'I8C6203',
    title: 'The output folder holds something else than what int8c writes there.',
    explanation:
      'compile writes into a new or an empty folder, or over a package that it made before, which it knows by its manifest.json; simulate --trace does the same with traces and their index.json. Neither mixes its files with others. A manifest that lists files that no package has is none.',
    remedy:
      'Give the path of a new folder. With --force the files are written beside what is there, in the place only of files that have the same names; a folder in the place of a file has to be moved away.',
  },
  {
    code: 'I8C6204',
    title: 'The output cannot be written.',
    explanation:
      'The operating system refused to make or write a file; the diagnostic repeats its reason. Files are written to a temporary folder beside their place and moved when all of them are complete. What was there before was brought back; where even that was refused, the diagnostic says so, and the next int8c that is given the folder does it.',
    remedy: 'Check the permissions of the folder and the free space, or give another folder.',
  },
  {
    code: 'I8C6205',
    title: 'The files of the package are not what the model compiles to.',
    explanation:
      'compile --check compiles again, in memory, and compares. The files were edited, or the model, the options or the version of int8c changed since they were written.',
    remedy: 'Run the same command without --check and commit what it writes.',
  },
  {
    code: 'I8C6206',
    title: 'The inputs that were given are not those of the model.',
    explanation:
      'Each --input is a file for one input of the model, in the order of int8c inspect. A model with one input takes any number of files; one with several takes a file for each, and all of them hold the same number of frames.',
    remedy: 'Give as many --input as the model has inputs, in its order, with equal numbers of frames.',
  },
  {
    code: 'I8C6207',
    title: 'Files would be replaced or removed that int8c may not touch.',
    explanation:
      'manifest.json of a package, and index.json of a trace, list the files that int8c wrote, each with its sha256. Those are replaced, and removed when they are no longer needed, as long as their bytes are the same. Here somebody has changed one, or has put another file or a link in its place, or the folder is of another model, or of an int8c that did not list its files yet. The diagnostic names every file that would go.',
    remedy:
      'Keep what is yours somewhere else and repeat with --force, or give the path of another folder. A link is replaced itself; what it leads to stays.',
  },
  {
    code: 'I8C6208',
    title: 'What --force did.',
    explanation:
      'Without --force this would have been refused. The files that are named were replaced or removed although they were not unchanged files of this package or trace.',
    remedy: 'If that was a mistake, version control has the earlier files.',
  },
  {
    code: 'I8C6209',
    title: 'A file that is no longer part of the package was left, because somebody changed it.',
    explanation:
      'int8c removes the files of an earlier package that are no longer needed, but none that was changed since. The manifest lists it no more: it belongs to whoever changed it.',
    remedy: 'Remove it if nobody needs it; builds that take all files of the folder would compile it.',
  },
  {
    code: 'I8C6210',
    title: 'Another int8c is at work on the folder.',
    explanation:
      'Two that write into one folder do so one after the other. The other one has not ended for ten minutes. Its temporary folder, whose name begins with .int8c-, says which process it is.',
    remedy:
      'Wait for it, or end it. If there is no such process, on no machine and in no container that shares the folder, remove the temporary folder.',
  },
  {
    code: 'I8C6211',
    title: 'The current folder no longer exists.',
    explanation:
      'Another program removed the folder that int8c was started in. Paths on the command line are relative to it, and Node cannot say where it was.',
    remedy: 'Change to another folder, or to the same path again if it was made anew.',
  },
  {
    code: 'I8C6212',
    title: 'Standard output cannot be written.',
    explanation:
      'What int8c prints was redirected to a file or a device that took no more of it. Files of a package or a trace that were written before are complete.',
    remedy: 'Free some space, or send the output elsewhere.',
  },
  {
    code: 'I8C6213',
    title: 'A temporary folder could not be removed.',
    explanation:
      'What was to be written is complete. The operating system did not let int8c remove the folder in which it was prepared, or in which what was there before was kept for so long.',
    remedy: 'Nothing needs to be done: the next int8c that writes there removes it.',
  },
] as const satisfies readonly CodePage[]);
