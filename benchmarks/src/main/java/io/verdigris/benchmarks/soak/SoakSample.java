package io.verdigris.benchmarks.soak;

/**
 * What the process and its applications' ledgers were like.
 *
 * @param rollouts how many rollouts had ended
 * @param heap bytes of the heap in use after a collection
 * @param threads how many threads there were
 * @param handles how many files and sockets were open; 0 where it cannot be told
 * @param ledger bytes of the largest ledger
 */
record SoakSample(long rollouts, long heap, long threads, long handles, long ledger) {}
