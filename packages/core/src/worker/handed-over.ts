/**
 * What executing a combined job gives instead of a result: its phases hold the run now, and this worker has no say in it
 * any more.
 */
export const handedOver = Symbol('handed over');
