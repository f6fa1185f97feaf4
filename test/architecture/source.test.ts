/*
 * What holds for the source of int8c as a whole. One file imports all of it, so that one process parses the source and
 * knows its types: that takes longer than everything that is asked of it. `-t` picks a test by its name.
 */
import './disk.js';
import './imports.js';
import './naming.js';
import './template-paths.js';
